import type { Stats } from '../report.ts'
import { count, signed, text, type Reading } from './fields.ts'

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
  /** By its label, or a track identifier that is one: Chromium calls what it captures of a screen `screen:0:0`, `window:1:0` or `web-contents-media-stream://…`. */
  readonly screen: boolean
}

const screenLabel = /^(?:screen|window|tab|browser|monitor|application|web-contents-media-stream):/i

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
    screen: screenLabel.test(text(stats.label) ?? '') || screenLabel.test(text(stats.trackIdentifier) ?? ''),
  }
}
