/** Two readings of the same report. Only counters that both have, over a time that passed, give a rate. */
export interface Interval<Report> {
  readonly from: Report
  readonly to: Report
  /** Seconds of the report's own clock. */
  readonly seconds: number
}

/** How far a counter moved; `null` when it is absent or went backwards, which is a reset and not a negative rate. */
export function increase<Report>({ from, to }: Interval<Report>, read: (report: Report) => number | null): number | null {
  const [before, after] = [read(from), read(to)]
  return before === null || after === null || after < before ? null : after - before
}

/** Increase per second. */
export function rate<Report>(interval: Interval<Report> | null, read: (report: Report) => number | null): number | null {
  const moved = interval === null ? null : increase(interval, read)
  return moved === null || interval === null ? null : moved / interval.seconds
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

export function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000
}
