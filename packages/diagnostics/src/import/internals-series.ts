import type { Report, Stats } from '@earshot/core/stats'

import type { ImportNote } from './importer.ts'
import { isWord } from './legacy-stats.ts'

/** What webrtc-internals keeps of one member of one entry, one value for each report that had it. */
export interface InternalsSeries {
  /** Of the report that had the first and the last value, ms since the epoch; `null` where the dump does not say. */
  readonly from: number | null
  readonly to: number | null
  /** The type of the entry; `null` before Chrome 90. */
  readonly statsType: string | null
  readonly values: readonly unknown[]
}

/** The series of one entry, by member. */
type Entry = ReadonlyMap<string, InternalsSeries>

const maxSeries = 20_000
const maxPoints = 200_000
const maxEntries = 4_000

/** What webrtc-internals keeps of the reports of one connection. */
export class InternalsStats {
  readonly #note: (note: ImportNote) => void
  readonly #entries = new Map<string, Map<string, InternalsSeries>>()
  #series = 0

  constructor(note: (note: ImportNote) => void) {
    this.#note = note
  }

  /** Takes in a series by the name it has in the dump, `<id>-<member>`. */
  add(name: string, series: InternalsSeries): void {
    const { id, member } = partsOf(name)
    if (member === '' || member === '__proto__') return
    const entry = this.#entries.get(id) ?? new Map<string, InternalsSeries>()
    if (series.values.length > maxPoints) this.#note({ type: 'limit', what: 'points' })
    else if (this.#series >= maxSeries) this.#note({ type: 'limit', what: 'series' })
    else if (this.#entries.size >= maxEntries && entry.size === 0) this.#note({ type: 'limit', what: 'stats' })
    else {
      this.#series += 1
      this.#entries.set(id, entry.set(member, series))
    }
  }

  /** When the first report was made; `null` where there is none. */
  get startedAt(): number | null {
    const times = [...this.#entries.values()].flatMap((entry) => [...entry.values()].map(({ from }) => from ?? Infinity))
    return times.reduce<number | null>((first, time) => (time < (first ?? Infinity) ? time : first), null)
  }

  /** The reports that the series were made of. */
  *reports(): Generator<Report> {
    const entries = [...this.#entries]
    const dated = entries.some(([, entry]) => entry.has('timestamp'))
    if (!dated && entries.length > 0) this.#note({ type: 'estimated-times' })
    const polls = (dated ? datedPolls : evenPolls)(entries.map(([, entry]) => entry))
    const columns = entries.flatMap(([id, entry]) => columnOf(id, entry, polls) ?? [])
    for (const [poll, timestamp] of polls.entries()) {
      const stats = new Map<string, Stats>()
      for (const column of columns) {
        const point = column.points.get(poll)
        if (point !== undefined) stats.set(column.id, entryAt(column, point, timestamp))
      }
      if (stats.size > 0) yield { timestamp, stats }
    }
  }
}

/** Whether a series is needed: what webrtc-internals computes itself is in brackets. */
export function isReported(name: string): boolean {
  return !name.includes('-[')
}

/** An id may have `-` in it. */
function partsOf(name: string): { readonly id: string; readonly member: string } {
  const at = name.lastIndexOf('-')
  return { id: name.slice(0, Math.max(0, at)), member: name.slice(at + 1) }
}

/** Where the values of one entry belong. */
interface Column {
  readonly id: string
  readonly type: string
  /** Its points by the number of the poll. */
  readonly points: ReadonlyMap<number, number>
  /** Its own times; `null` where they are those of the polls. */
  readonly timestamps: readonly unknown[] | null
  readonly members: readonly { readonly name: string; readonly first: number; readonly values: readonly unknown[] }[]
}

function columnOf(id: string, entry: Entry, polls: readonly number[]): Column | null {
  const dates = entry.get('timestamp')
  const times = dates === undefined ? spanOf(entry, polls) : timesOf(dates)
  const [some] = entry.values()
  if (times.length === 0 || some === undefined) return null
  const named = entry.get('type')?.values.find((value) => typeof value === 'string')
  const toleranceMs = dates === undefined ? pollingMs / 2 : 0
  return {
    id,
    type: some.statsType ?? (typeof named === 'string' ? named : ''),
    points: pointsOf(times, polls),
    timestamps: dates?.values ?? null,
    members: [...entry].flatMap(([name, series]) =>
      name === 'timestamp' || name === 'type'
        ? []
        : [{ name, first: firstPoint(series, times, toleranceMs), values: series.values }],
    ),
  }
}

/** What the other end reports was measured before it was polled, and may be polled again before the next. */
function pointsOf(times: readonly number[], polls: readonly number[]): ReadonlyMap<number, number> {
  const points = new Map<number, number>()
  let poll = 0
  for (const [point, time] of times.entries()) {
    while (poll < polls.length - 1 && (polls[poll] ?? 0) < time) poll += 1
    if (poll >= polls.length) break
    points.set(poll, point)
    poll += 1
  }
  return points
}

function entryAt({ id, type, timestamps, members }: Column, point: number, polledAt: number): Stats {
  const stats: Record<string, unknown> = {}
  for (const { name, first, values } of members) {
    const value = values[point - first]
    // Words that look like a number, such as a mid, are written as one.
    if (value !== undefined && value !== null) stats[name] = typeof value === 'number' && isWord(name) ? String(value) : value
  }
  const timestamp = timestamps?.[point]
  return Object.assign(stats, { id, type, timestamp: typeof timestamp === 'number' ? timestamp : polledAt })
}

/** A series may begin later than its entry and end earlier, and is without a hole, as far as is known: its last value tells where it is. */
function firstPoint({ values, to }: InternalsSeries, times: readonly number[], toleranceMs: number): number {
  const after = to === null ? -1 : times.findIndex((time) => Math.floor(time) > to + toleranceMs)
  return (after === -1 ? times.length : after) - values.length
}

/** Since Chrome 117 each entry is dated (crbug.com/1462567), all of one report alike, but for what the other end has reported. */
function datedPolls(entries: readonly Entry[]): readonly number[] {
  const polls = new Set<number>()
  for (const entry of entries) {
    const dates = entry.get('timestamp')
    if (dates !== undefined && !/^remote-.+-rtp$/.test(dates.statsType ?? '')) for (const time of timesOf(dates)) polls.add(time)
  }
  return [...polls].toSorted((a, b) => a - b).slice(-maxPoints)
}

function timesOf({ values }: InternalsSeries): readonly number[] {
  return values.map((value) => (typeof value === 'number' && Number.isFinite(value) ? value : 0))
}

const pollingMs = 1_000

/** Before, a report came each second or so between the first and the last. */
function evenPolls(entries: readonly Entry[]): readonly number[] {
  let [from, to] = [Infinity, -Infinity]
  let longest: InternalsSeries | null = null
  for (const series of entries.flatMap((entry) => [...entry.values()])) {
    from = Math.min(from, series.from ?? Infinity)
    to = Math.max(to, series.to ?? -Infinity)
    if (series.values.length > (longest?.values.length ?? 0)) longest = series
  }
  if (longest === null || !(to >= from)) return []
  const step = stepOf(longest)
  return Array.from({ length: Math.min(maxPoints, 1 + Math.round((to - from) / step)) }, (_, index) => from + index * step)
}

function stepOf({ from, to, values }: InternalsSeries): number {
  return from === null || to === null || values.length < 2 || to <= from ? pollingMs : (to - from) / (values.length - 1)
}

/** The polls between the first and the last that an entry was in. */
function spanOf(entry: Entry, polls: readonly number[]): readonly number[] {
  let [to, count] = [0, 0]
  for (const series of entry.values()) {
    to = Math.max(to, series.to ?? 0)
    count = Math.max(count, series.values.length)
  }
  const end = polls.findLastIndex((poll) => poll <= to + pollingMs / 2) + 1
  return polls.slice(Math.max(0, end - count), end)
}
