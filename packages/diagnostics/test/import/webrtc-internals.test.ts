import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { diagnose, type Entry } from '@earshot/diagnostics'

import { jsonMembers } from '../../src/import/json-members.ts'
import {
  dayFirst,
  monthFirst,
  ofChrome117,
  ofChrome80,
  ofChrome90,
  open,
  readDump,
  samplesOf,
  seriesOf,
  yearFirst,
  type InternalsDump,
} from './dumps.ts'

const dump = await readDump('webrtc-internals.json')
const today = await open(dump)

describe('a dump of today', () => {
  test('gives the reports of each connection as getStats gave them', () => {
    expect(today.format).toBe('webrtc-internals')
    expect(today.notes).toEqual([])
    const reports = today.entries.filter((entry) => entry.type === 'report')
    expect(new Set(reports.map(({ connection }) => connection)).size).toBe(2)
    const last = reports.findLast(({ connection }) => connection.endsWith('-2'))
    const video = [...(last?.report.stats.values() ?? [])].find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')
    expect(video).toMatchObject({ mid: '1', framesDecoded: expect.any(Number), trackIdentifier: expect.any(String) })
    expect(Object.keys(video ?? {}).filter((name) => name.startsWith('['))).toEqual([])
  })

  test('gives what happened, in the order of time', () => {
    const times = today.entries.map(timeOf)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    const ofCaller = today.entries.flatMap((entry) =>
      entry.type === 'event' && entry.connection?.endsWith('-1') ? [entry.event] : [],
    )
    expect(ofCaller[0]).toMatchObject({ type: 'opened', url: expect.stringContaining('127.0.0.1') })
    expect(ofCaller).toContainEqual({ type: 'connection', state: 'connected' })
    expect(ofCaller).toContainEqual(
      expect.objectContaining({ type: 'description', sent: true, kind: 'offer', sdp: expect.stringContaining('m=video') }),
    )
    const captures = today.entries.filter((entry) => entry.type === 'event' && entry.event.type === 'capture')
    expect(captures).toMatchObject([{ connection: null, event: { what: 'getUserMedia audio video', error: null } }])
  })

  test('is read the same in chunks of any size, and judged', async () => {
    expect((await open(dump, 777)).entries).toEqual(today.entries)
    const { verdict, tracks } = diagnose(today.entries)
    expect(verdict.level).toBe('good')
    expect(tracks.map(({ track }) => track)).toContain('inbound:video:1:')
  })

  test('that ends in the middle gives what is before', async () => {
    const cut = await open(dump.slice(0, Math.round(0.7 * dump.length)))
    expect(cut.notes).toContainEqual({ type: 'truncated' })
    const reports = cut.entries.filter(({ type }) => type === 'report')
    expect(reports.length).toBeGreaterThan(24)
  })
})

test('the same call saved in both formats of Chromium gives the same reports', async () => {
  const other = await open(await readDump('rtcstats-dump'))
  expect(other.format).toBe('rtcstats-dump')
  const reportsOf = (entries: readonly Entry[]) => entries.filter(({ type }) => type === 'report')
  expect(reportsOf(other.entries)).toHaveLength(reportsOf(today.entries).length)
  expect(withoutWords(seriesOf(other.entries))).toEqual(withoutWords(seriesOf(today.entries)))
  expect(samplesOf(other.entries)).toEqual(samplesOf(today.entries))
})

describe('dumps of earlier versions of Chrome give the same series', () => {
  test('117 to 141, which had the log in words and local time', async () => {
    const read = await open(JSON.stringify(ofChrome117(dump), null, 1))
    expect(seriesOf(read.entries)).toEqual(seriesOf(today.entries))
    expect(read.notes).toEqual([{ type: 'estimated-times' }])
    const ofCallee = (entries: readonly Entry[]) => eventsOf(entries).filter(({ connection }) => connection?.endsWith('-2'))
    for (const [index, event] of ofCallee(read.entries).entries()) {
      const same = ofCallee(today.entries)[index]
      expect(event.event).toEqual(same?.event)
      expect(Math.abs(event.timestamp - (same?.timestamp ?? 0))).toBeLessThan(1_001)
    }
  })

  test.each([
    ['in Paris', dayFirst],
    ['in New York', monthFirst],
    ['in Shanghai', yearFirst],
  ])('%s', async (_, timeOfDay) => {
    const read = await open(JSON.stringify(ofChrome117(dump, timeOfDay)))
    const [first] = eventsOf(read.entries)
    const [same] = eventsOf(today.entries)
    expect(Math.abs((first?.timestamp ?? 0) - (same?.timestamp ?? 0))).toBeLessThan(1_001)
  })

  test('90 to 116, which had no time for each report', async () => {
    const read = await open(JSON.stringify(ofChrome90(dump)))
    expect(read.notes).toContainEqual({ type: 'estimated-times' })
    expect(withoutTimes(seriesOf(read.entries))).toEqual(withoutTimes(seriesOf(today.entries)))
    const [estimated, known] = [reportTimes(read.entries), reportTimes(today.entries)]
    expect(estimated).toHaveLength(known.length)
    expect(Math.max(...estimated.map((time, index) => Math.abs(time - (known[index] ?? 0))))).toBeLessThan(1_000)
  })

  test('80, which had tracks, long ids, and levels of 16 bits', async () => {
    const read = await open(JSON.stringify(ofChrome80(dump)))
    const [old, now] = [samplesOf(ofCaller(read.entries)), samplesOf(ofCaller(today.entries))]
    expect(old).toHaveLength(now.length)
    for (const [index, sample] of old.entries()) {
      for (const track of sample.tracks) {
        const { kind, direction, frameHeight, framesPerSecond, receivedAudio, packetLoss } = track
        const same = now[index]?.tracks.find((other) => other.kind === kind && other.direction === direction)
        expect({ frameHeight, packetLoss }).toEqual({ frameHeight: same?.frameHeight, packetLoss: same?.packetLoss })
        // The time between reports is an estimate, so rates are too.
        expect(Math.abs((framesPerSecond ?? 0) - (same?.framesPerSecond ?? 0))).toBeLessThan(1 + 0.1 * (framesPerSecond ?? 0))
        expect(receivedAudio?.concealed).toBe(same?.receivedAudio?.concealed)
      }
      expect(sample.path.pair?.local.candidateType).toBe(now[index]?.path.pair?.local.candidateType)
    }
  })
})

