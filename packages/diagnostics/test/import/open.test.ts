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

const report = { A: { id: 'A', type: 'transport' } }
const lines = (head: string, all: readonly unknown[]) => [head, ...all.map((line) => JSON.stringify(line)), ''].join('\n')
const entriesOfReport = Object.fromEntries(
  Array.from({ length: 4_001 }, (_, index) => [`T${index}`, { id: `T${index}`, type: 't' }]),
)
const names = Array.from({ length: 66 }, (_, index) => `PC_${index}`)
const rtcstats = 'RTCStatsDump\n{"fileFormat":3}'
const own = '{"format":"earshot-recording","version":1}'

describe.each([
  {
    format: 'earshot',
    events: lines(
      own,
      [...names, ...names].map((c) => ({ t: 5, c, e: { type: 'closed' } })),
    ),
    reports: lines(
      own,
      [...names, ...names].map((c) => ({ t: 5, c, k: true, s: report })),
    ),
    large: lines(
      own,
      [5, 6].map((t) => ({ t, c: 'c', k: true, s: entriesOfReport })),
    ),
  },
  {
    format: 'rtcstats-dump',
    events: lines(
      rtcstats,
      [...names, ...names].map((name) => ['close', name, null, 5]),
    ),
    reports: lines(
      rtcstats,
      [...names, ...names].map((name) => ['getStats', name, report, 5]),
    ),
    large: lines(
      rtcstats,
      [5, 6].map((time) => ['getStats', 'c', entriesOfReport, time]),
    ),
  },
  {
    format: 'legacy-rtcstats',
    events: lines(
      '',
      [...names, ...names].map((name) => ['close', name, null, 5]),
    ),
    reports: lines(
      '',
      [...names, ...names].map((name) => ['getstats', name, report, 5]),
    ),
    large: lines(
      '',
      [5, 6].map((time) => ['getstats', 'c', entriesOfReport, time]),
    ),
  },
])('more than is read of a file is left out, and noted once: $format', ({ format, events, reports, large }) => {
  test.each([
    ['with events', events],
    ['with reports', reports],
  ])('connections %s beyond 64', async (_, text) => {
    const opened = await open(bytesOf(text))
    expect(opened.format).toBe(format)
    expect(new Set(opened.entries.map(({ connection }) => connection)).size).toBe(64)
    expect(opened.entries).toHaveLength(128)
    expect(opened.notes).toEqual([{ type: 'limit', what: 'connections' }])
  })

  test('entries of a report beyond 4,000', async () => {
    const opened = await open(bytesOf(large))
    expect(opened.entries.map((entry) => entry.type === 'report' && entry.report.stats.size)).toEqual([4_000, 4_000])
    expect(opened.notes).toEqual([{ type: 'limit', what: 'stats' }])
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

  test.each([
    ['a recording that has only its first line', `${own}\n`, 'empty: Nothing was recorded in this file.'],
    ['one that was cut off in its second', `${own}\n{"t":5,`, 'empty: Nothing was recorded in this file.'],
    ['one of which nothing makes sense', `${own}\nnonsense\n`, 'malformed: Nothing in this recording makes sense.'],
  ])('%s', async (_, text, expected) => {
    const said = await reason(bytesOf(text))
    expect(said).toContain(expected)
    expect(said).toContain('save the recording when')
  })

  test('a file that only says it is zipped', async () => {
    expect(await reason(Uint8Array.of(0x1f, 0x8b, 1, 2, 3))).toContain('empty')
  })
})
