import { readReport, type Report, type Stats } from '@earshot/core/stats'

import type { ImportNote } from './importer.ts'
import { withoutGoogStats, type PayloadTypes } from './goog-stats.ts'
import type { History } from './webrtc-internals-history.ts'
import type { Placement } from './webrtc-internals-peer-reports.ts'
import type { Polls } from './webrtc-internals-polls.ts'
import { isRecord, parseJson } from './json-value.ts'
import { withoutTracks } from './tracks.ts'

/** Puts the reports of one connection together again, as getStats returned them, in the order of time. */
export function* reportsOf(
  histories: readonly History[],
  { times, placements }: Polls,
  payloadTypes: PayloadTypes,
  note: (note: ImportNote) => void,
): Generator<Report> {
  const { starts, owners, points } = byPoll(histories, placements, times.length)
  const entries = histories.map(entriesOf)
  for (const [poll, timestamp] of times.entries()) {
    const [from = 0, to = 0] = starts.subarray(poll, poll + 2)
    if (to - from > maxStats) note({ type: 'limit', what: 'stats' })
    const stats: Stats[] = []
    for (let index = from; index < Math.min(to, from + maxStats); index += 1) {
      const [owner = 0, point = 0] = [owners[index], points[index]]
      const [entryAt, placement] = [entries[owner], placements[owner]]
      if (entryAt !== undefined && placement !== undefined) stats.push(entryAt(point, placement.timestampOf(point)))
    }
    const standard = withoutTracks(withoutGoogStats(stats, payloadTypes))
    if (standard.length > 0) yield { timestamp, stats: readReport(standard).stats }
  }
}

/** Most entries that are read of one report. */
const maxStats = 4_000

interface ByPoll {
  /** Where the points of a poll begin, and after the last one the end. */
  readonly starts: Uint32Array
  /** Index of the history that the point is of. */
  readonly owners: Uint32Array
  readonly points: Uint32Array
}

/** All points, sorted by poll. They are counted first, for there may be millions. */
function byPoll(histories: readonly History[], placements: readonly Placement[], polls: number): ByPoll {
  const starts = new Uint32Array(polls + 1)
  const each = (visit: (poll: number, owner: number, point: number) => void) => {
    for (const [owner, placement] of placements.entries()) {
      const count = histories[owner]?.points ?? 0
      for (let point = 0; point < count; point += 1) {
        const poll = placement.pollOf(point)
        if (poll >= 0 && poll < polls) visit(poll, owner, point)
      }
    }
  }
  each((poll) => {
    starts[poll + 1] = (starts[poll + 1] ?? 0) + 1
  })
  for (let poll = 0; poll < polls; poll += 1) starts[poll + 1] = (starts[poll + 1] ?? 0) + (starts[poll] ?? 0)
  const [owners, points, next] = [new Uint32Array(starts[polls] ?? 0), new Uint32Array(starts[polls] ?? 0), starts.slice()]
  each((poll, owner, point) => {
    const index = next[poll] ?? 0
    ;[owners[index], points[index], next[poll]] = [owner, point, index + 1]
  })
  return { starts, owners, points }
}

interface Entry {
  id: string
  type: string
  timestamp: number
  [member: string]: unknown
}

/**
 * The entries of one history. An object that is given a dozen members by computed names becomes a slow one (a dictionary, in V8), so entries are
 * copies of one that has the same members; it is made anew where other members are there.
 */
function entriesOf({ id, type, members }: History): (point: number, timestamp: number) => Stats {
  let model: Entry | null = null
  const there = new Uint8Array(members.length)
  return (point, timestamp) => {
    let isSame = model !== null
    for (let index = 0; index < members.length; index += 1) {
      const isThere = isKnown(members[index], point) ? 1 : 0
      if (there[index] === isThere) continue
      there[index] = isThere
      isSame = false
    }
    if (!isSame || model === null) model = modelOf(id, type, members, there)
    const stats: Entry = { ...model }
    stats.timestamp = timestamp
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index]
      if (there[index] === 1 && member !== undefined) stats[member.name] = member.values[point - member.from]
    }
    return stats
  }
}

function isKnown(member: History['members'][number] | undefined, point: number): boolean {
  return member !== undefined && (member.values[point - member.from] ?? null) !== null
}

/** A parser makes fast objects. */
function modelOf(id: string, type: string, members: History['members'], there: Uint8Array): Entry {
  const names = members.filter((_, index) => there[index] === 1).map(({ name }) => `,${JSON.stringify(name)}:null`)
  const model = parseJson(`{"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"timestamp":0${names.join('')}}`)
  return isEntry(model) ? model : { id, type, timestamp: 0 }
}

function isEntry(value: unknown): value is Entry {
  return isRecord(value) && 'id' in value && 'type' in value && 'timestamp' in value
}
