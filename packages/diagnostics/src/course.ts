import type { Detector } from './detector.ts'
import type { Reading } from './reading.ts'

/** How an open issue went: from where its evidence begins to where it ends, the worst of it, and its mean. */
export interface Course {
  /** ms since the epoch. */
  readonly from: number
  readonly to: number
  /** When there was enough of it to raise the issue. */
  readonly raisedAt: number
  readonly worst: number
  readonly worstAt: number
  readonly metric: string | null
  /** For the mean, until `to`. */
  readonly sum: number
  readonly weight: number
  /** What was measured after `to`, which counts if it gets wrong again before the issue is resolved. */
  readonly laterSum: number
  readonly laterWeight: number
}

/**
 * The course of an issue that is raised now. It began with the first of the readings that raised it that was wrong by itself, and with those
 * before it that were so without a break.
 */
export function beginOf(readings: readonly Reading[], raising: readonly Reading[], detector: Detector): Course {
  const { raise } = detector
  let begin =
    readings.length -
    raising.length +
    Math.max(
      0,
      raising.findIndex(({ value }) => value >= raise),
    )
  while (begin > 0 && (readings[begin - 1]?.value ?? 0) >= raise) begin -= 1
  const [first, last] = [readings[begin], readings.at(-1)]
  const start: Course = {
    from: first === undefined ? 0 : startOf(first),
    to: 0,
    raisedAt: last?.timestamp ?? 0,
    worst: -Infinity,
    worstAt: 0,
    metric: null,
    sum: 0,
    weight: 0,
    laterSum: 0,
    laterWeight: 0,
  }
  return readings.slice(begin).reduce((course, reading) => follow(course, reading, detector), start)
}

/** One more reading of an open issue. */
export function follow(course: Course, reading: Reading, detector: Detector): Course {
  const { value, weight, timestamp } = reading
  const laterSum = course.laterSum + value * weight
  const laterWeight = course.laterWeight + weight
  if (value < detector.clear) return { ...course, laterSum, laterWeight }
  const isWorse = value > course.worst
  return {
    ...course,
    to: Math.max(course.to, reading.until ?? timestamp),
    worst: isWorse ? value : course.worst,
    worstAt: isWorse ? timestamp : course.worstAt,
    metric: isWorse ? reading.metric : course.metric,
    sum: course.sum + laterSum,
    weight: course.weight + laterWeight,
    laterSum: 0,
    laterWeight: 0,
  }
}

/** Tells whether it was wrong at this time. */
export function wasBad({ to, laterWeight }: Course, timestamp: number): boolean {
  return to === timestamp || laterWeight === 0
}

/** It was so at some time since the reading before. */
function startOf({ since, timestamp, seconds }: Reading): number {
  return since ?? timestamp - 1_000 * seconds
}
