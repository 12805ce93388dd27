import type { Clock } from '../clock.ts'

import { deriveSample, newSampling } from './derive.ts'
import type { Sample } from './sample.ts'
import { takeSnapshot } from './snapshot.ts'

export interface SamplerOptions {
  /** `RTCPeerConnection.getStats` of one connection. */
  readonly getStats: () => Promise<StatsReport>
  readonly clock: Clock
  readonly intervalMs: number
  readonly onSample: (sample: Sample) => void
}

interface StatsReport {
  values(): Iterable<unknown>
}

/** A getStats that has not answered by then is given up; its late answer is ignored. */
const answerTimeoutMs = 2_000

/** Polls until the returned function is called. One poll is in flight at a time; one that fails or hangs is skipped. */
export function startSampler({ getStats, clock, intervalMs, onSample }: SamplerOptions): () => void {
  let stopped = false
  let sampling = newSampling
  let cancelTimer: () => void = () => undefined

  const poll = () => {
    let settled = false
    const settle = (report: StatsReport | null) => {
      if (settled || stopped) return
      settled = true
      cancelTimer()
      if (report !== null) take(report)
      if (!stopped) cancelTimer = clock.after(intervalMs, poll)
    }
    cancelTimer = clock.after(answerTimeoutMs, () => settle(null))
    ask(getStats).then(settle, () => settle(null))
  }
  const take = (report: StatsReport) => {
    const [next, sample] = deriveSample(sampling, takeSnapshot(report.values()), intervalMs)
    sampling = next
    if (sample !== null) onSample(sample)
  }

  poll()
  return () => {
    stopped = true
    cancelTimer()
  }
}

/** A throw counts as a rejection. */
async function ask(getStats: SamplerOptions['getStats']): Promise<StatsReport> {
  return getStats()
}
