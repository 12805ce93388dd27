import {
  allSeries,
  anonymiser,
  createEntryWriter,
  createRtcstatsDumpWriter,
  csv,
  inquire,
  newInquiry,
  type Entry,
  type EventEntry,
} from '@earshot/diagnostics'
import type { Sample } from '@earshot/core/stats'

export type SaveFormat = 'recording' | 'anonymous' | 'rtcstats' | 'table'

/** What is to be saved: the marks are of this connection, and a table has its numbers only. */
export interface Conversion {
  readonly format: SaveFormat
  readonly connection: string
  /** In the order of time. */
  readonly marks: readonly { readonly time: number; readonly text: string }[]
}

const piece = 1_000_000

/** Entries as a file of another format, with the marks of this page where they belong. */
export async function convert(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  { format, connection, marks }: Conversion,
): Promise<Blob> {
  if (format === 'table') return new Blob([await table(entries, connection)])
  const anonymise = format === 'anonymous' ? anonymiser() : (entry: Entry) => entry
  const writer = format === 'rtcstats' ? createRtcstatsDumpWriter() : createEntryWriter()
  const own = marks.map(({ time, text }): EventEntry => {
    return { type: 'event', connection, timestamp: time, event: { type: 'mark', text } }
  })
  const parts: string[] = []
  let text = writer.begin()
  for await (const entry of withOwn(entries, own)) {
    text += writer.write(anonymise(entry))
    if (text.length < piece) continue
    parts.push(text)
    text = ''
  }
  return new Blob([...parts, text])
}

async function* withOwn(entries: AsyncIterable<Entry> | Iterable<Entry>, own: readonly EventEntry[]): AsyncGenerator<Entry> {
  let written = 0
  for await (const entry of entries) {
    const time = entry.type === 'event' ? entry.timestamp : entry.report.timestamp
    for (let next = own[written]; next !== undefined && next.timestamp < time; next = own[(written += 1)]) yield next
    yield entry
  }
  yield* own.slice(written)
}

async function table(entries: AsyncIterable<Entry> | Iterable<Entry>, connection: string): Promise<string> {
  const samples: Sample[] = []
  let inquiry = newInquiry
  for await (const entry of entries) {
    if (entry.connection !== connection) continue
    const [next, { sample }] = inquire(inquiry, entry)
    inquiry = next
    if (sample !== null) samples.push(sample)
  }
  return csv(samples, allSeries(samples))
}
