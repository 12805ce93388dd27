import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createRtcstatsDumpWriter, diagnose, type Entry } from '@earshot/diagnostics'
import type { Stats } from '@earshot/core/stats'

import { members, types } from '../../src/import/rtcstats-numbers.ts'
import { congestedEntries } from '../entries.ts'
import { open, readDump, seriesOf } from './dumps.ts'

const header = 'RTCStatsDump\n{"fileFormat":3}\n'

/** Opens a dump of these lines. */
async function openLines(...lines: readonly (readonly unknown[] | string)[]) {
  return open(header + lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''))
}

function eventsIn(entries: readonly Entry[]) {
  return entries.flatMap((entry) => (entry.type === 'event' ? [entry.event] : []))
}

function reportsIn(entries: readonly Entry[]) {
  return entries.flatMap((entry) => (entry.type === 'report' ? [entry.report] : []))
}

describe('a dump of rtcstats', () => {
  test('has numbers for methods, events, types and members, and the time since the line before', async () => {
    const { format, entries } = await openLines(
      [39, null, { hardwareConcurrency: 2 }, 1_700_000_000_000],
      [39, 'PC_0', { iceServers: [] }, 100],
      [24, 'PC_0', 'connected', 0.5],
      [
        'g',
        'PC_0',
        { 0: { type: 1, 10: 7, 11: 'audio', 14: 50, 5: '1' }, 1: { type: 5, 123: 'connected' }, t: 1_700_000_001_000 },
        899.5,
      ],
      [1, 'PC_0', { 0: { 14: 100 }, t: 1_700_000_002_000 }, 1_000],
    )
    expect(format).toBe('rtcstats-dump')
    expect(entries).toHaveLength(5)
    expect(entries[1]).toEqual({
      type: 'event',
      connection: 'PC_0',
      timestamp: 1_700_000_000_100,
      event: { type: 'opened', url: null, configuration: '{"iceServers":[]}' },
    })
    expect(eventsIn(entries)[2]).toEqual({ type: 'ice', state: 'connected' })
    const [, second] = reportsIn(entries)
    expect(second).toEqual({
      timestamp: 1_700_000_002_000,
      stats: new Map([
        [
          '0',
          {
            id: '0',
            type: 'inbound-rtp',
            timestamp: 1_700_000_002_000,
            ssrc: 7,
            kind: 'audio',
            packetsReceived: 100,
            transportId: '1',
          },
        ],
        ['1', { id: '1', type: 'transport', timestamp: 1_700_000_002_000, dtlsState: 'connected' }],
      ]),
    })
  })

  test('leaves out what has not changed, and says what is gone', async () => {
    const { entries } = await openLines(
      ['g', 'PC_0', { 0: { type: 2, 96: { none: 1, cpu: 0 }, psnrSum: [1, 2], 82: 'h' }, 1: { type: 6 }, t: 1_000 }, 1_000],
      ['g', 'PC_0', { 0: { 96: { cpu: 3 }, psnrSum: [5] }, 1: null, t: 2_000 }, 1_000],
      ['g', 'PC_0', { 0: { t: 2_500 }, t: 3_000 }, 1_000],
    )
    const [, second, third] = reportsIn(entries)
    expect([...(second?.stats.values() ?? [])]).toEqual([
      {
        id: '0',
        type: 'outbound-rtp',
        timestamp: 2_000,
        qualityLimitationDurations: { none: 1, cpu: 3 },
        psnrSum: [5],
        rid: 'h',
      },
    ])
    // What the other end said has a time of its own.
    expect(third?.stats.get('0')?.timestamp).toBe(2_500)
  })

  test('has every number that rtcstats writes', () => {
    expect(types.get(14)).toBe('codec')
    expect(
      ['4', '12', '14', '41', '73', '80', '103', '113', '145', '148', '161', '163', '176'].map((code) => members.get(code)),
    ).toEqual([
      'payloadType',
      'codecId',
      'packetsReceived',
      'bytesReceived',
      'corruptionMeasurements',
      'bytesSent',
      'reportsSent',
      'dataChannelsOpened',
      'networkType',
      'localCandidateId',
      'bytesDiscardedOnSend',
      'fingerprint',
      'ccfbMessagesReceived',
    ])
    expect(['13', '146', '147', '162'].map((code) => members.get(code))).toEqual([undefined, undefined, undefined, undefined])
  })

  test('has descriptions without the sections that are as they were', async () => {
    const sections = ['v=0\r\ns=-', 'm=audio 9\r\na=mid:0', 'm=video 9\r\na=mid:1']
    const sdp = `${sections.join('\r\n')}\r\n`
    const { entries } = await openLines(
      [3, 'PC_0', { type: 'offer', sdp }, 1],
      [6, 'PC_0', { type: 'offer', sdp: 'v=\r\nm=\r\nm=\r\n' }, 1],
      [8, 'PC_0', { type: 'answer', sdp }, 1],
      [6, 'PC_0', null, 1],
      [7, 'PC_0', { type: 'offer', sdp: 'v=\r\nm=\r\nm=video 0\r\na=mid:1\r\n' }, 1],
      [8, 'PC_0', { type: 'answer', sdp: 'v=\r\nm=\r\nm=\r\n' }, 1],
      [8, 'PC_0', { type: 'offer', sdp: 'v=\r\nm=\r\n' }, 1],
    )
    const descriptions = eventsIn(entries).filter((event) => event.type === 'description')
    expect(descriptions.map(({ sdp: whole }) => whole)).toEqual([
      sdp,
      sdp,
      sdp.replace('video 9', 'video 0'),
      sdp,
      'v=\r\nm=\r\n',
    ])
  })

  test('has cameras that were refused, and events of its own', async () => {
    const { entries } = await openLines(
      [60, null, { audio: true, video: false }, '60-0', 1],
      [65, null, 'NotAllowedError', '60-0', 1],
      [63, null, { video: true }, 1],
      [':reaction', 'PC_0', { thumb: 'up' }, 1],
    )
    expect(eventsIn(entries)).toEqual([
      { type: 'capture', what: 'getUserMedia audio', error: null },
      { type: 'capture', what: 'getUserMedia', error: 'NotAllowedError' },
      { type: 'capture', what: 'getDisplayMedia video', error: null },
      { type: 'other', name: ':reaction', value: '{"thumb":"up"}' },
    ])
  })

  test('is read as far as it makes sense', async () => {
    const { entries, notes } = await openLines(
      ['g', 'PC_0', { 0: { type: 5 }, t: 5 }, 5],
      'nonsense',
      [24, 'PC_0', 'failed', 1],
      '[24,"PC_0"',
    )
    expect(entries).toHaveLength(2)
    expect(notes).toEqual([{ type: 'skipped', count: 2 }])
    const cut = await open(`${header}[24,"PC_0","failed",1]\n[24,"PC_`)
    expect(cut.notes).toEqual([{ type: 'truncated' }])
    await expect(open(header)).rejects.toMatchObject({ code: 'empty' })
    await expect(open('RTCStatsDump\n')).rejects.toMatchObject({ code: 'malformed' })
    await expect(open('RTCStatsDump\nabc\n')).rejects.toMatchObject({ code: 'malformed' })
    await expect(open('RTCStatsDump\n{"fileFormat":2}\n')).rejects.toMatchObject({ code: 'not-supported' })
  })
})

