import { mean, milliseconds, type Interval } from '../interval.ts'
import type { InboundRtp } from '../reports/inbound-rtp.ts'

/** The jitter buffer. */
export interface Receiving {
  /** ms that a sample or frame waited: d(jitterBufferDelay) / d(jitterBufferEmittedCount). */
  readonly jitterBufferMs: number | null
  /** ms that the buffer aims at: d(jitterBufferTargetDelay) / d(jitterBufferEmittedCount). Firefox since 142; not in Safari before 17.4. */
  readonly jitterBufferTargetMs: number | null
  /** ms that the network alone would need: d(jitterBufferMinimumDelay) / d(jitterBufferEmittedCount). Chromium, Safari since 17.4. */
  readonly jitterBufferMinimumMs: number | null
}

export function receiving(interval: Interval<InboundRtp> | null): Receiving {
  const emitted = 'jitterBufferEmittedCount'
  return {
    jitterBufferMs: milliseconds(mean(interval, 'jitterBufferDelay', emitted)),
    jitterBufferTargetMs: milliseconds(mean(interval, 'jitterBufferTargetDelay', emitted)),
    jitterBufferMinimumMs: milliseconds(mean(interval, 'jitterBufferMinimumDelay', emitted)),
  }
}
