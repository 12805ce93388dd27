/** One resolution of a history: what was measured in each stretch of time, the oldest first, the newest open. */
export interface Level {
  /** ms; 0 where each point is one sample. */
  readonly stretchMs: number
  readonly capacity: number
  /** How many points there are. */
  length: number
  /** When each point begins, ms since the epoch. */
  times: Float64Array
  /** 1 where a line must not lead to this point from the one before. */
  breaks: Uint8Array
  /** By name of the series. What was last measured before the first point is not there. */
  readonly series: Map<string, Extent>
}

/**
 * The least and the greatest of each point between the first and the last that was measured; `NaN` where nothing was. Of single samples both are
 * one.
 */
export interface Extent {
  /** The point of the level that the first value is of. */
  from: number
  /** How many points there are from there to the last that was measured. */
  length: number
  least: Float32Array
  greatest: Float32Array
}

export function newLevel(stretchMs: number, capacity: number): Level {
  const size = Math.min(capacity, fewestPoints)
  return { stretchMs, capacity, length: 0, times: new Float64Array(size), breaks: new Uint8Array(size), series: new Map() }
}

const fewestPoints = 64
/** What lives for a moment takes no more. */
const fewestValues = 8
/** When a level is full so much of it goes, so that it need not be moved with every point. */
const forgotten = 0.125

/** Takes in what was measured at a time, which is later than all before. */
export function addToLevel(level: Level, time: number, values: ReadonlyMap<string, number>, gap: boolean): void {
  const start = level.stretchMs === 0 ? time : Math.floor(time / level.stretchMs) * level.stretchMs
  const isNew = level.length === 0 || level.times[level.length - 1] !== start
  if (isNew) {
    makeRoom(level)
    level.times[level.length] = start
    level.breaks[level.length] = 0
    level.length += 1
  }
  const point = level.length - 1
  if (gap && isNew) level.breaks[point] = 1
  for (const [name, value] of values) widen(extentOf(level, name, point), point, value, level.capacity)
}

function extentOf(level: Level, name: string, point: number): Extent {
  const known = level.series.get(name)
  if (known !== undefined) return known
  const least = nothing(fewestValues)
  const extent = { from: point, length: 0, least, greatest: level.stretchMs === 0 ? least : nothing(fewestValues) }
  level.series.set(name, extent)
  return extent
}

function widen(extent: Extent, point: number, value: number, capacity: number): void {
  const index = point - extent.from
  if (index >= extent.least.length) grow(extent, Math.min(capacity, Math.max(index + 1, 2 * extent.least.length)))
  extent.length = index + 1
  const { least, greatest } = extent
  // A comparison with NaN is never true.
  if (!((least[index] ?? Number.NaN) <= value)) least[index] = value
  if (!((greatest[index] ?? Number.NaN) >= value)) greatest[index] = value
}

function grow(extent: Extent, size: number): void {
  const single = extent.greatest === extent.least
  extent.least = grown(extent.least, nothing(size))
  extent.greatest = single ? extent.least : grown(extent.greatest, nothing(size))
}

function makeRoom(level: Level): void {
  if (level.length < level.times.length) return
  if (level.times.length < level.capacity) {
    const size = Math.min(level.capacity, 2 * level.times.length)
    level.times = grown(level.times, new Float64Array(size))
    level.breaks = grown(level.breaks, new Uint8Array(size))
    return
  }
  const gone = Math.ceil(forgotten * level.length)
  for (const column of [level.times, level.breaks]) column.copyWithin(0, gone, level.length)
  for (const [name, extent] of level.series) {
    if (extent.from + extent.length <= gone) level.series.delete(name)
    else forget(extent, gone)
  }
  level.length -= gone
}

/** Leaves out what was in the first points of the level. */
function forget(extent: Extent, points: number): void {
  const cut = Math.max(0, points - extent.from)
  extent.from = Math.max(0, extent.from - points)
  extent.length -= cut
  for (const column of new Set([extent.least, extent.greatest])) column.copyWithin(0, cut).fill(Number.NaN, extent.length)
}

function nothing(size: number): Float32Array {
  return new Float32Array(size).fill(Number.NaN)
}

function grown<Column extends Float64Array | Float32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
