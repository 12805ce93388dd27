import { describe, expect, test } from 'vitest'

import { RecordingError } from '../../src/import/importer.ts'

import type { Dump } from './ager.ts'
import { importDump, importText, recordedDump, reportsOf, textOf } from './internals-dumps.ts'

const recorded = recordedDump()
const recordedText = textOf(recorded)
const start = '2026-01-01T00:00:00.000Z'

describe('a dump that is cut off', async () => {
  const whole = await importText(recordedText)

  test('gives what came before the cut, wherever that is', async () => {
    for (let cut = 1_000; cut < recordedText.length - 1; cut += 9_973) {
      const { entries, notes } = await importText(recordedText.slice(0, cut))
      expect(notes).toContainEqual({ type: 'truncated' })
      expect(entries.length).toBeGreaterThan(0)
      expect(entries.length).toBeLessThanOrEqual(whole.entries.length)
    }
  })

  test('has all of a connection that was before the cut', async () => {
    const cut = recordedText.slice(0, recordedText.indexOf('"10-2"') + 2_000)
    expect(reportsOf(await importText(cut), '10-1')).toEqual(reportsOf(whole, '10-1'))
  })
})

test('a byte order mark, and chunks of a few characters, change nothing', async () => {
  const text = textOf({ ...recorded, PeerConnections: { '10-1': recorded.PeerConnections['10-1'] } })
  expect(await importText(`\uFEFF${text}`, 7)).toEqual(await importText(text))
})

describe('what cannot be read is refused, with a reason that helps', () => {
  const refusalOf = async (text: string) => {
    const refusal: unknown = await importText(text).then(
      () => 'read',
      (error: unknown) => error,
    )
    return refusal instanceof RecordingError ? `${refusal.code}: ${refusal.message}` : refusal
  }

  test.each([
    ['nothing at all', '', 'not-supported'],
    ['other JSON', '{"name":"a package"}', 'not-supported'],
    ['a list', '[1,2]', 'not-supported'],
    ['no JSON', 'RTCStatsDump\n{}', 'not-supported'],
    ['brackets without end', '['.repeat(100_000), 'not-supported'],
    ['a dump in which nothing was recorded', textOf({ getUserMedia: [], PeerConnections: {}, UserAgent: '' }), 'empty'],
    ['a dump that ends before anything', '{\n "getUserMedia": [],\n "PeerConnections": {', 'malformed'],
    ['a dump of nonsense', '{"getUserMedia": [nonsense], "PeerConnections": {}}', 'malformed'],
  ])('%s', async (_, text, code) => {
    expect(await refusalOf(text)).toContain(`${code}: `)
  })
})

test('a camera that was asked for is enough to be read', async () => {
  const line = { origin: 'https://call.example', pid: 1, rid: 1, request_id: 1, timestamp: 1_700_000_000_000, video: '' }
  const { entries } = await importDump({ getUserMedia: [line], PeerConnections: {} })
  const event = { type: 'capture', what: 'camera', error: null }
  expect(entries).toEqual([{ type: 'event', connection: null, timestamp: 1_700_000_000_000, event }])
})

describe('more than is read of one file is left out, and noted', () => {
  const series = (values: unknown, statsType = 'transport') => ({
    startTime: start,
    endTime: start,
    statsType,
    values: JSON.stringify(values),
  })
  const connection = (stats: object = {}) => ({ pid: 1, url: '', rtcConfiguration: '', stats, updateLog: [] })
  const importStats = (stats: object) => importDump({ getUserMedia: [], PeerConnections: { '1-1': connection(stats) } })
  const named = (count: number, name: (index: number) => string, value: object) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), value]))

  test('connections beyond 64', async () => {
    const { entries, notes } = await importDump({
      getUserMedia: [],
      PeerConnections: named(65, (index) => `1-${index}`, connection()),
    })
    expect(new Set(entries.map((entry) => entry.connection)).size).toBe(64)
    expect(notes).toEqual([{ type: 'limit', what: 'connections' }])
  })

  test('lines of all logs beyond 200,000', async () => {
    const line = { timestamp: 1_700_000_000_000, type: 'close', value: '' }
    const updateLog = Array.from({ length: 200_001 }, () => line)
    const { entries, notes } = await importDump({ getUserMedia: [], PeerConnections: { '1-1': { ...connection(), updateLog } } })
    expect(entries.filter((entry) => entry.type === 'event' && entry.event.type === 'closed')).toHaveLength(200_000)
    expect(notes).toContainEqual({ type: 'limit', what: 'events' })
    expect(notes.map(({ type }) => type)).not.toContain('skipped')
  })

  test('entries of a report beyond 4,000', async () => {
    const imported = await importStats(named(4_001, (index) => `T${index}-bytesSent`, series([1])))
    expect(reportsOf(imported, '1-1').map(({ stats }) => stats.size)).toEqual([4_000])
    expect(imported.notes).toContainEqual({ type: 'limit', what: 'stats' })
  })

  test('series of a connection beyond 20,000', async () => {
    const { notes } = await importStats(named(20_001, (index) => `T${index % 3_000}-bytes${index}`, series([1])))
    expect(notes).toContainEqual({ type: 'limit', what: 'series' })
  })

  test('points of a series beyond 200,000', async () => {
    const timestamps = Array.from({ length: 200_001 }, (_, index) => index * 100)
    const imported = await importStats({ 'T01-timestamp': series(timestamps), 'T01-bytesSent': series(timestamps) })
    expect(reportsOf(imported, '1-1').length).toBe(200_000)
    expect(imported.notes).toEqual([{ type: 'limit', what: 'points' }])
  })
})

