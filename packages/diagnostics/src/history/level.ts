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
  /** By name of the series. */
  readonly series: Map<string, Extent>
}

/** The least and the greatest of each point; `NaN` where nothing was measured. Of single samples both are one. */
export interface Extent {
  least: Float32Array
  greatest: Float32Array
}

export function newLevel(stretchMs: number, capacity: number): Level {
  const size = Math.min(capacity, smallest)
  return { stretchMs, capacity, length: 0, times: new Float64Array(size), breaks: new Uint8Array(size), series: new Map() }
}

const smallest = 64
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
    for (const extent of new Set(level.series.values())) set(extent, level.length, Number.NaN)
    level.length += 1
  }
  const point = level.length - 1
  if (gap && isNew) level.breaks[point] = 1
  for (const [name, value] of values) widen(extentOf(level, name), point, value)
}

function set({ least, greatest }: Extent, point: number, value: number): void {
  least[point] = value
  greatest[point] = value
}

function widen({ least, greatest }: Extent, point: number, value: number): void {
  // A comparison with NaN is never true.
  if (!((least[point] ?? Number.NaN) <= value)) least[point] = value
  if (!((greatest[point] ?? Number.NaN) >= value)) greatest[point] = value
}

function extentOf(level: Level, name: string): Extent {
  const known = level.series.get(name)
  if (known !== undefined) return known
  const least = new Float32Array(level.times.length).fill(Number.NaN)
  const extent = { least, greatest: level.stretchMs === 0 ? least : least.slice() }
  level.series.set(name, extent)
  return extent
}

function makeRoom(level: Level): void {
  if (level.length < level.times.length) return
  if (level.times.length < level.capacity) {
    const size = Math.min(level.capacity, 2 * level.times.length)
    level.times = grown(level.times, new Float64Array(size))
    level.breaks = grown(level.breaks, new Uint8Array(size))
    for (const extent of level.series.values()) {
      const single = extent.greatest === extent.least
      extent.least = grown(extent.least, new Float32Array(size).fill(Number.NaN))
      extent.greatest = single ? extent.least : grown(extent.greatest, new Float32Array(size).fill(Number.NaN))
    }
    return
  }
  const gone = Math.ceil(forgotten * level.length)
  const columns = [...level.series.values()].flatMap(({ least, greatest }) => (least === greatest ? [least] : [least, greatest]))
  for (const column of [level.times, level.breaks, ...columns]) column.copyWithin(0, gone, level.length)
  level.length -= gone
}

function grown<Column extends Float64Array | Float32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from)
  return to
}
