import type { Entry } from '../recording/entry.ts'

/** Several recordings, each in the order of time, as one. */
export function* inOrderOfTime(sources: readonly Iterator<Entry>[]): Generator<Entry> {
  const heads = sources.flatMap((source) => ahead(source))
  while (heads.length > 0) {
    const next = heads.reduce((earliest, head) => (timeOf(head.entry) < timeOf(earliest.entry) ? head : earliest))
    yield next.entry
    const [following] = ahead(next.source)
    if (following === undefined) heads.splice(heads.indexOf(next), 1)
    else next.entry = following.entry
  }
}

function ahead(source: Iterator<Entry>): readonly { readonly source: Iterator<Entry>; entry: Entry }[] {
  const next = source.next()
  return next.done === true ? [] : [{ source, entry: next.value }]
}

/** Lines may have been written late; whoever judges them cannot go back in time within a connection. */
export async function* neverBack(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  const reached = new Map<string | null, number>()
  for await (const entry of entries) {
    const time = Math.max(timeOf(entry), reached.get(entry.connection) ?? 0)
    reached.set(entry.connection, time)
    yield entry.type === 'event' ? { ...entry, timestamp: time } : entry
  }
}

function timeOf(entry: Entry): number {
  return entry.type === 'report' ? entry.report.timestamp : entry.timestamp
}
