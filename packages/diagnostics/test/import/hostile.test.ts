import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { diagnose, openRecording, RecordingError, type Entry } from '@earshot/diagnostics'

import { chunks, congestedEntries, textOf } from '../entries.ts'
import { aged } from './ager.ts'
import { readDump } from './dumps.ts'
import { recordedDump } from './internals-dumps.ts'

const internals = await readDump('webrtc-internals.json')
const legacy = ['connectionInfo', 'create', 'getstats', 'getstats', 'oniceconnectionstatechange'].map((name, index) =>
  JSON.stringify([
    name,
    index === 0 ? null : 'PC_0',
    { A: { type: 'inbound-rtp', ssrc: 1, kind: 'video', framesDecoded: index }, timestamp: 1_000 * index },
    1_000 * index,
  ]),
)
const files: Readonly<Record<string, string>> = {
  'webrtc-internals': internals,
  'webrtc-internals of Chrome 80': JSON.stringify(aged(recordedDump(), 'A')),
  RTCStatsDump: await readDump('rtcstats-dump'),
  'rtcstats of Jitsi': `${legacy.join('\n')}\n`,
  Earshot: textOf(congestedEntries()),
}

/** Reads and judges a file; throws only what says that it is no recording. Every time in it is one that a date can have. */
async function read(bytes: Uint8Array): Promise<number> {
  const entries: Entry[] = []
  try {
    const recording = await openRecording(chunks(bytes, 32_768))
    for await (const entry of recording.entries) entries.push(entry)
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error
  }
  const times = entries.map((entry) => (entry.type === 'report' ? entry.report.timestamp : entry.timestamp))
  expect(times.filter((time) => Number.isNaN(new Date(time).getTime()))).toEqual([])
  diagnose(entries)
  return entries.length
}

/** By hand `EARSHOT_MUTATIONS=100000`. */
const mutations = Number(process.env.EARSHOT_MUTATIONS ?? 250)

describe.each(Object.entries(files))('a file of %s in which things are wrong', (_, text) => {
  // Where a connection and its first reports are is as good as all of it, and quicker.
  const start = text.slice(0, 60_000)
  const bytes = new TextEncoder().encode(start)

  test('is read as far as it goes, or refused', { timeout: 3_600_000 }, async () => {
    const broken = fc.oneof(
      fc
        .array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 })
        .map((flips) => withBytes(bytes, flips)),
      fc.nat(bytes.length).map((length) => bytes.subarray(0, length)),
      fc
        .tuple(fc.nat(start.length - 1), fc.constantFrom(...poison))
        .map(([at, value]) => new TextEncoder().encode(start.slice(0, at) + value + start.slice(at))),
      fc
        .tuple(fc.nat(), fc.constantFrom(...poison))
        .map(([nth, value]) => new TextEncoder().encode(withValue(start, nth, value))),
    )
    await fc.assert(
      fc.asyncProperty(broken, async (file) => {
        await read(file)
      }),
      { numRuns: Math.ceil(mutations / Object.keys(files).length) },
    )
  })
})

const poison = [
  'null',
  '-1',
  '1e999',
  '1e300',
  '99999999999999999999',
  '"NaN"',
  '[]',
  '{}',
  '"',
  '\\',
  '{"__proto__":{"x":1}}',
  '"__proto__"',
  '"constructor":',
  '\u0000',
  '[[[[[[[[[[',
  '"Invalid Date"',
]

function withBytes(bytes: Uint8Array, flips: readonly (readonly [number, number])[]): Uint8Array {
  const copy = bytes.slice()
  for (const [at, value] of flips) copy[at] = value
  return copy
}

