import type { Reading } from './reports/fields.ts'

/** Two readings of the same entry. Only counters that both have, over a time that passed, give a rate. */
export interface Interval<Of> {
  readonly from: Of
  readonly to: Of
  /** Seconds of the entry's own clock. */
  readonly seconds: number
}

/** An interval whose readings have these counters; `null` where there is none. */
export type CountedInterval<Counter extends string> = Interval<Readonly<Record<Counter, number | null>>> | null

/** How far a counter moved; `null` when it is absent or went backwards, which is a reset and not a negative rate. */
export function increase<Counter extends string>(interval: CountedInterval<Counter>, counter: Counter): number | null {
  if (interval === null) return null
  const [before, after] = [interval.from[counter], interval.to[counter]]
  return before === null || after === null || after < before ? null : after - before
}

/** The interval between two readings; `null` at first sight, for another entry, and for one that was not measured anew. */
export function intervalOf<Of extends Reading>(from: Of | null | undefined, to: Of | null | undefined): Interval<Of> | null {
  if (!from || !to || from.id !== to.id || to.timestamp - from.timestamp < shortestIntervalMs) return null
  return { from, to, seconds: (to.timestamp - from.timestamp) / 1_000 }
}

/** Entries of one report have timestamps of their own: one that has hardly moved was not measured anew. */
const shortestIntervalMs = 10

/** Increase per second. */
export function rate<Counter extends string>(interval: CountedInterval<Counter>, counter: Counter): number | null {
  const moved = increase(interval, counter)
  return moved === null || interval === null ? null : moved / interval.seconds
}

/** Bits per second of a counter of bytes. */
export function bitrate<Counter extends string>(interval: CountedInterval<Counter>, bytes: Counter): number | null {
  const bytesPerSecond = rate(interval, bytes)
  return bytesPerSecond === null ? null : bytesPerSecond * 8
}

/** `packetsLost` may fall, when packets thought lost arrive late. What they overpaid is carried into the next intervals. */
export interface Loss {
  /** Packets lost in this interval, never negative; `null` without data. */
  readonly lost: number | null
  /** Zero or less: late packets not yet set off against losses. */
  readonly carry: number
}

/** `packetsLost` is a signed 24-bit count on the wire (RFC 3550 6.4.1); what lies outside is a broken report. */
const largestLoss = 0x7f_ff_ff
const largestStep = 1_000_000

export function loss(before: number | null, after: number | null, carry: number): Loss {
  if (before === null || after === null) return { lost: null, carry }
  const step = after - before
  if (Math.abs(after) > largestLoss || Math.abs(step) > largestStep) return { lost: null, carry: 0 }
  return { lost: Math.max(0, step + carry), carry: Math.min(0, step + carry) }
}

/** `part` of `whole`; `null` where that has no meaning. */
export function ratio(part: number | null, whole: number | null, smallestWhole = 1): number | null {
  if (part === null || whole === null || whole < smallestWhole) return null
  return Math.min(1, part / whole)
}

/** The increase of one counter by the increase of another: a mean, or a share that is 1 at the most. */
export function mean<Counter extends string>(interval: CountedInterval<Counter>, total: Counter, count: Counter): number | null {
  return quotient(increase(interval, total), increase(interval, count))
}

export function share<Counter extends string>(interval: CountedInterval<Counter>, part: Counter, whole: Counter): number | null {
  return atMostOne(mean(interval, part, whole))
}

/** `null` without data, and where there is next to nothing to divide by. */
export function quotient(total: number | null, count: number | null): number | null {
  return total === null || count === null || count < 1e-3 ? null : total / count
}

export function atMostOne(value: number | null): number | null {
  return value === null ? null : Math.min(1, value)
}

/** The sum of what is known; `null` when nothing is. */
export function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}

/** The largest of what is known; `null` when nothing is. */
export function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** The smallest of what is known; `null` when nothing is. */
export function smallest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}

export function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000
}
