import type { Stats } from '@earshot/core/stats'

import type { Entry } from '../recording/entry.ts'
import type { RecordedEvent } from '../recording/event.ts'

import { eventOf, inWords } from './api-event.ts'
import { latestTime, parseIsoTime } from './calendar.ts'
import { captureOf } from './capture.ts'
import { RecordingError, type Importer, type ImportNote } from './importer.ts'
import { isRecord, isShallow, parseJson } from './json-value.ts'
import { modernised } from './legacy-stats.ts'
import { linesOf } from './lines.ts'
import { neverBack } from './never-back.ts'

const maxConnections = 64
const maxEntries = 4_000

/**
 * Reads a dump of the rtcstats of before 2025, which Jitsi still uses: a line of JSON for each call, event and report, with what has changed
 * since the report before.
 */
export const importLegacyRtcstats: Importer = (text, note) => neverBack(entriesOf(text, note))

const entriesOf: Importer = async function* (text, note) {
  const connections = new Map<string, Known>()
  let [read, skipped] = [0, 0]
  for await (const { line, ended } of linesOf(text)) {
    if (line.trim() === '') continue
    const parts = parseJson(line)
    // Some servers put what they know of the client first.
    if (isRecord(parts) && read === 0 && skipped === 0) continue
    const known = Array.isArray(parts) ? readLine(parts) : null
    if (known === null) {
      if (ended) skipped += 1
      else note({ type: 'truncated' })
      continue
    }
    const { name, connection, value, timestamp } = known
    if (connection !== null && !connections.has(connection)) {
      if (connections.size === maxConnections) {
        note({ type: 'limit', what: 'connections' })
        continue
      }
      connections.set(connection, new Map())
    }
    if (name !== 'getstats' && name !== 'getStats') {
      if (name === 'connectionInfo') continue
      read += 1
      yield { type: 'event', connection, timestamp, event: eventIn(name, connection, value) }
      continue
    }
    if (connection === null || !isRecord(value)) {
      skipped += 1
      continue
    }
    read += 1
    const before: Known = connections.get(connection) ?? new Map()
    const stats = withChanges(before, value, timestamp, name === 'getstats', note)
    connections.set(connection, remembering(before, stats))
    yield reportEntry(connection, stats, timestamp)
  }
  if (read === 0) throw new RecordingError('empty', 'Nothing was recorded in this rtcstats dump.')
  if (skipped > 0) note({ type: 'skipped', count: skipped })
}

/** No client counts that far, and no recording is from before 1973. */
const largestNumber = 100_000_000_000

interface Line {
  readonly name: string
  readonly connection: string | null
  readonly value: unknown
  readonly timestamp: number
}

function readLine(parts: readonly unknown[]): Line | null {
  const [name, connection, value] = parts
  const [before, last] = parts.slice(-2).map(timeOf)
  // Newer clients count their lines after it.
  const isCounted = parts.length > 4 && (before ?? 0) > largestNumber && (last ?? 0) < largestNumber
  const timestamp = (isCounted ? before : last) ?? null
  if (typeof name !== 'string' || timestamp === null || parts.length < 4) return null
  return { name, connection: typeof connection === 'string' ? connection : null, value: inner(value), timestamp }
}

/** Some clients wrote values as JSON within JSON. */
function inner(value: unknown): unknown {
  return typeof value === 'string' && /^[[{"]/.test(value) ? (parseJson(value) ?? value) : value
}

function eventIn(name: string, connection: string | null, value: unknown): RecordedEvent {
  const capture = captureOf(name.includes('.') ? name : `.${name}`, value)
  if (capture !== null) return capture
  if (name === 'create' && connection !== null) {
    return { type: 'opened', url: null, configuration: inWords(value) }
  }
  return eventOf(name === 'ondtlsstatechange' ? 'dtlsstatechange' : name, value)
}

function reportEntry(connection: string, stats: ReadonlyMap<string, Stats>, writtenAt: number): Entry {
  const newest = [...stats.values()].reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0)
  return { type: 'report', connection, report: { timestamp: newest > 0 ? newest : writtenAt, stats: modernised(stats) } }
}

/** The last state of every entry of a connection: one that was away goes on from it, also where its report does not say anew what it is. */
type Known = ReadonlyMap<string, Stats>

function remembering(known: Known, stats: ReadonlyMap<string, Stats>): Known {
  const away = [...known].filter(([id]) => !stats.has(id))
  return new Map([...away.slice(-maxEntries), ...stats])
}

/** The next report, whole: an entry that is missing is gone, a member that is missing has not changed. */
function withChanges(
  before: ReadonlyMap<string, Stats>,
  changes: Readonly<Record<string, unknown>>,
  writtenAt: number,
  compressed: boolean,
  note: (note: ImportNote) => void,
): ReadonlyMap<string, Stats> {
  const shared = timeOf(changes.timestamp) ?? writtenAt
  const stats = new Map<string, Stats>()
  for (const [id, change] of Object.entries(changes)) {
    if (!isRecord(change)) continue
    if (stats.size === maxEntries) {
      note({ type: 'limit', what: 'stats' })
      break
    }
    const members: Record<string, unknown> = { ...(compressed ? before.get(id) : undefined) }
    for (const [name, value] of Object.entries(change)) if (name !== '__proto__' && isShallow(value, 2)) members[name] = value
    const { type } = members
    // 0 stands for the time of all.
    const timestamp = timeOf(change.timestamp) ?? shared
    stats.set(id, Object.assign(members, { id, type: typeof type === 'string' ? type : '', timestamp }))
  }
  return stats
}

function timeOf(value: unknown): number | null {
  const time = parseIsoTime(value) ?? value
  return typeof time === 'number' && time > 0 && time <= latestTime ? time : null
}
