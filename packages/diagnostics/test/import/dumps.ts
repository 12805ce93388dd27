import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

import { inquire, newInquiry, openRecording, type Entry, type ImportNote } from '@earshot/diagnostics'

import type { Sample } from '@earshot/core/stats'

import { chunks, collect } from '../entries.ts'

/** One call, as Chromium's webrtc-internals saved it in both of its formats (`tools/dumps`). */
export async function readDump(name: 'webrtc-internals.json' | 'rtcstats-dump'): Promise<string> {
  return gunzipSync(await readFile(new URL(`../fixtures/dumps/${name}.gz`, import.meta.url))).toString('utf8')
}

export interface Opened {
  readonly format: string
  readonly entries: readonly Entry[]
  readonly notes: readonly ImportNote[]
}

export async function open(text: string, chunkSize = 65_536): Promise<Opened> {
  const notes: ImportNote[] = []
  const { format, entries } = await openRecording(chunks(new TextEncoder().encode(text), chunkSize), (note) => notes.push(note))
  return { format, entries: await collect(entries), notes }
}

/** The values of each member of each entry, in the order of the reports, by connection, entry and member. */
export function seriesOf(entries: readonly Entry[]): ReadonlyMap<string, readonly unknown[]> {
  const series = new Map<string, unknown[]>()
  for (const entry of entries) {
    if (entry.type === 'event') continue
    for (const [id, stats] of entry.report.stats) {
      for (const [member, value] of Object.entries(stats)) {
        const key = `${entry.connection} ${id} ${member}`
        const values = series.get(key)
        if (values === undefined) series.set(key, [value])
        else values.push(value)
      }
    }
  }
  return series
}

/** What happened between the reports. */
export function samplesOf(entries: readonly Entry[]): readonly Sample[] {
  let inquiry = newInquiry
  return entries.flatMap((entry) => {
    const [next, { sample }] = inquire(inquiry, entry)
    inquiry = next
    return sample === null ? [] : [sample]
  })
}
