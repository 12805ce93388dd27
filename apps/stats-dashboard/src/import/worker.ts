import { openRecording, RecordingError, type Entry, type EventEntry, type ImportNote, type Verdict } from '@earshot/diagnostics'
import type { Report } from '@earshot/core/stats'

import { convert } from '../lib/convert.ts'
import { growing, verdictOfFile, type Growing } from '../lib/session.ts'
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
      return answerReport(request)
    case 'convert':
      return reply({ type: 'converted', blob: await convert(entriesOf(file), request.conversion) })
  }
}

function reply(message: ImportReply): void {
  postMessage(message)
}

const progressMs = 100

async function open(opened: File, id: string): Promise<void> {
  const notes: ImportNote[] = []
  const connections = new Map<string, Growing>()
  const captures: EventEntry[] = []
  try {
    const recording = await openRecording(bytesOf(opened, true), (note) => notes.push(note))
    for await (const entry of recording.entries) {
      if (entry.connection === null) {
        if (entry.type !== 'event' || entry.event.type !== 'capture') continue
        captures.push(entry)
        for (const known of connections.values()) known.capture(entry)
        continue
      }
      const known = connections.get(entry.connection) ?? begun(`${id}:${entry.connection}`, entry.connection, captures)
      connections.set(entry.connection, known)
      known.push(entry)
    }
    if (connections.size === 0) throw new RecordingError('empty', 'Nothing of a connection was recorded in this file.')
    const { format } = recording
    const unknown: Verdict = { level: 'unknown', issue: null }
    const origin = { type: 'file', file: id, name: opened.name, format, only: connections.size === 1, verdict: unknown } as const
    const found = [...connections.values()].map((known) => known.session(origin))
    const verdict = verdictOfFile(found)
    const sessions = found.map((session) => ({ ...session, origin: { ...origin, verdict } }))
    reply({ type: 'opened', format, sessions, notes, verdict })
  } catch (error) {
    const code = error instanceof RecordingError ? error.code : null
    if (code === null) console.error(error)
    reply({ type: 'failed', message: error instanceof Error ? error.message : String(error), code })
  }
}

function begun(key: string, connection: string, captures: readonly EventEntry[]): Growing {
  const grows = growing(key, connection)
  for (const capture of captures) grows.capture(capture)
  return grows
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

async function* entriesOf(opened: File | null): AsyncGenerator<Entry> {
  if (opened === null) return
  const { entries } = await openRecording(bytesOf(opened))
  yield* entries
}

type ReportRequest = Extract<ImportRequest, { readonly type: 'report' }>

let wanted: ReportRequest | null = null

/** The report of a time. A pointer that moves on asks for another one, and the file is not read any further for this one. */
async function answerReport(request: ReportRequest): Promise<void> {
  wanted = request
  const { connection, time } = request
  let found: Report | null = null
  for await (const entry of entriesOf(file)) {
    if (wanted !== request) return
    if (entry.type === 'event' || entry.connection !== connection) continue
    if (found !== null && entry.report.timestamp > time) break
    found = entry.report
  }
  reply({ ...request, report: found })
}
