import { readReport, type Report, type Stats } from '@earshot/core/stats'

import type { ImportNote } from './importer.ts'
import { withoutGoogStats, type PayloadTypes } from './goog-stats.ts'
import type { History } from './webrtc-internals-history.ts'
import type { Placement } from './webrtc-internals-peer-reports.ts'
import type { Polls } from './webrtc-internals-polls.ts'
import { withoutTracks } from './tracks.ts'

/** Puts the reports of one connection together again, as getStats returned them, in the order of time. */
export function* reportsOf(
  histories: readonly History[],
  { times, placements }: Polls,
  payloadTypes: PayloadTypes,
  note: (note: ImportNote) => void,
): Generator<Report> {
  const { starts, owners, points } = byPoll(histories, placements, times.length)
  for (const [poll, timestamp] of times.entries()) {
    const [from = 0, to = 0] = starts.subarray(poll, poll + 2)
    if (to - from > maxStats) note({ type: 'limit', what: 'stats' })
    const stats: Stats[] = []
    for (let index = from; index < Math.min(to, from + maxStats); index += 1) {
      const [owner = 0, point = 0] = [owners[index], points[index]]
      const [history, placement] = [histories[owner], placements[owner]]
      if (history !== undefined && placement !== undefined) stats.push(entryAt(history, point, placement.timestampOf(point)))
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

function entryAt({ id, type, members }: History, point: number, timestamp: number): Stats {
  const stats: { id: string; type: string; timestamp: number; [member: string]: unknown } = { id, type, timestamp }
  for (const { name, from, values } of members) {
    const value = values[point - from] ?? null
    if (value !== null) stats[name] = value
  }
  return stats
}
