import { metrics, type Metric, type Reading } from './reading.ts'

/** How many points are kept: ten minutes at one a second. */
const historyCapacity = 600

/** A silence is a gap when it is longer than this and clearly longer than what came before it. */
const gapMs = 5_000
const gapFactor = 2.5

/** The recent readings of one call, oldest first, in memory that does not grow. A missing value is `NaN`, which a chart leaves open. */
export interface History {
  readonly length: number
  /** Milliseconds since the epoch of point `index`. */
  time(index: number): number
  value(metric: Metric, index: number): number
  /** Adds a reading. `gap` breaks the lines before it. What is older than the last point is left out. */
  push(time: number, reading: Reading, gap: boolean): void
}

/** An empty history. */
export function createHistory(capacity: number = historyCapacity): History {
  const times = new Float64Array(capacity)
  const columns = new Map(metrics.map((metric) => [metric, new Float64Array(capacity)]))
  let start = 0
  let length = 0
  let spacing = 0

  const slot = (index: number): number => (start + index) % capacity
  const lastTime = (): number => times[slot(length - 1)] ?? 0

  function append(time: number, valueOf: (metric: Metric) => number | null): void {
    if (length === capacity) start = slot(1)
    else length += 1
    const position = slot(length - 1)
    times[position] = time
    for (const [metric, column] of columns) column[position] = valueOf(metric) ?? Number.NaN
  }

  return {
    get length(): number {
      return length
    },
    time: (index) => times[slot(index)] ?? Number.NaN,
    value: (metric, index) => columns.get(metric)?.[slot(index)] ?? Number.NaN,
    push(time, reading, gap) {
      if (length > 0) {
        const elapsed = time - lastTime()
        if (elapsed <= 0) {
          // Far back means that the other machine's clock was set: what was kept has no place on the new axis.
          if (elapsed > -gapMs) return
          start = 0
          length = 0
          spacing = 0
        } else if (gap || (elapsed > gapMs && elapsed > gapFactor * spacing && spacing > 0)) {
          append(lastTime() + elapsed / 2, () => null)
        } else {
          spacing = elapsed
        }
      }
      append(time, (metric) => reading[metric])
    },
  }
}