describe('names and values that are meant to do harm do none', () => {
  const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']

  test('names of what every object has', async () => {
    const [timestamps, values] = ['[1700000000000,1700000001000]', '["polluted",{"polluted":1}]']
    const series = inherited.flatMap((id) =>
      inherited.map((member) => `"${id}-${member}":{"statsType":"${id}","values":${JSON.stringify(values)}}`),
    )
    const times = inherited.map((id) => `"${id}-timestamp":{"statsType":"${id}","values":${JSON.stringify(timestamps)}}`)
    const connections = inherited.map(
      (id) =>
        `"${id}":{"stats":{${[...times, ...series].join()}},"updateLog":[{"type":"${id}","value":"{\\"__proto__\\":1}","timestamp":1}]}`,
    )
    const imported = await importText(`{"__proto__":{"polluted":1},"getUserMedia":[],"PeerConnections":{${connections.join()}}}`)
    expect(new Set(imported.entries.map(({ connection }) => connection))).toEqual(new Set(inherited))
    for (const id of inherited) {
      const [first] = reportsOf(imported, id)
      expect([...(first?.stats.keys() ?? [])]).toEqual(inherited)
      for (const entry of first?.stats.values() ?? []) expect(Object.getPrototypeOf(entry)).toBe(Object.prototype)
    }
    expect({}).not.toHaveProperty('polluted')
  })

  test('brackets in brackets, 25,000 deep, in every place', async () => {
    const deep = [`${'['.repeat(25_000)}${']'.repeat(25_000)}`, `${'{"a":'.repeat(25_000)}1${'}'.repeat(25_000)}`]
    for (const nest of deep) {
      const quoted = JSON.stringify(nest)
      const stats = `"T01-a":${nest},"T01-b":{"startTime":"${start}","endTime":"${start}","values":${JSON.stringify(`[${nest}]`)},"statsType":"transport"}`
      const log = `{"type":"addTransceiver","value":${quoted},"timestamp":1},{"type":${nest}},${nest}`
      const connection = `{"url":${nest},"rtcConfiguration":${quoted},"stats":{${stats}},"updateLog":[${log}]}`
      const { entries } = await importText(`{"x":${nest},"getUserMedia":[${nest}],"PeerConnections":{"1-1":${connection}}}`)
      expect(entries.map(({ type }) => type)).toEqual(['event', 'event', 'report'])
      expect(() => structuredClone(entries)).not.toThrow()
    }
  })

  test('numbers that are none, or too large to be', async () => {
    const values = ['NaN', 'Infinity', '-Infinity', 'Invalid Date', '', null, [[]], { a: { b: 1 } }, '1e999', '12.5', 7]
    const timestamps = values.map((_, index) => 1_700_000_000_000 + index * 1_000)
    const series = (list: unknown) => ({
      startTime: null,
      endTime: 'Invalid Date',
      statsType: 'transport',
      values: JSON.stringify(list),
    })
    const stats = {
      'T01-timestamp': series(timestamps),
      'T01-bytesSent': series(values),
    } as unknown as Dump['PeerConnections'][string]['stats']
    const imported = await importDump({ getUserMedia: [], PeerConnections: { '1-1': { stats, updateLog: [] } } })
    const read = reportsOf(imported, '1-1').map((report) => report.stats.get('T01')?.['bytesSent'])
    expect(read).toEqual([...Array.from({ length: 9 }), 12.5, 7])
  })
})
