import type { Entry, EventEntry } from '../recording/entry.ts'

import type { ImportNote } from './importer.ts'
import type { DumpedConnection } from './webrtc-internals-dump.ts'
import { withoutGoogHistories, type PayloadTypes } from './goog-stats.ts'
import { historyOf, type History } from './webrtc-internals-history.ts'
import { readLocalTime, type LocalClock } from './webrtc-internals-local-time.ts'
import { pollsOf, type Polls } from './webrtc-internals-polls.ts'
import { reportsOf } from './webrtc-internals-reports.ts'

/** A connection whose reports have their times. */
export interface TimedConnection {
  readonly dumped: DumpedConnection
  readonly histories: readonly History[]
  readonly polls: Polls
  /** Series that say neither when they were nor of what. */
  readonly skipped: number
}

export function timedConnection(dumped: DumpedConnection, note: (note: ImportNote) => void): TimedConnection {
  const all = [...dumped.series].flatMap(([id, series]) => historyOf(id, series) ?? [])
  const histories = withoutGoogHistories(all)
  return { dumped, histories, polls: pollsOf(histories, note), skipped: dumped.series.size - all.length }
}

/**
 * About when it was made, in milliseconds since the epoch. Its first report may be much later, when the page was opened late or Chrome has
 * pushed out what is older than a thousand reports; but sound that was received says how long it had been.
 */
export function beginningOf({ histories, polls }: TimedConnection): number | null {
  const [first] = polls.times
  const seconds = histories
    .filter(({ id, type }) => type === 'inbound-rtp' || id.startsWith('RTCMediaStreamTrack_receiver'))
    .flatMap(({ members }) => members.filter(({ name }) => name === 'totalSamplesDuration'))
    .map(({ from, values }) => Number(values[-from] ?? 0))
  return first === undefined ? null : first - seconds.reduce((most, next) => Math.max(most, next || 0), 0) * 1_000
}

/** What happened, in the order of time. What has no time that can be read comes with what was before it. */
export function eventsOf({ dumped, polls }: TimedConnection, clock: LocalClock, fallback: number): readonly EventEntry[] {
  const { id: connection, url, configuration, updates } = dumped
  const times = updates.map(({ time }) => (typeof time === 'string' ? readLocalTime(time, clock) : time))
  let timestamp = times.find((time) => time !== null) ?? polls.times[0] ?? fallback
  const events = updates.map(({ event }, index): EventEntry => {
    timestamp = times[index] ?? timestamp
    return { type: 'event', connection, timestamp, event }
  })
  const first = events.reduce((earliest, event) => Math.min(earliest, event.timestamp), polls.times[0] ?? timestamp)
  const opened: EventEntry = { type: 'event', connection, timestamp: first, event: { type: 'opened', url, configuration } }
  return [opened, ...events].toSorted((one, other) => one.timestamp - other.timestamp)
}

export function* reportEntriesOf(
  { dumped, histories, polls }: TimedConnection,
  note: (note: ImportNote) => void,
): Generator<Entry> {
  for (const report of reportsOf(histories, polls, payloadTypesOf(dumped), note)) {
    yield { type: 'report', connection: dumped.id, report }
  }
}

/** As the descriptions of the connection say them. */
function payloadTypesOf({ updates }: DumpedConnection): PayloadTypes {
  const sdps = updates.flatMap(({ event }) => (event.type === 'description' && event.sdp !== null ? [event.sdp] : []))
  const lines = sdps.flatMap((sdp) => [...sdp.matchAll(/^a=rtpmap:(\d+) ([\w-]+)/gm)])
  return new Map(lines.map(([, payloadType, name = '']) => [name.toLowerCase(), Number(payloadType)]))
}
