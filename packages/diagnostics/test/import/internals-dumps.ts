import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import type { Entry, ReportEntry } from '../../src/recording/entry.ts'
import type { ImportNote } from '../../src/import/importer.ts'
import { once } from '../../src/import/open.ts'
import { importWebrtcInternals } from '../../src/import/webrtc-internals.ts'

import type { Dump } from './ager.ts'

/** The recorded call: two connections in one page (tools/dumps). */
export function recordedDump(): Dump {
  const file = new URL('../fixtures/dumps/webrtc-internals.json.gz', import.meta.url)
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Dump
}

export interface Imported {
  readonly entries: readonly Entry[]
  readonly notes: readonly ImportNote[]
}

/** As Chrome writes it to the file. */
export function textOf(dump: object): string {
  return JSON.stringify(dump, null, 1)
}

export async function importText(text: string, chunkSize = 65_536): Promise<Imported> {
  const notes: ImportNote[] = []
  const entries: Entry[] = []
  const note = once((next) => notes.push(next))
  for await (const entry of importWebrtcInternals(chunksOf(text, chunkSize), note)) entries.push(entry)
  return { entries, notes }
}

export async function importDump(dump: object): Promise<Imported> {
  return importText(textOf(dump))
}

export function reportsOf({ entries }: Imported, connection: string): readonly ReportEntry['report'][] {
  return entries.flatMap((entry) => (entry.type === 'report' && entry.connection === connection ? [entry.report] : []))
}

async function* chunksOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}
