import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { createRecordingStream, type Entry, type RecordedEvent } from '@earshot/diagnostics'

import { newReader, readLine } from '../../src/recording/reader.ts'
import { congestedEntries, reportAt, textOf } from '../entries.ts'

/** What comes out of a text that arrives in pieces of this size. */
function read(text: string, size = text.length): { readonly entries: readonly Entry[]; readonly skipped: number } {
  const stream = createRecordingStream()
  const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size))
  return { entries: pieces.flatMap((piece) => stream.push(piece)), skipped: stream.skipped }
}

test('what was written comes back, in pieces of any size', () => {
  const entries = congestedEntries()
  for (const size of [1, 7, 1_000, 1_000_000]) expect(read(textOf(entries), size)).toEqual({ entries, skipped: 0 })
})

const member = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.string({ maxLength: 20 }),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.nat(), { maxKeys: 3, noNullPrototype: true }),
  fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }),
)
const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'kind'),
)
const stats = fc
  .record({
    id: names,
    type: names,
    own: fc.boolean(),
    members: fc.dictionary(names, member, { maxKeys: 5, noNullPrototype: true }),
  })
  .map(({ id, type, own, members }) => ({
    ...Object.fromEntries(Object.entries(members).filter(([name]) => !['id', 'type', 'timestamp'].includes(name))),
    ...(own && { timestamp: 5 }),
    id,
    type,
  }))

test('any reports of any entries come back as they were (property)', () => {
  fc.assert(
    fc.property(fc.array(fc.array(stats, { maxLength: 5 }), { maxLength: 70 }), (list) => {
      const entries = list.map((entry, index) => reportAt(1_000 * (index + 1), { id: 'T', type: 't' }, ...entry))
      const { entries: back, skipped } = read(textOf(entries))
      expect(skipped).toBe(0)
      expect(back.map(plain)).toEqual(entries.map(plain))
    }),
    { numRuns: 200 },
  )
})

/** Order does not matter, and prototypes neither. */
function plain(entry: Entry): unknown {
  if (entry.type === 'event') return entry
  const byId = [...entry.report.stats.values()]
    .map((of) => JSON.stringify(Object.entries(of).toSorted(([a], [b]) => a.localeCompare(b))))
    .toSorted()
  return [entry.report.timestamp, byId]
}

test('a reader that begins in the middle goes on from the next report that is whole', () => {
  const entries = Array.from({ length: 130 }, (_, second) => reportAt(1_000 * second, { id: 'T', type: 'transport', n: second }))
  const lines = textOf(entries).split('\n')
  const { entries: back, skipped } = read(`${lines.slice(31).join('\n')}\n`)
  expect(back).toEqual(entries.slice(60))
  expect(skipped).toBe(30)
})

test('a recording that was continued has a first line in the middle', () => {
  const [first, second] = [reportAt(1_000, { id: 'T', type: 't', a: 1 }), reportAt(2_000, { id: 'T', type: 't', b: 1 })]
  expect(read(textOf([first]) + textOf([second]))).toEqual({ entries: [first, second], skipped: 0 })
})

test('an event of a later version is kept by its name', () => {
  const line = JSON.stringify({ t: 1, c: null, e: { type: 'teleported', how: 'far' } })
  expect(readLine(newReader, line)[1]).toEqual({
    ...{ type: 'event', connection: null, timestamp: 1 },
    event: { type: 'other', name: 'teleported', value: '' },
  })
})

test.each([
  ['no JSON', '{"t":1,'],
  ['another format', '{"format":"something-else","version":1}'],
  ['a later version', '{"format":"earshot-recording","version":2}'],
  ['no time', '{"c":"c","s":{}}'],
  ['a time that is none', '{"t":1e999,"c":"c","e":{"type":"closed"}}'],
  ['a time that no date can have', '{"t":8640000000000001,"c":"c","e":{"type":"closed"}}'],
  ['a report without a connection', '{"t":1,"c":null,"k":true,"s":{}}'],
  ['a report that refers to one that is not there', '{"t":1,"c":"c","s":{"T":{"a":1}}}'],
  ['an event that is none', '{"t":1,"c":"c","e":7}'],
  ['brackets without end', '['.repeat(25_000)],
])('a line with %s is left out, and counted', (_, line) => {
  const [reader, entry] = readLine(newReader, line)
  expect(entry).toBeNull()
  expect(reader.skipped).toBe(1)
})

test('members that no report has are left out: depths, endless words, nothing', () => {
  const members = { type: 'transport', deep: { a: { b: 1 } }, long: 'x'.repeat(5_000), none: null, good: { cpu: 1 } }
  const [, entry] = readLine(newReader, JSON.stringify({ t: 1, c: 'c', k: true, s: { T: members } }))
  expect(entry).toEqual(reportAt(1, { id: 'T', type: 'transport', good: { cpu: 1 } }))
})

test('whatever a line is, reading it throws nothing (T13, T14, T23)', () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc.anything().map((value) => JSON.stringify({ t: 1, c: 'c', k: true, s: value }) ?? ''),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      let reader = newReader
      for (const text of lines) [reader] = readLine(reader, text)
      expect(({} as Record<string, unknown>)['type']).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

test('every event of a call is understood', () => {
  const events: readonly RecordedEvent[] = [
    { type: 'call', state: 'ringing' },
    { type: 'warm-up', strategy: 'pranswer' },
    { type: 'ready', ready: true },
    { type: 'signaling', state: 'have-local-pranswer' },
    { type: 'description', sent: true, kind: 'offer', negotiation: 1, sdp: 'v=0\r\n' },
    { type: 'ice-gathering', state: 'complete' },
    { type: 'ice', state: 'disconnected' },
    { type: 'connection', state: 'failed' },
    { type: 'dtls', state: 'connected' },
    { type: 'control-channel', state: 'open' },
    { type: 'candidate-error', url: 'turn:', errorCode: 401, errorText: '' },
    { type: 'configuration', error: null },
    { type: 'configuration', error: 'The function failed.' },
    { type: 'track-failed', kind: 'audio', error: 'TypeError' },
    { type: 'track', mid: '0', kind: 'audio' },
    { type: 'track-removed', mid: '0', kind: 'audio' },
    { type: 'first-frame', mid: '1' },
    { type: 'recovery', action: 'rebuild' },
    { type: 'opened', url: null, configuration: '{}' },
    { type: 'closed' },
    { type: 'candidate', sent: true, candidate: 'candidate:1' },
    { type: 'capture', what: 'audio', error: 'NotAllowedError' },
    { type: 'other', name: 'addTrack', value: 'x' },
    { type: 'dropped', reports: 3 },
    { type: 'mark', text: 'here' },
  ]
  const entries = events.map((event, index): Entry => ({ type: 'event', connection: 'c', timestamp: index, event }))
  expect(read(textOf(entries)).entries).toEqual(entries)
})
