import type { Call } from '@earshot/core'

import type { Entry } from './entry.ts'
import { gzipFile } from './gzip.ts'
import { memoryStore, type RecordingStore } from './store.ts'
import { eventOfTimeline } from './timeline.ts'
import { createEntryWriter } from './write.ts'

/** A call, as far as it is needed to record it. */
export type RecordableCall = Pick<Call, 'id' | 'peer' | 'direction' | 'timeline' | 'on'>

export interface RecordOptions {
  /** Where it is kept. @default in memory, which a reload empties */
  readonly store?: RecordingStore
  /** How often what was recorded is put there. @default 5000 */
  readonly periodMs?: number
}

/** What a store does not take is kept up to this many characters. */
const maxWaiting = 16_000_000

/** A call that is being recorded. It ends with the call. */
export interface CallRecorder {
  /** Why the store took nothing the last time: what it did not take is kept, and offered again. `null` while it takes everything. */
  readonly error: unknown
  /** A moment to find again. */
  mark(text: string): void
  /** Stops; what was recorded stays in the store. A second time does nothing. */
  stop(): Promise<void>
  /** Everything that is in the store, as `recordingFile` has it. */
  save(): Promise<Blob>
}

/** Records a call from its beginning: what getStats returns, and what happens. */
export function record(call: RecordableCall, options: RecordOptions = {}): CallRecorder {
  const { store = memoryStore(), periodMs = 5_000 } = options
  const connection = call.id
  const writer = createEntryWriter()
  let waiting = writer.begin({ direction: call.direction, peer: call.peer.name, userAgent: navigator.userAgent })
  let storing: Promise<void> = Promise.resolve()
  let error: unknown = null

  const add = (entry: Entry) => {
    if (waiting.length < maxWaiting) waiting += writer.write(entry)
  }
  const put = async () => {
    const text = waiting
    if (text === '') return
    waiting = ''
    try {
      await store.append(text)
      error = null
    } catch (refused) {
      error = refused
      waiting = text + waiting
    }
  }
  const flush = () => (storing = storing.then(put))
  const flushWithPage = () => void flush()
  const timer = setInterval(flushWithPage, periodMs)
  const stop = async () => {
    clearInterval(timer)
    globalThis.removeEventListener?.('pagehide', flushWithPage)
    for (const unsubscribe of subscriptions) unsubscribe()
    await flush()
  }

  for (const entry of call.timeline) add(eventOfTimeline(connection, entry))
  const subscriptions = [
    call.on('report', (report) => add({ type: 'report', connection, report })),
    call.on('timeline', (entry) => add(eventOfTimeline(connection, entry))),
    call.on('state', (state) => state === 'ended' && void stop()),
  ]
  globalThis.addEventListener?.('pagehide', flushWithPage)

  return {
    get error() {
      return error
    },
    mark(text) {
      add({ type: 'event', connection, timestamp: performance.timeOrigin + performance.now(), event: { type: 'mark', text } })
    },
    stop,
    async save() {
      await flush()
      return recordingFile(store)
    },
  }
}

/** A recording that is kept somewhere, as a gzipped file: with addresses, names and descriptions. `anonymise` takes them out. */
export function recordingFile(store: Pick<RecordingStore, 'read'>): Promise<Blob> {
  return gzipFile(withHeader(store.read()))
}

/** The first line may be gone where a store keeps the latest only. */
async function* withHeader(text: AsyncIterable<string>): AsyncGenerator<string> {
  yield createEntryWriter().begin()
  yield* text
}