test('a dump of Chromium has whole reports, and states within JSON', async () => {
  const { entries, notes } = await open(await readDump('rtcstats-dump'))
  expect(notes).toEqual([])
  expect(eventsIn(entries)).toContainEqual({ type: 'connection', state: 'connected' })
  expect(eventsIn(entries)).toContainEqual({ type: 'capture', what: 'getUserMedia audio video', error: null })
  expect(eventsIn(entries)).toContainEqual(expect.objectContaining({ type: 'opened', url: expect.stringContaining('127.0.0.1') }))
  expect([...seriesOf(entries).keys()].filter((name) => name.includes('['))).toEqual([])
})

describe('a recording of ours that is written as an RTCStatsDump', () => {
  const write = (entries: readonly Entry[]) => {
    const writer = createRtcstatsDumpWriter()
    return writer.begin({ origin: 'here' }) + entries.map((entry) => writer.write(entry)).join('')
  }

  test('is read as what it was, and judged alike', async () => {
    const entries = congestedEntries()
    const read = await open(write(entries))
    expect(read.notes).toEqual([])
    // The first line says that there is a connection.
    expect(read.entries.slice(1)).toEqual(entries)
    expect(diagnose(read.entries)).toEqual(diagnose(entries))
  })

  test('keeps every event, and entries that come and go', async () => {
    const at = (timestamp: number, event: (Entry & { type: 'event' })['event']): Entry => ({
      type: 'event',
      connection: 'c',
      timestamp,
      event,
    })
    const report = (timestamp: number, ...ids: readonly string[]): Entry => ({
      type: 'report',
      connection: 'c',
      report: { timestamp, stats: new Map(ids.map((id) => [id, { id, type: 'transport', timestamp }])) },
    })
    const entries = [
      at(1_000, { type: 'opened', url: null, configuration: '{"iceServers":[]}' }),
      at(1_001, { type: 'description', sent: false, kind: 'offer', negotiation: null, sdp: 'v=0\r\n' }),
      at(1_002, { type: 'warm-up', strategy: 'replace-track' }),
      report(2_000, 'a', 'b'),
      at(2_500, { type: 'recovery', action: 'restart-ice' }),
      report(3_000, 'b', 'd'),
      at(3_500, { type: 'closed' }),
    ]
    expect((await open(write(entries))).entries).toEqual(entries)
  })
})

