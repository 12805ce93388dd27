import type { Entry } from '../recording/entry.ts'

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
