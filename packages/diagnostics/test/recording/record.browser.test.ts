import { connectLoopback, type Call } from '@earshot/core'
import { openRecording, openShelf, record, recordingFile, type Entry, type RecordingStore } from '@earshot/diagnostics'
import { afterEach, expect, test } from 'vitest'

import { syntheticStream } from '../../../core/test/room/support.ts'

const calls: Call[] = []
const databases: string[] = []
afterEach(() => {
  for (const call of calls.splice(0)) call.hangUp()
  for (const name of databases.splice(0)) indexedDB.deleteDatabase(name)
})

async function talk(): Promise<Call> {
  const [caller] = await connectLoopback({ stream: syntheticStream(), statsIntervalMs: 200 })
  calls.push(caller)
  return caller
}

function shelf(options: { readonly maxBytes?: number } = {}) {
  const database = `test-${crypto.randomUUID()}`
  databases.push(database)
  return { open: () => openShelf({ database, ...options }) }
}

async function entriesOf(file: Blob): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  const bytes = (async function* () {
    yield new Uint8Array(await file.arrayBuffer())
  })()
  for await (const entry of (await openRecording(bytes)).entries) entries.push(entry)
  return entries
}

test('a call is kept on the shelf, and is whole there also when the page that recorded it is gone', async () => {
  const { open } = shelf()
  const first = await open()
  const call = await talk()
  const recorder = record(call, { store: await first.open('a call'), periodMs: 300 })
  recorder.mark('here')
  await expect.poll(async () => (await first.list())[0]?.bytes ?? 0, { timeout: 10_000 }).toBeGreaterThan(2_000)
  first.close()

  const second = await open()
  const [stored] = await second.list()
  expect(stored?.name).toBe('a call')
  const entries = await entriesOf(await recordingFile(await second.open('a call')))
  const types = new Set(entries.map((entry) => (entry.type === 'event' ? entry.event.type : 'report')))
  for (const type of ['call', 'ice', 'description', 'mark', 'report']) expect(types).toContain(type)
  await second.delete('a call')
  expect(await second.list()).toEqual([])
  second.close()
})

test('a recording that is continued after a reload is one recording', async () => {
  const { open } = shelf()
  const store = await (await open()).open('two parts')
  for (let part = 0; part < 2; part += 1) {
    const call = await talk()
    const recorder = record(call, { store })
    await new Promise<void>((resolve) => call.on('sample', ({ tracks }) => tracks.length > 2 && resolve()))
    call.hangUp()
    await recorder.stop()
  }
  const entries = await entriesOf(await recordingFile(store))
  const ended = entries.filter((entry) => entry.type === 'event' && entry.event.type === 'call' && entry.event.state === 'ended')
  expect(ended).toHaveLength(2)
  expect(new Set(entries.map(({ connection }) => connection)).size).toBe(2)
})

test('what is older than there is room for has to go, and the rest can be read', async () => {
  const { open } = shelf({ maxBytes: 8_000 })
  const opened = await open()
  const store = await opened.open('long')
  const recorder = record(await talk(), { store, periodMs: 100 })
  await expect
    .poll(async () => entriesOf(await recordingFile(store)).then((entries) => entries.length), { timeout: 15_000 })
    .toBeGreaterThan(20)
  await expect.poll(async () => (await opened.list())[0]?.bytes, { timeout: 15_000 }).toBeLessThanOrEqual(8_000)
  await recorder.stop()
  expect((await opened.list())[0]?.bytes).toBeLessThanOrEqual(8_000)
  opened.close()
})

test('a store that refuses is told of, and given the same again', async () => {
  let refuses = true
  const kept: string[] = []
  const store: RecordingStore = {
    async append(text) {
      if (refuses) throw new DOMException('There is no room.', 'QuotaExceededError')
      kept.push(text)
      return Promise.resolve()
    },
    async *read() {
      yield* kept
    },
  }
  const recorder = record(await talk(), { store, periodMs: 100 })
  await expect.poll(() => recorder.error).toBeInstanceOf(DOMException)
  refuses = false
  await expect.poll(() => recorder.error).toBeNull()
  expect(kept[0]).toMatch(/^{"format":"earshot-recording"/)
  await recorder.stop()
})
