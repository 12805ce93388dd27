import type { ImportNote } from './importer.ts'
import { clustered, lowerBound } from './sorted.ts'
import { estimatedPolls, firstPollOf } from './webrtc-internals-estimate.ts'
import type { History } from './webrtc-internals-history.ts'
import { placePeerReports, type Placement } from './webrtc-internals-peer-reports.ts'

/** When Chrome's page asked for reports, and which points of the histories were in them. */
export interface Polls {
  /** Milliseconds since the epoch, in order. */
  readonly times: readonly number[]
  /** In the order of the histories. */
  readonly placements: readonly Placement[]
}

/** Finds the reports that the histories of one connection were taken from: a dump is written by member, not by report. */
export function pollsOf(histories: readonly History[], note: (note: ImportNote) => void): Polls {
  const local = histories.filter((history) => !isFromPeer(history))
  const polled = local.length > 0 ? local : histories
  const known = timestampsOf(polled)
  const times = known.size > 0 ? clustered([...known], sameReportMs) : estimatedPolls(polled, maxPolls)
  if (Math.max(known.size, times.length) >= maxPolls) note({ type: 'limit', what: 'points' })
  return { times, placements: histories.map((history) => (isFromPeer(history) ? placePeerReports : place)(history, times)) }
}

/** As many as points of a series: Chrome keeps a thousand. */
const maxPolls = 200_000

/** Their timestamps say when a report of the peer came, not when getStats was asked. */
function isFromPeer({ type }: History): boolean {
  return type.startsWith('remote-') && type.endsWith('-rtp')
}

/** libwebrtc gives the same report again for 50 ms, so what is closer together than that is of one report. */
const sameReportMs = 25

function timestampsOf(histories: readonly History[]): ReadonlySet<number> {
  const known = new Set<number>()
  for (const { timestamps } of histories) {
    for (const timestamp of timestamps ?? []) if (known.size < maxPolls) known.add(timestamp)
  }
  return known
}

function place(history: History, polls: readonly number[]): Placement {
  const { timestamps } = history
  if (timestamps !== null) {
    const timestampOf = (point: number) => timestamps[point] ?? 0
    return { timestampOf, pollOf: (point) => lowerBound(polls, timestampOf(point)) }
  }
  const first = firstPollOf(history, polls)
  return { timestampOf: (point) => polls[first + point] ?? 0, pollOf: (point) => first + point }
}
