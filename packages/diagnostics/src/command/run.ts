import { createReadStream } from 'node:fs'
import type { Readable, Writable } from 'node:stream'

import type { Sample } from '@earshot/core/stats'

import { allSeries, csv } from '../export/csv.ts'
import { createRtcstatsDumpWriter } from '../export/rtcstats-dump.ts'
import { conclude, inquire, newInquiry } from '../findings.ts'
import { RecordingError, type ImportNote } from '../import/importer.ts'
import { openRecording } from '../import/open.ts'
import { explainRefusal } from '../messages/refusal.ts'
import { anonymiser } from '../recording/anonymise.ts'
import type { Entry } from '../recording/entry.ts'
import { createEntryWriter } from '../recording/write.ts'

import { parseArguments, usage, type Arguments } from './arguments.ts'
import { findingsAsJson } from './json.ts'
import { findingsAsText } from './text.ts'

export interface Terminal {
  readonly input: Readable
  readonly output: Pick<Writable, 'write'>
  readonly errors: Pick<Writable, 'write'>
}

/** Runs the command; returns its exit code. */
export async function run(args: readonly string[], { input, output, errors }: Terminal): Promise<number> {
  const asked = parseArguments(args)
  if (asked.type === 'help') {
    output.write(usage)
    return 0
  }
  if (asked.type === 'wrong') {
    errors.write(`${asked.message}\n\n${usage}`)
    return 1
  }
  try {
    const source = asked.file === '-' ? input : createReadStream(asked.file)
    const notes: ImportNote[] = []
    const { entries } = await openRecording(chunksOf(source), (note) => notes.push(note))
    for await (const text of answer(asked, entries, notes)) output.write(text)
    return 0
  } catch (error) {
    if (error instanceof RecordingError) {
      errors.write(`${explainRefusal(error, asked.language)}\n`)
      return 2
    }
    if (!isFileError(error)) throw error
    errors.write(`${asked.file} cannot be read: ${error.message}\n`)
    return 1
  }
}

async function* chunksOf(source: Readable): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) if (chunk instanceof Uint8Array) yield chunk
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

async function* answer(
  { output, language }: Arguments & { type: 'judge' },
  entries: AsyncIterable<Entry>,
  notes: readonly ImportNote[],
): AsyncGenerator<string> {
  if (output === 'anonymous') {
    const [anonymise, writer] = [anonymiser(), createEntryWriter()]
    yield writer.begin()
    for await (const entry of entries) yield writer.write(anonymise(entry))
    return
  }
  if (output === 'rtcstats-dump') {
    const writer = createRtcstatsDumpWriter()
    yield writer.begin()
    for await (const entry of entries) yield writer.write(entry)
    return
  }
  let inquiry = newInquiry
  /** With the connection that each is of. */
  const samples = new Map<Sample, string>()
  for await (const entry of entries) {
    const [next, { sample }] = inquire(inquiry, entry)
    inquiry = next
    if (output === 'csv' && sample !== null) samples.set(sample, entry.connection ?? '')
  }
  if (output === 'csv') yield table(samples)
  else yield (output === 'json' ? findingsAsJson : findingsAsText)(conclude(inquiry), notes, language)
}

/** Always with the connection, so that the columns of a table do not depend on how many there are. */
function table(samples: ReadonlyMap<Sample, string>): string {
  const list = [...samples.keys()]
  return csv(list, [{ name: 'connection', valueOf: (sample) => samples.get(sample) ?? null }, ...allSeries(list)])
}