test('what rtcstats leaves out comes back, whatever it is', async () => {
  const value = fc.oneof(fc.nat(), fc.string({ maxLength: 5 }), fc.boolean(), fc.array(fc.nat(), { maxLength: 3 }))
  const entry = fc
    .record({ type: fc.constantFrom('inbound-rtp', 'codec', 'compute-pressure') }, { requiredKeys: ['type'] })
    .chain((base) =>
      fc
        .dictionary(fc.constantFrom('packetsReceived', 'jitter', 'mid', 'whatever', 'psnrSum'), value, { noNullPrototype: true })
        .map((rest) => ({ ...rest, ...base })),
    )
  const report = fc.dictionary(fc.constantFrom('0', '1', '2'), entry, { minKeys: 1, noNullPrototype: true })
  await fc.assert(
    fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 6 }), async (reports) => {
      const dated = reports.map(
        (stats, index) =>
          new Map(
            Object.entries(stats).map(([id, members_]): [string, Stats] => [
              id,
              { ...members_, id, timestamp: 1_000 * (index + 1) },
            ]),
          ),
      )
      const { entries } = await openLines(
        ...dated.map((stats, index) => ['g', 'PC_0', compressed(dated[index - 1], stats), 1_000] as const),
      )
      expect(reportsIn(entries).map(({ stats }) => sorted(stats))).toEqual(dated.map(withKept).map(sorted))
    }),
  )
})

const codes = new Map([...members].map(([code, name]) => [name, code]))
const typeCodes = new Map([...types].map(([code, name]) => [name, code]))

/** As rtcstats does it: members that are as they were are left out, entries that are gone are null. */
function compressed(before: ReadonlyMap<string, Stats> | undefined, now: ReadonlyMap<string, Stats>): object {
  const changes: Record<string, unknown> = {}
  for (const [id, { id: _, timestamp, ...stats }] of now) {
    const known: Readonly<Record<string, unknown>> = before?.get(id) ?? {}
    const changed = Object.entries(stats).filter(([name, value]) => JSON.stringify(known[name]) !== JSON.stringify(value))
    changes[id] = Object.fromEntries(
      changed.map(([name, value]) => [
        codes.get(name) ?? name,
        name === 'type' ? (typeCodes.get(String(value)) ?? value) : value,
      ]),
    )
    changes.t = timestamp
  }
  for (const id of before?.keys() ?? []) if (!now.has(id)) changes[id] = null
  return changes
}

/** A member that is missing has not changed: rtcstats cannot say that one is gone. */
function withKept(
  now: ReadonlyMap<string, Stats>,
  index: number,
  all: readonly ReadonlyMap<string, Stats>[],
): ReadonlyMap<string, Stats> {
  const known = index === 0 ? new Map<string, Stats>() : withKept(all[index - 1] ?? new Map(), index - 1, all)
  return new Map([...now].map(([id, stats]) => [id, { ...known.get(id), ...stats }]))
}

function sorted(stats: ReadonlyMap<string, Stats>): readonly Stats[] {
  return [...stats.values()].toSorted((a, b) => a.id.localeCompare(b.id))
}
