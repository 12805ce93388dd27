import { addToLevel, newLevel, type Level } from './level.ts'

/**
 * The numbers of one connection over as long as a day, in memory that does not grow: each sample of the last 15 minutes, and of each 10
 * seconds of 3 hours and each minute of 24 hours the least and the greatest, of at most a thousand series. It is plain data, so that a worker
 * can hand it over.
 */
export interface History {
  readonly levels: readonly Level[]
  /** When each series had its last value, ms since the epoch; the longest ago first. */
  readonly seenAt: Map<string, number>
}

/** What a chart draws of a series: points in the order of time, `NaN` where its line is broken. */
export interface Curve {
  /** ms since the epoch. */
  readonly times: Float64Array
  readonly values: Float64Array
}

export function newHistory(): History {
  return { levels: [newLevel(0, 900), newLevel(10_000, 1_080), newLevel(60_000, 1_440)], seenAt: new Map() }
}

/** A call of four tracks has about a hundred. */
const maxSeries = 1_000
/** A series without a value for longer is over, and makes room for a new one. */
const overMs = 60_000

/**
 * Takes in what was measured at a time. What is not later than what came before is left out. `gap` breaks the lines before it. When there are a
 * thousand series, a new one takes the place of the one that has had no value for longest; where all go on, it is left out.
 */
export function addToHistory(history: History, time: number, values: ReadonlyMap<string, number>, gap: boolean): void {
  const last = rangeOf(history)?.to ?? -Infinity
  if (time <= last) return
  const { levels, seenAt } = history
  const unknown = [...values.keys()].filter((name) => !seenAt.has(name))
  for (const name of values.keys()) if (seenAt.delete(name)) seenAt.set(name, time)
  for (const name of unknown) if (seenAt.size < maxSeries || makeRoom(history, time)) seenAt.set(name, time)
  const kept = new Map([...values].filter(([name]) => seenAt.has(name)))
  for (const level of levels) addToLevel(level, time, kept, gap)
}

/** Forgets the series that has had no value for longest, where it is over; says whether it was. */
function makeRoom({ levels, seenAt }: History, time: number): boolean {
  const [oldest] = seenAt
  if (oldest === undefined || time - oldest[1] <= overMs) return false
  const [name] = oldest
  seenAt.delete(name)
  for (const { series } of levels) series.delete(name)
  return true
}

/** From the first to the last that is known; `null` where there is nothing. */
export function rangeOf(history: History): { readonly from: number; readonly to: number } | null {
  const [finest] = history.levels
  const to = finest?.times[finest.length - 1]
  // A stretch begins before the sample that began it: the finest level that has forgotten nothing knows better.
  const from = history.levels.find((level) => reachesBackTo(level, 0, history))?.times[0]
  return to === undefined || from === undefined ? null : { from, to }
}

export function hasSeries({ levels }: History, name: string): boolean {
  return levels.some(({ series }) => series.has(name))
}

export function seriesNames({ levels }: History): readonly string[] {
  return [...new Set(levels.flatMap(({ series }) => [...series.keys()]))]
}

/** Longer than this and clearly longer than usual between two points is time without a measurement. */
const shortestGapMs = 5_000
const gapFactor = 2.5

/**
 * A series between two times, with a point on either side where there is one, in at most about `points` points: as fine as that allows. Of
 * coarser points the least and the greatest are drawn one after the other, so that nothing that sticks out is lost.
 */
export function curveOf(history: History, name: string, from: number, to: number, points: number): Curve {
  const level = levelFor(history, from, to, points)
  const extent = level?.series.get(name)
  if (level === undefined || extent === undefined) return { times: new Float64Array(), values: new Float64Array() }
  const [first, last] = [Math.max(0, lowerBound(level, from) - 1), Math.min(level.length - 1, lowerBound(level, to))]
  const longestMs = Math.max(shortestGapMs, gapFactor * Math.max(level.stretchMs, usualSpacing(level)))
  const { times: starts, breaks, stretchMs } = level
  const { least, greatest, from: firstValue, length } = extent
  const single = least === greatest
  const most = (last - first + 1) * (single ? 2 : 3)
  const [times, values] = [new Float64Array(most), new Float64Array(most)]
  let count = 0
  let before = Infinity
  for (let point = first; point <= last; point += 1) {
    const time = starts[point] ?? 0
    if (time - before > longestMs || (breaks[point] === 1 && point > first)) {
      times[count] = (before + time) / 2
      values[count] = Number.NaN
      count += 1
    }
    before = time
    const index = point - firstValue
    const isKnown = index >= 0 && index < length
    times[count] = time
    values[count] = isKnown ? (least[index] ?? Number.NaN) : Number.NaN
    count += 1
    if (single) continue
    times[count] = time + stretchMs / 2
    values[count] = isKnown ? (greatest[index] ?? Number.NaN) : Number.NaN
    count += 1
  }
  return { times: times.subarray(0, count), values: values.subarray(0, count) }
}

/** The value of a series at a time, which is that of the last sample before it; `null` where there was none within `withinMs`. */
export function valueAt(history: History, name: string, time: number, withinMs: number): number | null {
  const level = history.levels.find((candidate) => reachesBackTo(candidate, time, history))
  if (level === undefined) return null
  const point = lowerBound(level, time + 1) - 1
  const at = level.times[point]
  if (at === undefined || time - at > Math.max(withinMs, level.stretchMs)) return null
  const extent = level.series.get(name)
  const value = extent?.greatest[point - extent.from]
  return value === undefined || Number.isNaN(value) ? null : value
}

function levelFor(history: History, from: number, to: number, points: number): Level | undefined {
  const fine = history.levels.find(
    (level) => reachesBackTo(level, from, history) && lowerBound(level, to) - lowerBound(level, from) <= points,
  )
  return fine ?? history.levels.at(-1)
}

/** Whether a level has forgotten nothing since then. */
function reachesBackTo({ times, length }: Level, time: number, { levels }: History): boolean {
  const first = length === 0 ? Infinity : (times[0] ?? Infinity)
  const coarsest = levels.at(-1)
  return first <= time || first <= (coarsest?.times[0] ?? Infinity) + (coarsest?.stretchMs ?? 0)
}

/** The first point at or after a time. */
function lowerBound({ times, length }: Level, time: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? Infinity) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** Between the last points. */
function usualSpacing({ times, length }: Level): number {
  const some = Math.min(length - 1, 20)
  if (some < 1) return 0
  const spacings = new Float64Array(some)
  for (let index = 0; index < some; index += 1)
    spacings[index] = (times[length - 1 - index] ?? 0) - (times[length - 2 - index] ?? 0)
  return spacings.toSorted()[Math.floor(some / 2)] ?? 0
}
