/** How often statistics are read: as often as asked, unless that costs the page more than it is worth. */
export interface Cadence {
  readonly periodMs: number
  /** By how much the page's own load stretches the period: 1, 2, 4, 8, 16. */
  readonly stretch: number
  /** 0..1 of the period, and ms: what reading and converting took lately (exponentially weighted means). */
  readonly answerShare: number
  readonly convertMs: number
  /** Since when neither took much, by the monotonic clock. */
  readonly calmSince: number | null
}

/** What the last reading was like. */
export interface Poll {
  /** Monotonic ms. */
  readonly now: number
  /** ms until getStats had answered. */
  readonly answerMs: number
  /** ms of the page's own thread to make plain data of the answer. */
  readonly convertMs: number
  /** Entries in the report. */
  readonly entries: number
  /** Whether the page is in the background. */
  readonly hidden: boolean
}

const longestPeriodMs = 10_000
const hiddenPeriodMs = 5_000
const large = { entries: 150, periodMs: 2_000 }
const huge = { entries: 300, periodMs: 5_000 }
const weight = 0.3
const overloaded = { answerShare: 0.2, convertMs: 5 }
const calm = { answerShare: 0.05, convertMs: 2.5 }
const calmMs = 30_000
const mostStretch = 16
/** A period of less than a second is a wish for detail: what is slow is judged by a second. */
const leastJudgedMs = 1_000

export function newCadence(baseMs: number): Cadence {
  return { periodMs: baseMs, stretch: 1, answerShare: 0, convertMs: 0, calmSince: null }
}

export function nextCadence(before: Cadence, baseMs: number, poll: Poll): Cadence {
  const answerShare = smooth(before.answerShare, poll.answerMs / Math.max(leastJudgedMs, before.periodMs))
  const convertMs = smooth(before.convertMs, poll.convertMs)
  const load = { answerShare, convertMs }
  const [stretch, calmSince] = stretched(before, load, poll.now)
  const wanted = Math.min(Math.max(longestPeriodMs, baseMs), stretch * Math.max(baseMs, leastPeriodMs(poll)))
  // At most twice as long as before: a longer interval would look like a gap.
  return { ...load, stretch, calmSince, periodMs: Math.min(wanted, 2 * before.periodMs) }
}

function smooth(before: number, value: number): number {
  return before + weight * (value - before)
}

function leastPeriodMs({ entries, hidden }: Poll): number {
  if (entries > huge.entries) return huge.periodMs
  if (hidden) return hiddenPeriodMs
  return entries > large.entries ? large.periodMs : 0
}

function stretched(
  { stretch, calmSince }: Cadence,
  load: typeof calm,
  now: number,
): readonly [stretch: number, calmSince: number | null] {
  if (load.answerShare > overloaded.answerShare || load.convertMs > overloaded.convertMs)
    return [Math.min(mostStretch, 2 * stretch), null]
  if (load.answerShare > calm.answerShare || load.convertMs > calm.convertMs) return [stretch, null]
  if (calmSince === null) return [stretch, now]
  return now - calmSince >= calmMs ? [Math.max(1, stretch / 2), now] : [stretch, calmSince]
}
