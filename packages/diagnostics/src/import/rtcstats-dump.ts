import type { Stats } from '@earshot/core/stats'

import type { Entry } from '../recording/entry.ts'
import type { RecordedEvent } from '../recording/event.ts'
import { parseEvent } from '../recording/parse-event.ts'

import { eventOf, inWords } from './api-event.ts'
import { latestTime } from './calendar.ts'
import { captureOf } from './capture.ts'
import { RecordingError, type Importer, type ImportNote } from './importer.ts'
import { isRecord, isShallow, parseJson } from './json-value.ts'
import { linesOf } from './lines.ts'
import { neverBack } from './never-back.ts'
import { completed, newDescriptions, type Descriptions } from './rtcstats-descriptions.ts'
import { members, methods, types } from './rtcstats-numbers.ts'

const maxConnections = 64
const maxEntries = 4_000

interface Connection {
  /** The entries of its last report, whole. */
  readonly stats: ReadonlyMap<string, Stats>
  readonly descriptions: Descriptions
}

const newConnection: Connection = { stats: new Map(), descriptions: newDescriptions }

/** Reads an RTCStatsDump, version 3: of rtcstats, which leaves out what has not changed and writes numbers for names, and of Chrome, which does not. */
export const importRtcstatsDump: Importer = (text, note) => neverBack(entriesOf(text, note))

const entriesOf: Importer = async function* (text, note) {
  const connections = new Map<string, Connection>()
  let [time, lines, skipped] = [0, 0, 0]
  for await (const { line, ended } of linesOf(text)) {
    lines += 1
    if (lines <= 2 || line.trim() === '') {
      if (lines === 2) checkHeader(line)
      continue
    }
    const parts = parseJson(line)
    if (!Array.isArray(parts) || parts.length < 4) {
      if (ended) skipped += 1
      else note({ type: 'truncated' })
      continue
    }
    const [code, id, value, ...extra]: readonly unknown[] = parts
    const passed = extra.at(-1)
    if (typeof passed === 'number') time = timeOf(time + passed) ?? time
    const method = methods.get(methodKey(code)) ?? code
    if (typeof method !== 'string') {
      skipped += 1
      continue
    }
    const name = typeof id === 'string' ? id : null
    const known = name === null ? newConnection : (connections.get(name) ?? newConnection)
    if (name !== null && !connections.has(name) && connections.size >= maxConnections) {
      note({ type: 'limit', what: 'connections' })
      continue
    }
    const [next, entry] = read(known, { method, name, value, extra: extra.slice(0, -1), time }, note)
    if (name !== null) connections.set(name, next)
    if (entry === null) skipped += 1
    else yield entry
  }
  if (lines > 1 && connections.size === 0 && time === 0)
    throw new RecordingError('empty', 'Nothing was recorded in this RTCStatsDump.')
  if (lines <= 1) throw new RecordingError('malformed', 'This RTCStatsDump ends after its first line.')
  if (skipped > 0) note({ type: 'skipped', count: skipped })
}

function methodKey(code: unknown): string | number {
  return typeof code === 'number' ? code : String(code)
}

function checkHeader(line: string): void {
  const about = parseJson(line)
  if (!isRecord(about))
    throw new RecordingError('malformed', 'The second line of this RTCStatsDump is not the object that says what it is.')
  const { fileFormat } = about
  if (typeof fileFormat === 'number' && fileFormat !== 3) {
    throw new RecordingError('not-supported', `This RTCStatsDump is of version ${fileFormat}; version 3 is supported.`)
  }
}

interface Line {
  readonly method: string
  readonly name: string | null
  readonly value: unknown
  readonly extra: readonly unknown[]
  /** ms since the epoch. */
  readonly time: number
}

function read(connection: Connection, line: Line, note: (note: ImportNote) => void): readonly [Connection, Entry | null] {
  const { method, name, time } = line
  const timestamp = time
  if (method === 'getStats') {
    if (name === null || !isRecord(line.value)) return [connection, null]
    const stats = withChanges(connection.stats, line.value, time, note)
    // The time of a report is its entries' own: when it was written says less.
    const newest = [...stats.values()].reduce((latest, entry) => Math.max(latest, entry.timestamp), 0)
    return [
      { ...connection, stats },
      { type: 'report', connection: name, report: { timestamp: newest > 0 ? newest : time, stats } },
    ]
  }
  // Chrome writes states as JSON within JSON.
  const written =
    typeof line.value === 'string' && line.value.startsWith('"') ? (parseJson(line.value) ?? line.value) : line.value
  const [descriptions, value] = completed(connection.descriptions, method, written)
  return [
    { ...connection, descriptions },
    { type: 'event', connection: connectionOf(name), timestamp, event: eventIn({ ...line, value }) },
  ]
}

/** What Chrome writes of camera and microphone belongs to a page. */
function connectionOf(name: string | null): string | null {
  return name === null || name.endsWith('-0') ? null : name
}

function eventIn({ method, name, value, extra }: Line): RecordedEvent {
  if (method.startsWith('navigator.mediaDevices.')) {
    const capture = captureOf(method, value)
    if (capture !== null) return capture
  }
  if (method.startsWith(':') && isRecord(value)) {
    const own = parseEvent({ ...value, type: method.slice(1) })
    if (own !== null && own.type !== 'other') return own
  }
  if (method === 'create' && name !== null) {
    const [url] = extra
    return { type: 'opened', url: typeof url === 'string' ? url : null, configuration: inWords(value) }
  }
  return eventOf(method, value)
}

/** The next report, whole. */
function withChanges(
  before: ReadonlyMap<string, Stats>,
  changes: Readonly<Record<string, unknown>>,
  time: number,
  note: (note: ImportNote) => void,
): ReadonlyMap<string, Stats> {
  const entries = Object.entries(changes).filter((entry): entry is [string, Readonly<Record<string, unknown>> | null] =>
    isChange(entry[1]),
  )
  // What is whole has ids, which rtcstats leaves out: then what is missing is gone.
  const whole = entries.some(([, change]) => change !== null && typeof change.id === 'string')
  const shared = timeOf(changes.t) ?? timeOf(changes.timestamp)
  const stats = new Map<string, Stats>()
  if (!whole) for (const [id, entry] of before) stats.set(id, shared === null ? entry : { ...entry, timestamp: shared })
  for (const [id, change] of entries) {
    if (change === null) stats.delete(id)
    else if (stats.size === maxEntries && !stats.has(id)) note({ type: 'limit', what: 'stats' })
    else stats.set(id, merged(whole ? undefined : before.get(id), id, change, shared ?? time))
  }
  return stats
}

function isChange(value: unknown): boolean {
  return value === null || isRecord(value)
}

/** `null` for what no date can have. */
function timeOf(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) <= latestTime ? value : null
}

function merged(before: Stats | undefined, id: string, changes: Readonly<Record<string, unknown>>, sharedTime: number): Stats {
  const stats: Record<string, unknown> = { ...before }
  let timestamp = sharedTime
  for (const [code, value] of Object.entries(changes)) {
    const name = members.get(code) ?? code
    // What webrtc-internals computes itself is in brackets.
    if (name.startsWith('[') || name === '__proto__' || name === 'id' || !isShallow(value, 2)) continue
    if (name === 'timestamp') timestamp = timeOf(value) ?? timestamp
    else if (name === 'type') stats.type = typeof value === 'number' ? types.get(value) : value
    else stats[name] = isRecord(value) && isRecord(stats[name]) ? { ...stats[name], ...value } : value
  }
  return Object.assign(stats, { id, type: typeof stats.type === 'string' ? stats.type : '', timestamp })
}
