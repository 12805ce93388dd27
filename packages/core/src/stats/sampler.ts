import type { Clock } from '../clock.ts'

import { newCadence, nextCadence } from './cadence.ts'
import { contextStats, type Context } from './context.ts'
import { deriveSample, newSampling } from './derive.ts'
import { readReport, type Report } from './report.ts'
import type { Sample } from './sample.ts'
import { takeSnapshot } from './snapshot.ts'

export interface SamplerOptions {
  /** `RTCPeerConnection.getStats` of one connection. */
  readonly getStats: () => Promise<StatsReport>
  /** What getStats does not say, at this moment. */
  readonly context: () => Context
  readonly clock: Clock
  readonly intervalMs: number
  readonly onReport: (report: Report) => void
  /** The sample that the report makes with the one before it. */
  readonly onSample: (sample: Sample) => void
}

export interface Sampler {
  /** Reads at once, unless it is reading already. */
  readonly poll: () => void
  readonly stop: () => void
}

interface StatsReport {
  values(): Iterable<unknown>
}

/** A getStats that has not answered by then is given up; its late answer is ignored. */
const answerTimeoutMs = 2_000

/** Polls until it is stopped. One poll is in flight at a time; one that fails or hangs is skipped. */
export function startSampler({ getStats, context, clock, intervalMs, onReport, onSample }: SamplerOptions): Sampler {
  let stopped = false
  let polling = false
  let sampling = newSampling
  let cadence = newCadence(intervalMs)
  let cancelTimer: () => void = () => undefined

  const poll = () => {
    cancelTimer()
    polling = true
    const startedAt = clock.now()
    let settled = false
    const settle = (answer: StatsReport | null) => {
      if (settled || stopped) return
      settled = true
      polling = false
      cancelTimer()
      if (answer !== null) take(answer, clock.now() - startedAt)
      if (!stopped) cancelTimer = clock.after(cadence.periodMs, poll)
    }
    cancelTimer = clock.after(answerTimeoutMs, () => settle(null))
    ask(getStats).then(settle, () => settle(null))
  }
  const take = (answer: StatsReport, answerMs: number) => {
    const answeredAt = clock.now()
    const present = context()
    const report = reportWith(present, readReport(answer.values()))
    const [next, sample] = deriveSample(sampling, takeSnapshot(report))
    sampling = next
    const now = clock.now()
    const cost = { now, answerMs, convertMs: now - answeredAt, entries: report.stats.size }
    cadence = nextCadence(cadence, intervalMs, { ...cost, hidden: present.page.hidden })
    onReport(report)
    if (sample !== null && !stopped) onSample(sample)
  }

  poll()
  return {
    poll: () => {
      if (!polling && !stopped) poll()
    },
    stop: () => {
      stopped = true
      cancelTimer()
    },
  }
}

/** A throw counts as a rejection. */
async function ask(getStats: SamplerOptions['getStats']): Promise<StatsReport> {
  return getStats()
}

function reportWith(context: Context, { timestamp, stats }: Report): Report {
  const entries = contextStats(context, timestamp).map((entry) => [entry.id, entry] as const)
  return { timestamp, stats: new Map([...stats, ...entries]) }
}
