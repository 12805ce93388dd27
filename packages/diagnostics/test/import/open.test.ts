import { gzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { openRecording, RecordingError, type ImportNote } from '@earshot/diagnostics'

import { chunks, collect, congestedEntries, textOf } from '../entries.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

async function open(bytes: Uint8Array, size?: number) {
  const notes: ImportNote[] = []
  const recording = await openRecording(chunks(bytes, size), (note) => notes.push(note))
  return { format: recording.format, entries: await collect(recording.entries), notes }
}

describe('a recording of ours', () => {
  const entries = congestedEntries()
  const text = textOf(entries)

  test('is read as it is and zipped, with a byte order mark and without, in chunks of any size', async () => {
    for (const bytes of [bytesOf(text), bytesOf(`\uFEFF${text}`), gzipSync(text)]) {
      for (const size of [13, 100_000]) {
        expect(await open(bytes, size)).toEqual({ format: 'earshot', entries, notes: [] })
      }
    }
  })

  test('that ends in the middle is read up to there', async () => {
    const cut = await open(bytesOf(text.slice(0, -20)))
    expect(cut.notes).toEqual([{ type: 'truncated' }])
    expect(cut.entries).toEqual(entries.slice(0, -1))
    const zipped = gzipSync(text)
    const cutZip = await open(zipped.subarray(0, zipped.length - 40))
    expect(cutZip.notes).toContainEqual({ type: 'truncated' })
    expect(entries.slice(0, cutZip.entries.length)).toEqual(cutZip.entries)
    expect(cutZip.entries.length).toBeGreaterThan(10)
  })

  test('with lines that make no sense is read without them', async () => {
    const lines = text.split('\n')
    const { entries: read, notes } = await open(bytesOf([lines[0], 'nonsense', ...lines.slice(1)].join('\n')))
    expect(read).toEqual(entries)
    expect(notes).toEqual([{ type: 'skipped', count: 1 }])
  })
})

describe('what is no recording is refused, with a reason that helps', () => {
  const reason = async (bytes: Uint8Array) => {
    const error: unknown = await open(bytes).then(
      () => null,
      (refused: unknown) => refused,
    )
    return error instanceof RecordingError ? `${error.code}: ${error.message}` : error
  }

  test.each([
    ['an empty file', '', 'empty: This file is empty.'],
    ['white space', ' \n\n', 'empty: This file is empty.'],
    [
      'the log of a server',
      '2026-11-27T10:00:00.000Z INFO listening on 3000\n',
      'not-supported: This looks like the log of a server',
    ],
    ['a web page', '<!doctype html><html></html>', 'not-supported: This is a web page'],
    ['a session description', 'v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\n', 'not-supported: This is a session description'],
    ['one report', '[{"id":"T01","timestamp":1,"type":"transport"}]', 'not-supported: This is one report of getStats'],
    ['other JSON', '{"name":"a package"}', 'not-supported: This is JSON, but no recording of a call.'],
    ['a picture', '\u0089PNG\r\n', 'not-supported: This is no recording of a call.'],
    ['brackets without end', '['.repeat(100_000), 'not-supported: This is JSON, but no recording of a call.'],
  ])('%s', async (_, text, expected) => {
    const said = await reason(bytesOf(text))
    expect(said).toContain(expected)
    expect(said).toContain('Supported are')
  })

  test('a file that only says it is zipped', async () => {
    expect(await reason(Uint8Array.of(0x1f, 0x8b, 1, 2, 3))).toContain('empty')
  })
})
