import type { Stats } from '../report.ts'
import { count, signed, type Reading } from './fields.ts'

/** What a track gives its sender: the microphone's sound, the camera's frames. */
export interface MediaSource extends Reading {
  /** 0..1. */
  readonly audioLevel: number | null
  readonly totalAudioEnergy: number | null
  /** Seconds. */
  readonly totalSamplesDuration: number | null
  /** dB. */
  readonly echoReturnLoss: number | null
  readonly width: number | null
  readonly height: number | null
  readonly frames: number | null
  readonly framesPerSecond: number | null
}

export function readMediaSource(stats: Stats): MediaSource {
  return {
    id: stats.id,
    timestamp: stats.timestamp,
    audioLevel: count(stats.audioLevel),
    totalAudioEnergy: count(stats.totalAudioEnergy),
    totalSamplesDuration: count(stats.totalSamplesDuration),
    echoReturnLoss: signed(stats.echoReturnLoss),
    width: count(stats.width),
    height: count(stats.height),
    frames: count(stats.frames),
    framesPerSecond: count(stats.framesPerSecond),
  }
}