describe('webrtc-internals', () => {
  const connection = (stats: object, updateLog: readonly object[] = []) =>
    JSON.stringify({
      getUserMedia: [],
      PeerConnections: { '1-1': { url: 'http://a/', rtcConfiguration: '{}', stats, updateLog } },
      UserAgent: 'x',
    })
  const series = (from: number, values: readonly unknown[], statsType = 'inbound-rtp') => ({
    startTime: new Date(from).toISOString(),
    endTime: new Date(from + 1_000 * (values.length - 1)).toISOString(),
    statsType,
    values: JSON.stringify(values),
  })

  test('puts a series that begins late where it began', async () => {
    const { entries } = await open(
      connection({
        'I-timestamp': series(10_000, [10_000, 11_000, 12_000, 13_000]),
        'I-ssrc': series(10_000, [1, 1, 1, 1]),
        'I-frameWidth': series(12_000, [320, 640]),
        'I-rtt': series(10_000, [5, 6]),
      }),
    )
    const widths = entries.flatMap((entry) => (entry.type === 'report' ? [[...entry.report.stats.values()][0]] : []))
    expect(widths.map((stats) => stats?.frameWidth)).toEqual([undefined, undefined, 320, 640])
    expect(widths.map((stats) => stats?.rtt)).toEqual([5, 6, undefined, undefined])
  })

  test('takes the id as far as the last hyphen, and leaves out what is computed', async () => {
    const { entries } = await open(
      connection({
        'CP-a/b:c-timestamp': series(1_000, [1_000]),
        'CP-a/b:c-bytesSent': series(1_000, [7], 'candidate-pair'),
        'CP-a/b:c-[bytesSent-bytesLost_in_bits/s]': series(1_000, [8]),
      }),
    )
    expect(entries.at(-1)).toMatchObject({
      report: { stats: new Map([['CP-a/b:c', { id: 'CP-a/b:c', bytesSent: 7, timestamp: 1_000 }]]) },
    })
  })

  test('reads what earlier logs say in words', async () => {
    const { entries } = await open(
      connection({}, [
        { time: '3/10/2020, 14:05:06', type: 'setLocalDescription', value: 'type: offer, sdp: v=0\r\n' },
        { time: '3/10/2020, 14:05:07', type: 'iceConnectionStateChange', value: 'ICEConnectionStateConnected' },
        { time: '3/10/2020, 14:05:08', type: 'signalingStateChange', value: 'SignalingStateHaveLocalOffer' },
        {
          time: '3/10/2020, 14:05:09',
          type: 'icecandidateerror',
          value: 'url: turn:a, address: b, host_candidate: c, error_text: no, error_code: 701',
        },
        { time: '3/10/2020, 14:05:10', type: 'createOfferOnFailure', value: 'no' },
      ]),
    )
    expect(eventsOf(entries).map(({ event }) => event)).toEqual([
      { type: 'opened', url: 'http://a/', configuration: '{}' },
      { type: 'description', sent: true, kind: 'offer', negotiation: null, sdp: 'v=0\r\n' },
      { type: 'ice', state: 'connected' },
      { type: 'signaling', state: 'have-local-offer' },
      { type: 'candidate-error', url: 'turn:a', errorCode: 701, errorText: 'no' },
      { type: 'other', name: 'createOfferOnFailure', value: 'no' },
    ])
  })

  test('reads what Chrome had before the standard', async () => {
    const stat = (values: readonly unknown[]) => ({
      startTime: new Date(0).toISOString(),
      endTime: new Date(1_000).toISOString(),
      values: JSON.stringify(values),
    })
    const { entries } = await open(
      connection({
        'ssrc_7_send-bytesSent': stat(['100', '350']),
        'ssrc_7_send-googRtt': stat(['20', '40']),
        'ssrc_7_send-googFrameWidthSent': stat(['640', '640']),
        'ssrc_7_send-googCpuLimitedResolution': stat(['false', 'true']),
        'ssrc_7_send-googCodecName': stat(['VP8', 'VP8']),
        'Conn-audio-1-0-googActiveConnection': stat(['true', 'true']),
        'Conn-audio-1-0-googWritable': stat(['true', 'true']),
        'Conn-audio-1-0-googRtt': stat(['30', '50']),
        'Conn-audio-1-0-googLocalCandidateType': stat(['relayed', 'relayed']),
        'Conn-audio-1-0-googRemoteCandidateType': stat(['stun', 'stun']),
        'Conn-audio-1-0-googTransportType': stat(['udp', 'udp']),
        'bweforvideo-googAvailableSendBandwidth': stat(['900000', '800000']),
      }),
    )
    const [sample] = samplesOf(entries).slice(-1)
    expect(sample?.tracks).toMatchObject([
      { kind: 'video', codec: { mimeType: 'video/VP8' }, bitrate: 2_000, roundTripTimeMs: 40, sentVideo: { limitation: 'cpu' } },
    ])
    expect(sample?.path).toMatchObject({
      roundTripTimeMs: 50,
      availableOutgoingBitrate: 800_000,
      pair: { local: { candidateType: 'relay' } },
    })
  })

  test('says what is missing', async () => {
    await expect(open('{"getUserMedia":[],"PeerConnections":{},"UserAgent":"x"}')).rejects.toMatchObject({ code: 'empty' })
    const asked = { origin: 'http://a', request_type: 'getDisplayMedia', timestamp: 5, video: '' }
    const refused = { ...asked, origin: undefined, timestamp: 6, error: 'NotAllowedError', error_message: 'no' }
    const { entries } = await open(JSON.stringify({ getUserMedia: [asked, refused], PeerConnections: {}, UserAgent: 'x' }))
    expect(eventsOf(entries).map(({ event }) => event)).toEqual([
      { type: 'capture', what: 'getDisplayMedia video', error: null },
      { type: 'capture', what: 'getDisplayMedia video', error: 'NotAllowedError: no' },
    ])
  })

  test('reads so many connections and no more', async () => {
    const one = (JSON.parse(connection({ 'P-timestamp': series(0, [1]) })) as InternalsDump).PeerConnections['1-1']
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`1-${index}`, one]))
    const { entries, notes } = await open(JSON.stringify({ PeerConnections: many, UserAgent: 'x' }))
    expect(new Set(entries.map((entry) => entry.connection)).size).toBe(64)
    expect(notes).toContainEqual({ type: 'limit', what: 'connections' })
  })
})

