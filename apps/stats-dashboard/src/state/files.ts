import type { ImportNote, RecordingErrorCode } from '@earshot/diagnostics'
import type { Report } from '@earshot/core/stats'
import { signal, type ReadonlySignal } from '@preact/signals'

import type { Conversion } from '../lib/convert.ts'
import type { ImportReply, ImportRequest } from '../import/messages.ts'
import { link, show } from './address.ts'
import { closeFile, put } from './sessions.ts'

/** A file that was opened, or is being read. */
export interface OpenFile {
  readonly id: string
  readonly name: string
  readonly state:
    | { readonly type: 'reading'; readonly share: number }
    | { readonly type: 'open'; readonly notes: readonly ImportNote[] }
    | { readonly type: 'failed'; readonly message: string; readonly code: RecordingErrorCode | null }
}

const current = signal<readonly OpenFile[]>([])
export const files: ReadonlySignal<readonly OpenFile[]> = current

interface Reader {
  readonly worker: Worker
  readonly asked: Map<string, (reply: ImportReply) => void>
}

const readers = new Map<string, Reader>()
export function openFiles(chosen: Iterable<File>): void {
  for (const file of chosen) openFile(file)
}

function openFile(file: File): void {
  const id = nameFor(file)
  const worker = new Worker(new URL('../import/worker.ts', import.meta.url), { type: 'module' })
  const reader: Reader = { worker, asked: new Map() }
  readers.set(id, reader)
  change(id, { id, name: file.name, state: { type: 'reading', share: 0 } })
  worker.addEventListener('message', ({ data }: MessageEvent<ImportReply>) => take(id, file.name, reader, data))
  worker.addEventListener('error', ({ message }) =>
    change(id, { id, name: file.name, state: { type: 'failed', message, code: null } }),
  )
  ask(worker, { type: 'open', file, id })
}

/** The name of the file, so that a link to what is in it is good for whoever has the file; of two with one name the second has a number. */
function nameFor({ name }: File): string {
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? name : `${name} (${number})`
    if (!readers.has(id)) return id
  }
}

function take(id: string, name: string, { asked }: Reader, reply: ImportReply): void {
  switch (reply.type) {
    case 'progress':
      return change(id, { id, name, state: { type: 'reading', share: reply.share } })
    case 'failed':
      return change(id, { id, name, state: reply })
    case 'opened': {
      put(...reply.sessions)
      change(id, { id, name, state: { type: 'open', notes: reply.notes } })
      // The one that the verdict is about, which the command names too.
      const first = reply.sessions.find(({ connection }) => connection === reply.verdict.among?.connection) ?? reply.sessions[0]
      const isLinkedTo = reply.sessions.some(({ key }) => key === link.value.session)
      if (first !== undefined && !isLinkedTo) show({ session: first.key, window: null })
      return
    }
    default:
      asked.get(reply.type)?.(reply)
  }
}

function change(id: string, file: OpenFile): void {
  const known = current.value.some((other) => other.id === id)
  current.value = known ? current.value.map((other) => (other.id === id ? file : other)) : [...current.value, file]
}

/** Stops reading a file, or closes it with all that came from it. */
export function close(id: string): void {
  readers.get(id)?.worker.terminate()
  readers.delete(id)
  current.value = current.value.filter((file) => file.id !== id)
  closeFile(id)
}

/** The report of a connection at a time, read from the file again. */
export function reportFrom(file: string, connection: string, time: number): Promise<Report | null> {
  const reader = readers.get(file)
  if (reader === undefined) return Promise.resolve(null)
  return new Promise((resolve) => {
    reader.asked.set('report', (reply) => {
      if (reply.type === 'report' && reply.connection === connection && reply.time === time) resolve(reply.report)
    })
    ask(reader.worker, { type: 'report', connection, time })
  })
}

/** A file in another format. */
export function converted(file: string, conversion: Conversion): Promise<Blob> {
  const reader = readers.get(file)
  if (reader === undefined) return Promise.resolve(new Blob())
  return new Promise((resolve) => {
    reader.asked.set('converted', (reply) => {
      if (reply.type === 'converted') resolve(reply.blob)
    })
    ask(reader.worker, { type: 'convert', conversion })
  })
}

function ask(worker: Worker, request: ImportRequest): void {
  worker.postMessage(request, [])
}
