import type { Detector, Finding } from './detector.ts'

/** One value that a detector measured. */
export interface Reading {
  readonly timestamp: number
  /** How much time it is for. */
  readonly seconds: number
  readonly value: number
  /** What it counts for in a mean: seconds, or packets. */
  readonly weight: number
  /** ms since the epoch: from when to when it was so, where the value itself says it. */
  readonly since: number | null
  readonly until: number | null
  readonly metric: string | null
  readonly minor: boolean
}

export function newReading(found: number | Finding, timestamp: number, seconds: number): Reading {
  if (typeof found === 'number') {
    return { timestamp, seconds, value: found, weight: seconds, since: null, until: null, metric: null, minor: false }
  }
  const { value, weight = seconds, since = null, until = null, metric = null, minor = false } = found
  return { timestamp, seconds, value, weight, since, until, metric, minor }
}

/**
 * Kept for the longer of both times, counted by the time they cover: what is not measured stops the clock. Where nothing has been wrong for
 * that long, one more value that is right changes nothing.
 */
export function withReading(readings: readonly Reading[], reading: Reading, detector: Detector): readonly Reading[] {
  const { raiseMs, clearMs, gauge = false } = detector
  const wantedMs = Math.max(raiseMs, clearMs)
  const next = isQuiet(reading, detector) ? withQuiet(readings, reading, detector, wantedMs) : [...readings, reading]
  return next === readings ? readings : (latest(next, wantedMs, gauge) ?? next)
}

/** Values of a mean that are zero count for their time alone, so those in a row are kept as one. */
function isQuiet({ value, weight, seconds }: Reading, { over, gauge }: Detector): boolean {
  return value === 0 && over === 'mean' && gauge !== true && weight === seconds
}

function withQuiet(readings: readonly Reading[], reading: Reading, detector: Detector, wantedMs: number): readonly Reading[] {
  const last = readings.at(-1)
  if (last === undefined || !isQuiet(last, detector)) return [...readings, reading]
  if (readings.length === 1 && 1_000 * last.seconds >= wantedMs) return readings
  const seconds = last.seconds + reading.seconds
  return [...readings.slice(0, -1), { ...reading, seconds, weight: seconds }]
}

/** The newest readings that cover the time; `null` when there are not enough. Of a time in which all was right no more is taken than is needed. */
export function latest(readings: readonly Reading[], timeMs: number, gauge = false): readonly Reading[] | null {
  const fewest = gauge && timeMs > 0 ? 2 : 1
  let covered = 0
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    const reading = readings[index]
    if (reading === undefined) return null
    covered += 1_000 * reading.seconds
    if (covered < timeMs || readings.length - index < fewest) continue
    const surplus = (covered - timeMs) / 1_000
    if (reading.value !== 0 || reading.weight !== reading.seconds || surplus === 0 || surplus >= reading.seconds)
      return index === 0 ? readings : readings.slice(index)
    const seconds = reading.seconds - surplus
    return [{ ...reading, seconds, weight: seconds }, ...readings.slice(index + 1)]
  }
  return null
}

/** Tells whether enough of what is counted was wrong for the share of it to mean something. */
export function isEnough(readings: readonly Reading[], { fewest = 0 }: Detector): boolean {
  return fewest === 0 || readings.reduce((sum, { value, weight }) => sum + value * weight, 0) >= fewest
}

export function worth(readings: readonly Reading[], { over }: Detector, extreme: (one: number, other: number) => number): number {
  const [first] = readings
  if (first === undefined) return 0
  if (over === 'each') return readings.reduce((found, { value }) => extreme(found, value), first.value)
  let [sum, total] = [0, 0]
  for (const { value, weight } of readings) {
    sum += value * weight
    total += weight
  }
  return total === 0 ? 0 : sum / total
}
