import * as v from 'valibot'

import { counter, type Fields, type Report } from './fields.ts'

/** What a track gives its sender: the microphone's sound, the camera's frames. */
export interface MediaSource extends Report {
  /** 0..1. */
  readonly audioLevel: number | null
  readonly totalAudioEnergy: number | null
  /** Seconds. */
  readonly totalSamplesDuration: number | null
  readonly width: number | null
  readonly height: number | null
  readonly frames: number | null
  readonly framesPerSecond: number | null
}

const counters = v.object(
  v.entriesFromList(
    ['audioLevel', 'totalAudioEnergy', 'totalSamplesDuration', 'width', 'height', 'frames', 'framesPerSecond'],
    counter,
  ),
)

export function readMediaSource(fields: Fields): MediaSource {
  return {
    id: fields.id,
    timestamp: fields.timestamp,
    ...fields.read(counters),
  }
}
