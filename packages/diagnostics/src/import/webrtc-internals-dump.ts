import { latestTime } from './calendar.ts'
import { RecordingError, type ImportNote } from './importer.ts'
import { JsonSplitter, type JsonPart } from './json-parts.ts'
import { parseJson } from './json-value.ts'
import { readCaptureLine, type CaptureLine } from './webrtc-internals-captures.ts'
import { readSeries, type Series } from './webrtc-internals-series.ts'
import { readUpdate, type Update } from './webrtc-internals-update.ts'

/** What a dump says, value by value. */
export interface Dump {
  readonly captures: readonly CaptureLine[]
  readonly connections: readonly DumpedConnection[]
  /** When it was made, in milliseconds since the epoch; `null` before Chrome 147. */
  readonly timestamp: number | null
  /** Parts that made no sense. */
  readonly skipped: number
}

export interface DumpedConnection {
  readonly id: string
  readonly url: string | null
  /** Its RTCConfiguration as Chrome writes it. */
  readonly configuration: string | null
  /** In the order they came. */
  readonly updates: readonly Update[]
  /** By id of the entry of getStats that they are of. */
  readonly series: ReadonlyMap<string, readonly Series[]>
}

/**
 * Reads a dump while it comes.
 * @throws RecordingError when it is none, or nothing is in it.
 */
export async function readDump(text: AsyncIterable<string>, note: (note: ImportNote) => void): Promise<Dump> {
  const dump = new DumpBuilder(note)
  const splitter = new JsonSplitter((path) => dump.opens(path))
  for await (const chunk of text) {
    for (const part of splitter.push(chunk)) dump.add(part)
  }
  if (!splitter.ended) note({ type: 'truncated' })
  if (dump.connections.length > 0 || dump.captures.length > 0) return dump
  if (!dump.isKnown) throw new RecordingError('not-supported', 'This is no webrtc-internals dump.')
  if (splitter.ended && dump.skipped === 0) throw new RecordingError('empty', `Nothing was recorded in this dump. ${advice}`)
  throw new RecordingError('malformed', `This webrtc-internals dump is broken from the start. ${advice}`)
}

const advice =
  'Open chrome://webrtc-internals before the call, and make the dump while the page of the call is still open, until it has been saved.'

const maxConnections = 64
/** Of one connection. */
const maxSeries = 20_000
/** Of one entry of getStats, which has about 80. */
const maxMembers = 200
/** Of one series. */
const maxPoints = 200_000
/** Of all series together: three times what is in a dump of 100 MB. */
const maxPointsOfAll = 20_000_000
/** Of all logs together; a long call has some thousands. */
const maxLines = 200_000

interface OpenConnection extends DumpedConnection {
  url: string | null
  configuration: string | null
  readonly updates: Update[]
  readonly series: Map<string, Series[]>
  seriesCount: number
}

class DumpBuilder implements Dump {
  readonly captures: CaptureLine[] = []
  timestamp: number | null = null
  /** Whether it has anything that dumps have. */
  isKnown = false
  skipped = 0
  readonly #connections = new Map<string, OpenConnection>()
  #lines = 0
  #points = 0
  readonly #note: (note: ImportNote) => void

  constructor(note: (note: ImportNote) => void) {
    this.#note = note
  }

  get connections(): readonly DumpedConnection[] {
    return [...this.#connections.values()]
  }

  /** Whether what is at this path is taken apart further, down to a series, a line of a list, a word. */
  opens(path: readonly string[]): boolean {
    const [list, , inside] = path
    if (path.length === 0) return true
    this.isKnown ||= list === 'PeerConnections' || list === 'getUserMedia'
    if (path.length === 1) return list === 'PeerConnections' || list === 'getUserMedia'
    if (list !== 'PeerConnections') return false
    return path.length === 2 || (path.length === 3 && (inside === 'stats' || inside === 'updateLog'))
  }

  add({ path, text }: JsonPart): void {
    const [list, key, inside, name = ''] = path
    if (list === 'timestamp') this.timestamp = numberOf(text)
    else if (list === 'getUserMedia' && key !== undefined) this.#keepLine(this.captures, text, readCaptureLine)
    else if (list === 'PeerConnections' && key !== undefined) {
      const connection = this.#connection(key)
      if (connection === null) this.#note({ type: 'limit', what: 'connections' })
      else this.#addTo(connection, inside, name, text)
    }
  }

  #connection(id: string): OpenConnection | null {
    const known = this.#connections.get(id)
    if (known !== undefined || this.#connections.size === maxConnections) return known ?? null
    const connection = { id, url: null, configuration: null, updates: [], series: new Map(), seriesCount: 0 }
    this.#connections.set(id, connection)
    return connection
  }

  #addTo(connection: OpenConnection, inside: string | undefined, name: string, text: string): void {
    if (inside === 'url') connection.url = wordsOf(text)
    else if (inside === 'rtcConfiguration') connection.configuration = wordsOf(text)
    else if (inside === 'updateLog') this.#keepLine(connection.updates, text, readUpdate)
    else if (inside === 'stats') this.#addSeries(connection, readSeries(name, text))
  }

  #addSeries(connection: OpenConnection, series: Series | 'computed' | null): void {
    if (series === 'computed') return
    if (series === null) {
      this.skipped += 1
      return
    }
    const ofEntry = connection.series.get(series.id) ?? []
    const count = series.values.length
    const isOneTooMany = connection.seriesCount === maxSeries || ofEntry.length === maxMembers
    if (isOneTooMany) this.#note({ type: 'limit', what: 'series' })
    if (count > maxPoints || this.#points > maxPointsOfAll) this.#note({ type: 'limit', what: 'points' })
    if (isOneTooMany || this.#points > maxPointsOfAll) return
    connection.series.set(series.id, ofEntry)
    connection.seriesCount += 1
    this.#points += count
    ofEntry.push(count > maxPoints ? { ...series, values: series.values.slice(0, maxPoints) } : series)
  }

  #keepLine<Line>(lines: Line[], text: string, read: (text: string) => Line | null): void {
    if (this.#lines === maxLines) return this.#note({ type: 'limit', what: 'events' })
    this.#lines += 1
    const line = read(text)
    if (line === null) this.skipped += 1
    else lines.push(line)
  }
}

function numberOf(text: string): number | null {
  const value = parseJson(text)
  return typeof value === 'number' && value >= 0 && value <= latestTime ? value : null
}

/** A text as it is, anything else as it was written. */
function wordsOf(text: string): string | null {
  const value = parseJson(text)
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : text
}
