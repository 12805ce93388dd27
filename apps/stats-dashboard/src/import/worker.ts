import {
  anonymiser,
  createEntryWriter,
  createRtcstatsDumpWriter,
  openRecording,
  RecordingError,
  type Entry,
  type ImportNote,
} from '@earshot/diagnostics'
import type { Report } from '@earshot/core/stats'

import { growing, type Growing } from '../lib/session.ts'
import type { ImportReply, ImportRequest } from './messages.ts'

// Reads one file for a page, so that the page never waits for it.

let file: File | null = null

addEventListener('message', ({ data }: MessageEvent<ImportRequest>) => void answer(data))

async function answer(request: ImportRequest): Promise<void> {
  switch (request.type) {
    case 'open':
      file = request.file
      return open(request.file, request.id)
    case 'report':
      return reply({ ...request, report: await reportAt(request.connection, request.time) })
    case 'convert':
      return reply({ type: 'converted', to: request.to, text: await convert(request.to) })
  }
}

function reply(message: ImportReply): void {
  postMessage(message)
}

const progressMs = 100

async function open(opened: File, id: string): Promise<void> {
  const notes: ImportNote[] = []
  const connections = new Map<string, Growing>()
  try {
    const recording = await openRecording(bytesOf(opened, true), (note) => notes.push(note))
    for await (const entry of recording.entries) {
      if (entry.connection === null) continue
      const known = connections.get(entry.connection) ?? growing(`${id}:${entry.connection}`, entry.connection)
      connections.set(entry.connection, known)
      known.push(entry)
    }
    const { format } = recording
    const sessions = [...connections.values()].map((known) =>
      known.session({ type: 'file', file: id, name: opened.name, format, only: connections.size === 1 }),
    )
    reply({ type: 'opened', format, sessions, notes })
  } catch (error) {
    const code = error instanceof RecordingError ? error.code : null
    if (code === null) console.error(error)
    reply({ type: 'failed', message: error instanceof Error ? error.message : String(error), code })
  }
}

async function* bytesOf(opened: File, tells = false): AsyncGenerator<Uint8Array> {
  const reader = opened.stream().getReader()
  let [read, toldAt] = [0, 0]
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    read += next.value.length
    if (tells && performance.now() - toldAt > progressMs) {
      toldAt = performance.now()
      reply({ type: 'progress', share: read / Math.max(1, opened.size) })
    }
    yield next.value
  }
}

async function* entriesOf(opened: File): AsyncGenerator<Entry> {
  const { entries } = await openRecording(bytesOf(opened))
  yield* entries
}

async function reportAt(connection: string, time: number): Promise<Report | null> {
  let found: Report | null = null
  if (file === null) return found
  for await (const entry of entriesOf(file)) {
    if (entry.type === 'event' || entry.connection !== connection) continue
    if (found !== null && entry.report.timestamp > time) break
    found = entry.report
  }
  return found
}

const piece = 1_000_000

async function convert(to: 'recording' | 'anonymous' | 'rtcstats'): Promise<Blob> {
  const anonymise = to === 'anonymous' ? anonymiser() : (entry: Entry) => entry
  const writer = to === 'rtcstats' ? createRtcstatsDumpWriter() : createEntryWriter()
  const parts: string[] = []
  let text = writer.begin()
  for await (const entry of file === null ? [] : entriesOf(file)) {
    text += writer.write(anonymise(entry))
    if (text.length < piece) continue
    parts.push(text)
    text = ''
  }
  return new Blob([...parts, text])
}
