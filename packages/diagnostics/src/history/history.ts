import { addToLevel, newLevel, type Level } from './level.ts'

/**
 * The numbers of one connection over as long as a day, in memory that does not grow: each sample of the last 15 minutes, and of each 10
 * seconds of 6 hours and each minute of 24 hours the least and the greatest. It is plain data, so that a worker can hand it over.
 */
export interface History {
  readonly levels: readonly Level[]
}

/** What a chart draws of a series: points in the order of time, `NaN` where its line is broken. */
export interface Curve {
  /** ms since the epoch. */
  readonly times: Float64Array
  readonly values: Float64Array
}

export function newHistory(): History {
  return { levels: [newLevel(0, 900), newLevel(10_000, 2_160), newLevel(60_000, 1_440)] }
}

/** Takes in what was measured at a time. What is not later than what came before is left out. `gap` breaks the lines before it. */
export function addToHistory({ levels }: History, time: number, values: ReadonlyMap<string, number>, gap: boolean): void {
  const last = rangeOf({ levels })?.to ?? -Infinity
  if (time <= last) return
  for (const level of levels) addToLevel(level, time, values, gap)
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
  const usualMs = Math.max(level.stretchMs, usualSpacing(level))
  const single = extent.least === extent.greatest
  const times: number[] = []
  const values: number[] = []
  for (let point = first; point <= last; point += 1) {
    const time = level.times[point] ?? 0
    const before = level.times[point - 1] ?? time
    const broken = level.breaks[point] === 1 || time - before > Math.max(shortestGapMs, gapFactor * usualMs)
    if (broken && point > first) {
      times.push((before + time) / 2)
      values.push(Number.NaN)
    }
    times.push(time)
    values.push(extent.least[point] ?? Number.NaN)
    if (single) continue
    times.push(time + level.stretchMs / 2)
    values.push(extent.greatest[point] ?? Number.NaN)
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) }
}

/** The value of a series at a time, which is that of the last sample before it; `null` where there was none within `withinMs`. */
export function valueAt(history: History, name: string, time: number, withinMs: number): number | null {
  const level = history.levels.find((candidate) => reachesBackTo(candidate, time, history))
  if (level === undefined) return null
  const point = lowerBound(level, time + 1) - 1
  const at = level.times[point]
  if (at === undefined || time - at > Math.max(withinMs, level.stretchMs)) return null
  const value = level.series.get(name)?.greatest[point]
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
  const spacings = Array.from({ length: some }, (_, index) => (times[length - 1 - index] ?? 0) - (times[length - 2 - index] ?? 0))
  return spacings.toSorted((a, b) => a - b)[Math.floor(some / 2)] ?? 0
}
