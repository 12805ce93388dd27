import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import { gunzip, gzip } from './gzip.ts'
import type { RecordingStore } from './store.ts'

/** The recordings that this browser keeps, which reloads and crashes do not touch. */
export interface RecordingShelf {
  /** Names, those that began last first. */
  list(): Promise<readonly StoredRecording[]>
  /** The recording of this name, which is continued if it is there. */
  open(name: string): Promise<RecordingStore>
  delete(name: string): Promise<void>
  close(): void
}

export interface StoredRecording {
  readonly name: string
  /** ms since the epoch. */
  readonly startedAt: number
  readonly updatedAt: number
  /** Zipped. */
  readonly bytes: number
}

export interface ShelfOptions {
  /** Of one recording, zipped: what is older has to go. @default 64 million, several days of a call */
  readonly maxBytes?: number
  /** @default 'earshot-recordings' */
  readonly database?: string
}

interface Schema extends DBSchema {
  recordings: { key: string; value: StoredRecording }
  pieces: { key: [name: string, number: number]; value: Uint8Array<ArrayBuffer> }
}

/** Opens the recordings that this browser keeps (IndexedDB). @throws DOMException where the browser keeps nothing, as in some private windows */
export async function openShelf({
  maxBytes = 64_000_000,
  database: databaseName = 'earshot-recordings',
}: ShelfOptions = {}): Promise<RecordingShelf> {
  const database = await openDB<Schema>(databaseName, 1, {
    upgrade(created) {
      created.createObjectStore('recordings', { keyPath: 'name' })
      created.createObjectStore('pieces')
    },
  })
  return {
    async list() {
      return (await database.getAll('recordings')).toSorted((a, b) => b.startedAt - a.startedAt)
    },
    open: (name) => Promise.resolve(storeOf(database, name, maxBytes)),
    async delete(name) {
      const changing = database.transaction(['recordings', 'pieces'], 'readwrite')
      await Promise.all([
        changing.objectStore('recordings').delete(name),
        changing.objectStore('pieces').delete(piecesOf(name)),
        changing.done,
      ])
    },
    close: () => database.close(),
  }
}

function storeOf(database: IDBPDatabase<Schema>, name: string, maxBytes: number): RecordingStore {
  return {
    async append(text) {
      // Zipped outside: a transaction ends while something else is waited for.
      const piece = new Uint8Array(await gzip(text))
      const changing = database.transaction(['recordings', 'pieces'], 'readwrite')
      const [recordings, pieces] = [changing.objectStore('recordings'), changing.objectStore('pieces')]
      const now = Date.now()
      const known = await recordings.get(name)
      const last = await pieces.openKeyCursor(piecesOf(name), 'prev')
      await pieces.add(piece, [name, (last?.key[1] ?? 0) + 1])
      let bytes = (known?.bytes ?? 0) + piece.byteLength
      for (let oldest = await pieces.openCursor(piecesOf(name)); oldest !== null && bytes > maxBytes;) {
        bytes -= oldest.value.byteLength
        await oldest.delete()
        oldest = await oldest.continue()
      }
      await recordings.put({ name, startedAt: known?.startedAt ?? now, updatedAt: now, bytes })
      await changing.done
    },
    async *read() {
      for (const key of await database.getAllKeys('pieces', piecesOf(name))) {
        const piece = await database.get('pieces', key)
        if (piece !== undefined) yield gunzip(piece)
      }
    },
  }
}

function piecesOf(name: string): IDBKeyRange {
  return IDBKeyRange.bound([name, 0], [name, Infinity])
}