/** With another value in the place of the nth number or word. */
function withValue(text: string, nth: number, value: string): string {
  const values = [...text.matchAll(/(?<=[:,[])\s*(?:-?\d+(?:\.\d+)?|"[^"\\]*")(?=[,\]}])/g)]
  const found = values[nth % Math.max(1, values.length)]
  return found === undefined ? text : text.slice(0, found.index) + value + text.slice(found.index + found[0].length)
}

describe('what is made to hurt', () => {
  const encode = (text: string) => new TextEncoder().encode(text)
  const dumpOf = (stats: string) => `{"PeerConnections":{"1-1":{"stats":{${stats}},"updateLog":[]}},"UserAgent":"x"}`

  test('brackets without end', async () => {
    const deep = '['.repeat(25_000)
    // That there was a connection is all that can be read.
    expect(await read(encode(dumpOf(`"a-b":${deep}`)))).toBeLessThanOrEqual(1)
    expect(await read(encode(dumpOf(`"a-b":{"values":"${deep}"}`)))).toBeLessThanOrEqual(1)
    expect(await read(encode(`{"PeerConnections":${'{"a":'.repeat(25_000)}`))).toBe(0)
    expect(await read(encode(`RTCStatsDump\n{"fileFormat":3}\n${deep}\n`))).toBe(0)
    const whole = deep + ']'.repeat(deep.length)
    for (const value of [whole, `{"A":{"type":"codec","x":${whole}}}`]) {
      for (const name of ['create', 'getStats', 'getstats', 'anything', 'navigator.mediaDevices.getUserMediaOnFailure']) {
        await read(encode(`RTCStatsDump\n{"fileFormat":3}\n["${name}","PC_0",${value},5]\n`))
        await read(encode(`["create","PC_0",{},4]\n["${name}","PC_0",${value},5]\n`))
      }
    }
  })

  test('names that mean something to JavaScript change nothing', async () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString']
    const series =
      '{"startTime":"2026-01-01T00:00:00.000Z","endTime":"2026-01-01T00:00:00.000Z","statsType":"inbound-rtp","values":"[{\\"polluted\\":true}]"}'
    await read(encode(dumpOf(names.flatMap((name) => [`"${name}-${name}":${series}`, `"x-${name}":${series}`]).join(','))))
    const line = `{"__proto__":{"polluted":true,"type":"codec"},"A":{"__proto__":{"polluted":true},"type":"codec"},"timestamp":5}`
    await read(encode(`["getstats","__proto__",${line},5]\n["getstats","PC_0",${line},6]\n`))
    await read(
      encode(`RTCStatsDump\n{"fileFormat":3}\n["getStats","__proto__",${line},5]\n["getStats","constructor",${line},5]\n`),
    )
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('more series, points and entries than any call has', async () => {
    const series = (points: number) =>
      `{"startTime":"2026-01-01T00:00:00.000Z","endTime":"2026-01-01T00:00:00.000Z","statsType":"codec","values":"[${'1,'.repeat(points)}1]"}`
    const notes: string[] = []
    const many = Array.from({ length: 21_000 }, (_, index) => `"${index % 5_000}-m${index}":${series(0)}`).join(',')
    const recording = await openRecording(chunks(encode(dumpOf(`${many},"a-long":${series(200_001)}`))), (note) =>
      notes.push(note.type === 'limit' ? note.what : note.type),
    )
    let entries = 0
    for await (const entry of recording.entries) entries += entry.type === 'report' ? entry.report.stats.size : 0
    expect(entries).toBeLessThanOrEqual(4_000)
    expect(notes).toEqual(expect.arrayContaining(['series', 'points']))
  })

  test('half a gigabyte in half a megabyte is refused, after what came before it was read', async () => {
    const entries = congestedEntries()
    const piece = Buffer.alloc(1_048_576, 'x')
    async function* bomb() {
      yield Buffer.from(textOf(entries))
      for (let megabyte = 0; megabyte < 520; megabyte += 1) yield piece
    }
    const recording = await openRecording(Readable.from(bomb()).pipe(createGzip({ level: 1 })))
    const entriesRead: Entry[] = []
    const reading = (async () => {
      for await (const entry of recording.entries) entriesRead.push(entry)
    })()
    await expect(reading).rejects.toThrow(new RecordingError('too-large', 'This file is larger than 512 MB when it is unpacked.'))
    expect(entriesRead).toEqual(entries)
  })

  test('a series that says it began decades before the others', async () => {
    const series = (member: string, year: number, values: string) =>
      `"a-${member}":{"startTime":"${year}-01-01T00:00:00.000Z","endTime":"2026-01-01T00:00:02.000Z","statsType":"codec","values":"[${values}]"}`
    for (const timestamps of [
      [],
      [
        `"a-timestamp":{"startTime":"2026-01-01T00:00:00.000Z","endTime":"2026-01-01T00:00:02.000Z","statsType":"codec","values":"[1767225600000,1767225601000,1767225602000]"}`,
      ],
    ]) {
      const dump = dumpOf([...timestamps, series('m', 2026, '1,2,3'), series('n', 1971, '4,5')].join(','))
      const recording = await openRecording(chunks(encode(dump)))
      const values: unknown[] = []
      for await (const entry of recording.entries) if (entry.type === 'report') values.push(entry.report.stats.get('a')?.['n'])
      expect(values).toEqual([undefined, 4, 5])
    }
  })
})
