import type { Entry, EventEntry } from '../recording/entry.ts'

import { RecordingError, type Importer, type ImportNote } from './importer.ts'
import { eventsOf } from './internals-log.ts'
import { InternalsStats, isReported } from './internals-series.ts'
import { jsonMembers } from './json-members.ts'
import { isRecord, parseJson } from './json.ts'
import { modernised } from './legacy-stats.ts'
import { inOrderOfTime } from './merge.ts'

const maxConnections = 64

/** What a dump has of one connection. */
interface Connection {
  readonly stats: InternalsStats
  url: string | null
  configuration: string | null
  log: unknown
}

/** Reads a dump of chrome://webrtc-internals, of any version of Chrome. */
export const importWebrtcInternals: Importer = async function* (text, note) {
  const once = noteOnce(note)
  const connections = new Map<string, Connection>()
  let captures: readonly EventEntry[] = []
  let skipped = 0
  const members = jsonMembers(text, entersDump)
  let next = await members.next()
  for (; next.done !== true; next = await members.next()) {
    const { path, json } = next.value
    const [top, id, part, series] = path
    if (top === 'getUserMedia') captures = capturesOf(parseJson(json))
    if (top !== 'PeerConnections' || id === undefined || part === undefined) continue
    const connection = connections.get(id) ?? newConnection(once)
    if (!connections.has(id)) {
      if (connections.size >= maxConnections) {
        once({ type: 'limit', what: 'connections' })
        continue
      }
      connections.set(id, connection)
    }
    if (!takeIn(connection, part, series, json)) skipped += 1
  }
  if (!next.value) once({ type: 'truncated' })
  if (skipped > 0) once({ type: 'skipped', count: skipped })
  if (connections.size === 0 && captures.length === 0) {
    throw new RecordingError('empty', 'This webrtc-internals dump has no connection: the page must be open while the call is.')
  }
  yield* inOrderOfTime([
    captures[Symbol.iterator](),
    ...[...connections].flatMap(([id, connection]) => entriesOf(id, connection, once)),
  ])
}

function entersDump([top, , part, ...rest]: readonly string[]): boolean {
  if (top === undefined) return true
  return top === 'PeerConnections' && rest.length === 0 && (part === undefined || part === 'stats')
}

function newConnection(note: (note: ImportNote) => void): Connection {
  return { stats: new InternalsStats(note), url: null, configuration: null, log: [] }
}

/** Whether it made sense. */
function takeIn(connection: Connection, part: string, series: string | undefined, json: string): boolean {
  if (part === 'stats' && series !== undefined) {
    if (!isReported(series)) return true
    const read = parseJson(json)
    if (!isRecord(read)) return false
    const values = typeof read.values === 'string' ? parseJson(read.values) : read.values
    if (!Array.isArray(values)) return false
    const statsType = typeof read.statsType === 'string' ? read.statsType : null
    connection.stats.add(series, { from: timeOf(read.startTime), to: timeOf(read.endTime), statsType, values: shared(values) })
    return true
  }
  const value = part === 'updateLog' || part === 'url' || part === 'rtcConfiguration' ? parseJson(json) : null
  if (part === 'updateLog') connection.log = value
  if (part === 'url') connection.url = typeof value === 'string' ? value : null
  if (part === 'rtcConfiguration') connection.configuration = typeof value === 'string' ? value : null
  return value !== undefined
}

function timeOf(time: unknown): number | null {
  const read = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isFinite(read) ? read : null
}

/** Words repeat a thousand times: each is kept once. */
function shared(values: readonly unknown[]): readonly unknown[] {
  if (typeof values[0] !== 'string') return values
  const words = new Map(values.map((word) => [word, word]))
  return values.map((word) => words.get(word))
}

function entriesOf(
  id: string,
  { stats, url, configuration, log }: Connection,
  note: (note: ImportNote) => void,
): readonly Iterator<Entry>[] {
  const events = eventsOf(log, id, stats.startedAt, note)
  const openedAt = events[0]?.timestamp ?? stats.startedAt
  const opened: readonly EventEntry[] =
    openedAt === null
      ? []
      : [{ type: 'event', connection: id, timestamp: openedAt, event: { type: 'opened', url, configuration } }]
  return [[...opened, ...events][Symbol.iterator](), reportEntries(id, stats)]
}

function* reportEntries(connection: string, stats: InternalsStats): Generator<Entry> {
  for (const { timestamp, stats: entries } of stats.reports()) {
    yield { type: 'report', connection, report: { timestamp, stats: modernised(entries) } }
  }
}

/** What was asked for, and what failed; what was given shows by its tracks. */
function capturesOf(requests: unknown): readonly EventEntry[] {
  const list: readonly unknown[] = Array.isArray(requests) ? requests : []
  return list
    .filter(isRecord)
    .flatMap((request): readonly EventEntry[] => {
      const { request_type: type, timestamp, error, error_message: message } = request
      const failed = typeof error === 'string' && error !== ''
      if (!failed && request.origin === undefined) return []
      const what = [
        typeof type === 'string' ? type : 'getUserMedia',
        ...['audio', 'video'].filter((kind) => request[kind] !== undefined && request[kind] !== false),
      ].join(' ')
      const reason = failed ? [error, ...(typeof message === 'string' && message !== '' ? [message] : [])].join(': ') : null
      // Before Chrome 100 or so it is not said when.
      const at = typeof timestamp === 'number' && Number.isFinite(timestamp) ? timestamp : 0
      return [{ type: 'event', connection: null, timestamp: at, event: { type: 'capture', what, error: reason } }]
    })
    .toSorted((a, b) => a.timestamp - b.timestamp)
}

/** Each kind of note once. */
function noteOnce(note: (note: ImportNote) => void): (note: ImportNote) => void {
  const made = new Set<string>()
  return (value) => {
    const key = JSON.stringify(value)
    if (made.has(key)) return
    made.add(key)
    note(value)
  }
}
