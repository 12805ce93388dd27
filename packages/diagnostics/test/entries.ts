import { readReport } from '@earshot/core/stats'

import type { Entry } from '@earshot/diagnostics'

import { createEntryWriter } from '../src/recording/write.ts'
import { congestedReports } from './reports.ts'

/** A recording of a call whose upload becomes congested, with its events. */
export function congestedEntries(connection = 'c'): readonly Entry[] {
  const reports = congestedReports().map((report): Entry => ({ type: 'report', connection, report }))
  return [
    { type: 'event', connection, timestamp: 999_000, event: { type: 'call', state: 'connecting' } },
    { type: 'event', connection, timestamp: 999_500, event: { type: 'ice', state: 'connected' } },
    ...reports,
    { type: 'event', connection, timestamp: 1_060_000, event: { type: 'call', state: 'ended' } },
  ]
}

/** A report of these entries. */
export function reportAt(timestamp: number, ...stats: readonly object[]): Entry {
  return { type: 'report', connection: 'c', report: readReport(stats.map((entry) => ({ timestamp, ...entry }))) }
}

/** The text of a recording with these entries. */
export function textOf(entries: readonly Entry[]): string {
  const writer = createEntryWriter()
  return writer.begin() + entries.map((entry) => writer.write(entry)).join('')
}

/** Bytes in chunks of any size, as a file or a network gives them. */
export async function* chunks(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield Promise.resolve(bytes.subarray(start, start + size))
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}
