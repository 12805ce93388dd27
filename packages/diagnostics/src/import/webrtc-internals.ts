import type { Importer } from './importer.ts'
import { mergedByTime } from './merged-by-time.ts'
import { captureEntries } from './webrtc-internals-captures.ts'
import { beginningOf, eventsOf, reportEntriesOf, timedConnection, type TimedConnection } from './webrtc-internals-connection.ts'
import { readDump } from './webrtc-internals-dump.ts'
import { localClockOf, type LocalClock } from './webrtc-internals-local-time.ts'

/**
 * Reads a dump of chrome://webrtc-internals, of any version of Chrome. The entries of all connections are together in the order of time.
 *
 * A dump has a list of values for each member of each entry of getStats, and a log for each connection. It has every time since Chrome 142,
 * that of the reports since 117; before, their times are estimated from when each list begins and ends.
 */
export const importWebrtcInternals: Importer = async function* (text, note) {
  const dump = await readDump(text, note)
  const connections = dump.connections.map((connection) => timedConnection(connection, note))
  const skipped = connections.reduce((sum, connection) => sum + connection.skipped, dump.skipped)
  if (skipped > 0) note({ type: 'skipped', count: skipped })
  if (connections.some(isEstimated)) note({ type: 'estimated-times' })
  const estimated = connections.flatMap(({ histories }) => histories).reduce((sum, history) => sum + history.estimated, 0)
  if (estimated > 0) note({ type: 'estimated-values', count: estimated })
  const clock = clockOf(connections)
  const firstReport = earliest(connections.map(({ polls }) => polls.times[0])) ?? dump.timestamp ?? 0
  const events = connections.map((connection) => eventsOf(connection, clock, firstReport))
  const firstEvent = earliest(events.map(([event]) => event?.timestamp)) ?? firstReport
  yield* mergedByTime([
    captureEntries(dump.captures, firstEvent),
    ...events,
    ...connections.map((connection) => reportEntriesOf(connection, note)),
  ])
}

function earliest(times: readonly (number | undefined)[]): number | null {
  return times.reduce<number | null>((first, time) => (first === null || (time ?? first) < first ? (time ?? first) : first), null)
}

function isEstimated({ dumped, histories }: TimedConnection): boolean {
  return histories.some(({ timestamps }) => timestamps === null) || dumped.updates.some(({ time }) => typeof time !== 'number')
}

function clockOf(connections: readonly TimedConnection[]): LocalClock {
  const written = connections.map(({ dumped }) => dumped.updates.flatMap(({ time }) => (typeof time === 'string' ? [time] : [])))
  const beginnings = connections.flatMap((connection, index) => {
    const [event, time] = [written[index]?.[0], beginningOf(connection)]
    return event === undefined || time === null ? [] : [{ event, time }]
  })
  return localClockOf(written.flat(), beginnings)
}
