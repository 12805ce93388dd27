import { recordingFormat, recordingVersion, type Stats } from '@earshot/core/stats'

import { latestTime } from '../import/calendar.ts'
import type { Entry } from './entry.ts'
import { parseEvent } from './parse-event.ts'

/** What is known of a recording so far. */
export interface RecordingReader {
  /** By connection and id: the entries of the last report, whole; `null` where there was no report that is whole. */
  readonly connections: ReadonlyMap<string, ReadonlyMap<string, Stats> | null>
  /** What the first line says of where the recording comes from. */
  readonly about: ReadonlyMap<string, string | number>
  /** Lines that made no sense, and reports that refer to one that is not there. */
  readonly skipped: number
  /** Of what there was more than is read. */
  readonly exceeded: ReadonlySet<'connections' | 'stats'>
}

export const newReader: RecordingReader = { connections: new Map(), about: new Map(), skipped: 0, exceeded: new Set() }

const maxConnections = 64
const maxEntries = 4_000
const maxMembers = 400
const maxWordLength = 4_096
const maxConnectionLength = 256

/** Reads the next line. The first line may come again in the middle, where a recording was continued. */
export function readLine(reader: RecordingReader, line: string): readonly [RecordingReader, Entry | null] {
  if (line.trim() === '') return [reader, null]
  const parts = membersOfLine(line)
  if (parts === null) return skip(reader)
  if (parts.has('format')) return readHeader(reader, parts)
  const [timestamp, connection] = [parts.get('t'), parts.get('c')]
  if (!isTime(timestamp) || !isConnection(connection)) return skip(reader)
  if (connection !== null && !reader.connections.has(connection) && reader.connections.size === maxConnections) {
    return [exceeding(reader, 'connections'), null]
  }
  if (parts.has('s')) return connection === null ? skip(reader) : readReportLine(reader, connection, timestamp, parts)
  const event = parseEvent(parts.get('e'))
  return event === null ? skip(reader) : [knowing(reader, connection), { type: 'event', connection, timestamp, event }]
}

function exceeding(reader: RecordingReader, what: 'connections' | 'stats'): RecordingReader {
  return reader.exceeded.has(what) ? reader : { ...reader, exceeded: new Set([...reader.exceeded, what]) }
}

function knowing(reader: RecordingReader, connection: string | null): RecordingReader {
  if (connection === null || reader.connections.has(connection)) return reader
  return { ...reader, connections: new Map(reader.connections).set(connection, null) }
}

function skip(reader: RecordingReader): readonly [RecordingReader, null] {
  return [{ ...reader, skipped: reader.skipped + 1 }, null]
}

/** The members of a line of JSON, whatever their names. */
function membersOfLine(line: string): ReadonlyMap<string, unknown> | null {
  try {
    return membersOf(JSON.parse(line))
  } catch {
    return null
  }
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return new Map<string, unknown>(Object.entries(value))
}

/** One that a date can have: whoever shows it need not ask. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= latestTime
}

function isConnection(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && value.length <= maxConnectionLength)
}

function readHeader(reader: RecordingReader, parts: ReadonlyMap<string, unknown>): readonly [RecordingReader, null] {
  if (parts.get('format') !== recordingFormat || parts.get('version') !== recordingVersion) return skip(reader)
  const about = [...parts].filter((part): part is [string, string | number] => ['string', 'number'].includes(typeof part[1]))
  return [{ ...reader, about: new Map([...about, ...reader.about]) }, null]
}

function readReportLine(
  reader: RecordingReader,
  connection: string,
  timestamp: number,
  parts: ReadonlyMap<string, unknown>,
): readonly [RecordingReader, Entry | null] {
  const whole = parts.get('k') === true
  const before = whole ? new Map<string, Stats>() : (reader.connections.get(connection) ?? null)
  const changes = membersOf(parts.get('s'))
  // The beginning was dropped or cut off: the next report that is whole will do.
  if (before === null || changes === null) return skip(reader)
  const stats = new Map(before)
  let isCut = false
  // An entry that was measured with the report has its time, also where nothing else has changed.
  for (const [id, entry] of stats) stats.set(id, { ...entry, timestamp })
  for (const [id, change] of changes) {
    const entry = change === null ? null : merge(stats.get(id), id, timestamp, membersOf(change))
    if (entry === null) stats.delete(id)
    else if (stats.size < maxEntries || stats.has(id)) stats.set(id, entry)
    else isCut = true
  }
  const connections = new Map(reader.connections).set(connection, stats)
  return [
    { ...(isCut ? exceeding(reader, 'stats') : reader), connections },
    { type: 'report', connection, report: { timestamp, stats } },
  ]
}

/** `null` for what is no entry of a report. */
function merge(
  before: Stats | undefined,
  id: string,
  reportedAt: number,
  changes: ReadonlyMap<string, unknown> | null,
): Stats | null {
  if (changes === null || changes.size > maxMembers) return null
  const members = new Map<string, unknown>(before === undefined ? [] : Object.entries(before))
  for (const [name, value] of changes) {
    if (value === null) members.delete(name)
    else if (isMember(value)) members.set(name, value)
  }
  const [type, timestamp] = [members.get('type'), changes.get('timestamp') ?? reportedAt]
  if (typeof type !== 'string' || typeof timestamp !== 'number') return null
  return { ...Object.fromEntries(members), id, type, timestamp }
}

/** What entries of reports are made of: numbers, flags, words, and flat records and lists of them. */
function isMember(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= maxWordLength
  if (typeof value !== 'object' || value === null) return typeof value === 'number' || typeof value === 'boolean'
  const parts: readonly unknown[] = Object.values(value)
  return parts.length <= maxMembers && parts.every((part) => typeof part !== 'object' && isMember(part))
}