test('the values of any JSON object are found, however it is written and cut', async () => {
  const json = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), {
    noNullPrototype: true,
  })
  await fc.assert(
    fc.asyncProperty(json, fc.integer({ min: 1, max: 50 }), fc.constantFrom(0, 1, 2), async (object, size, indent) => {
      const text = JSON.stringify(object, null, indent)
      const found: (readonly [string, unknown])[] = []
      const members = jsonMembers(pieces(text, size), ([first, second]) => first === undefined || second === undefined)
      let next = await members.next()
      for (; next.done !== true; next = await members.next())
        found.push([next.value.path.join('\n'), JSON.parse(next.value.json)])
      expect(next.value).toBe(true)
      const expected = Object.entries(object).flatMap(([outer, inner]) =>
        Object.entries(inner).map(([name, value]) => [`${outer}\n${name}`, JSON.parse(JSON.stringify(value)) as unknown]),
      )
      expect(found).toEqual(expected)
    }),
  )
})

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield Promise.resolve(text.slice(start, start + size))
}

function timeOf(entry: Entry): number {
  return entry.type === 'report' ? entry.report.timestamp : entry.timestamp
}

function eventsOf(entries: readonly Entry[]) {
  return entries.filter((entry) => entry.type === 'event')
}

function reportTimes(entries: readonly Entry[]): readonly number[] {
  return entries.flatMap((entry) => (entry.type === 'report' ? [entry.report.timestamp] : []))
}

function ofCaller(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ connection }) => connection?.endsWith('-1'))
}

/** Members of words that look like numbers are written as numbers by one format, and as words by the other. */
function withoutWords(series: ReadonlyMap<string, readonly unknown[]>): ReadonlyMap<string, readonly unknown[]> {
  return new Map(
    [...series].map(([key, values]) => [key, values.map((value) => (typeof value === 'number' ? String(value) : value))]),
  )
}

function withoutTimes(series: ReadonlyMap<string, readonly unknown[]>): ReadonlyMap<string, readonly unknown[]> {
  return new Map([...series].filter(([key]) => !key.endsWith(' timestamp')))
}
