import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openRecording } from '@earshot/diagnostics'
import { fileStore } from '@earshot/diagnostics/node'

import { collect, congestedEntries, textOf } from '../entries.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'earshot-file-store-'))
})
afterAll(() => rm(folder, { recursive: true }))

const entries = congestedEntries()
const read = async (file: string) => collect((await openRecording(createReadStream(file))).entries)

test('a recording in a file can be opened', async () => {
  const file = path.join(folder, 'whole.jsonl.gz')
  const store = fileStore(file)
  const text = textOf(entries)
  await store.append(text.slice(0, 1_000))
  await store.append(text.slice(1_000))
  expect((await collect(store.read())).join('')).toBe(text)
  await store.close()
  expect(await read(file)).toEqual(entries)
})

test('what was appended is there also if the program never comes to close it', async () => {
  const file = path.join(folder, 'crashed.jsonl.gz')
  await fileStore(file).append(textOf(entries))
  expect(await read(file)).toEqual(entries)
})

test('a file that is there already is not written over', async () => {
  const file = path.join(folder, 'mine')
  await writeFile(file, 'precious')
  await expect(fileStore(file).append('x')).rejects.toThrow('EEXIST')
})
