import { requireFunction, requirePositive, requireTrack, wrongArgument } from '../arguments.ts'
import { systemClock, type Clock } from '../clock.ts'
import type { Unsubscribe } from '../emitter.ts'

import { requireBrowser } from './browser-only.ts'
import { levelOf } from './loudness.ts'

export interface LevelOptions {
  /** @default 100 */
  readonly intervalMs?: number
  readonly clock?: Clock
}

/**
 * Tells how loud an audio track is, in dB below the loudest there can be, until the returned function is called. `null` is silence,
 * and also what browsers tell before the user has touched the page.
 * @throws EarshotError `unsupported` where there is no page
 */
export function watchLevel(
  track: MediaStreamTrack,
  listener: (decibels: number | null) => void,
  { intervalMs = 100, clock = systemClock }: LevelOptions = {},
): Unsubscribe {
  requireBrowser('AudioContext')
  requireTrack('track', track)
  if (track.kind !== 'audio') throw wrongArgument('track', 'an audio track', track, `one of ${track.kind}`)
  requireFunction('listener', listener)
  requirePositive('intervalMs', intervalMs)
  const context = new AudioContext()
  const source = context.createMediaStreamSource(new MediaStream([track]))
  const analyser = new AnalyserNode(context, { fftSize: 2048 })
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  let cancelTimer: Unsubscribe = () => undefined

  const measure = (): void => {
    if (context.state === 'suspended') void context.resume().catch(() => undefined)
    analyser.getFloatTimeDomainData(samples)
    cancelTimer = clock.after(intervalMs, measure)
    listener(levelOf(samples))
  }
  cancelTimer = clock.after(intervalMs, measure)
  return () => {
    cancelTimer()
    source.disconnect()
    if (context.state !== 'closed') void context.close()
  }
}
