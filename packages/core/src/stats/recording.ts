import type { Report, Stats } from './report.ts'

/**
 * Writes recordings: lines of JSON, each readable by itself but for what it leaves out because the line before has it. The first line says
 * what the file is; then come reports, `{ t, c, s }`, and events, `{ t, c, e }`, in the order of time: `t` is milliseconds since the
 * epoch, `c` the connection. Reading is the other way round: packages that judge recordings have it.
 */
export interface RecordingWriter {
  readonly connections: ReadonlyMap<string, WrittenConnection>
}

interface WrittenConnection {
  readonly stats: ReadonlyMap<string, Stats>
  /** Reports since the last that was written whole. */
  readonly sinceWhole: number
}

export const recordingFormat = 'earshot-recording'
export const recordingVersion = 1

export const newRecording: RecordingWriter = { connections: new Map() }

/** Every so often a report is written whole, so that a reader can begin in the middle. */
const wholeEvery = 60

/** The first line. `about` is what is known of where it comes from, in words and numbers. */
export function headerLine(about: Readonly<Record<string, string | number>> = {}): string {
  return JSON.stringify({ format: recordingFormat, version: recordingVersion, ...about })
}

export function eventLine(connection: string | null, timestamp: number, event: object): string {
  return JSON.stringify({ t: timestamp, c: connection, e: event })
}

/**
 * The line of a report: for each entry the members that have changed since the report before (`null`: gone), and `null` for an entry that is
 * gone. An entry's timestamp is the report's unless it has one of its own. `k` marks a report that is written whole.
 */
export function reportLine(
  { connections }: RecordingWriter,
  connection: string,
  report: Report,
): readonly [RecordingWriter, line: string] {
  const before = connections.get(connection)
  const whole = before === undefined || before.sinceWhole + 1 >= wholeEvery
  const written = whole ? new Map<string, Stats>() : before.stats
  const changes = [...report.stats.values()].flatMap((stats): [string, object][] => {
    const changed = changedMembers(written.get(stats.id), stats, report.timestamp)
    return changed === null ? [] : [[stats.id, changed]]
  })
  const gone = [...written.keys()].filter((id) => !report.stats.has(id)).map((id): [string, null] => [id, null])
  const line = JSON.stringify({
    t: report.timestamp,
    c: connection,
    ...(whole && { k: true }),
    s: Object.fromEntries<object | null>([...changes, ...gone]),
  })
  const next: WrittenConnection = { stats: report.stats, sinceWhole: whole ? 0 : before.sinceWhole + 1 }
  return [{ connections: new Map(connections).set(connection, next) }, line]
}

/** `null` when the reader knows everything already. */
function changedMembers(before: Stats | undefined, stats: Stats, timestamp: number): object | null {
  const changed: [string, unknown][] = []
  for (const [name, value] of Object.entries(stats)) {
    if (name === 'id' || value === undefined || value === null) continue
    if (name === 'timestamp' ? value === timestamp : before !== undefined && isThere(before, name) && isSame(before[name], value))
      continue
    changed.push([name, value])
  }
  if (before === undefined) return Object.fromEntries(changed)
  for (const name of Object.keys(before)) if (isThere(before, name) && !isThere(stats, name)) changed.push([name, null])
  return changed.length === 0 ? null : Object.fromEntries(changed)
}

/** Names that objects inherit are members only where an entry has them itself. */
function isThere(stats: Stats, name: string): boolean {
  return Object.hasOwn(stats, name) && stats[name] !== null && stats[name] !== undefined
}

function isSame(before: unknown, value: unknown): boolean {
  return before === value || (typeof value === 'object' && JSON.stringify(before) === JSON.stringify(value))
}
