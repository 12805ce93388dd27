import { describe, expect, test } from 'vitest'

import { importDump, reportsOf } from './internals-dumps.ts'

const begin = Date.UTC(2_020, 0, 1)
const isoAt = (seconds: number) => new Date(begin + seconds * 1_000).toISOString()

/** A series from one second to another. */
function series(values: readonly unknown[], from = 0, to = from + values.length - 1, statsType?: string) {
  return { startTime: isoAt(from), endTime: isoAt(to), ...(statsType && { statsType }), values: JSON.stringify(values) }
}

async function entriesOf(stats: object): Promise<readonly Record<string, Record<string, unknown>>[]> {
  const imported = await importDump({ getUserMedia: [], PeerConnections: { '1-1': { stats, updateLog: [] } } })
  return reportsOf(imported, '1-1').map((report) => Object.fromEntries(report.stats))
}

describe('members are as getStats gave them', () => {
  test('texts that look like numbers are texts, and numbers that were written as texts are numbers', async () => {
    const [report] = await entriesOf({
      'RTCInboundRTPAudioStream_7-mid': series([0]),
      'RTCInboundRTPAudioStream_7-ssrc': series(['4294967295']),
      'RTCInboundRTPAudioStream_7-jitter': series(['1e-3']),
      'RTCInboundRTPAudioStream_7-decoderImplementation': series(['libopus']),
      'RTCInboundRTPAudioStream_7-powerEfficientDecoder': series(['false']),
    })
    expect(report?.['RTCInboundRTPAudioStream_7']).toMatchObject({
      ...{ mid: '0', ssrc: 4_294_967_295, jitter: 0.001, decoderImplementation: 'libopus', powerEfficientDecoder: false },
    })
  })

  test('levels are from 0 to 1, also where they were written from 0 to 32767, with -1 for none', async () => {
    const reports = await entriesOf({
      'RTCAudioSource_1-kind': series(['audio', 'audio', 'audio']),
      'RTCAudioSource_1-audioLevel': series([-1, 16_383.5, 32_767]),
      'RTCAudioSource_2-audioLevel': series([0, 0.25, 1]),
    })
    expect(reports.map((report) => report['RTCAudioSource_1']?.['audioLevel'])).toEqual([undefined, 0.5, 1])
    expect(reports.map((report) => report['RTCAudioSource_2']?.['audioLevel'])).toEqual([0, 0.25, 1])
  })

  test('words and names that the standard has changed are those of now', async () => {
    const [report] = await entriesOf({
      'RTCIceCandidatePair_a_b-state': series(['inprogress']),
      'RTCIceCandidate_a-ip': series(['192.0.2.1']),
      'RTCIceCandidate_a-isRemote': series([true]),
      'RTCOutboundRTPVideoStream_1-mediaType': series(['video']),
      'RTCOutboundRTPVideoStream_1-qualityLimitationDurations': series(['{bandwidth:0,cpu:1.5}']),
    })
    expect(report?.['RTCIceCandidatePair_a_b']).toMatchObject({ type: 'candidate-pair', state: 'in-progress' })
    expect(report?.['RTCIceCandidate_a']).toMatchObject({ type: 'remote-candidate', address: '192.0.2.1' })
    expect(report?.['RTCOutboundRTPVideoStream_1']).toMatchObject({
      kind: 'video',
      qualityLimitationDurations: { bandwidth: 0, cpu: 1.5 },
    })
  })

  test('ids may have dashes, colons and slashes in them', async () => {
    const [report] = await entriesOf({
      'COT01_125_profile-level-id=42e01f-mimeType': series(['video/H264'], 0, 0, 'codec'),
      'CF0A:1B:2C-fingerprint': series(['0A:1B:2C'], 0, 0, 'certificate'),
      'CPa/b+c_d-nominated': series([true], 0, 0, 'candidate-pair'),
      'CPa/b+c_d-[bytesSent-bytesReceived]': series([5], 0, 0, 'candidate-pair'),
    })
    expect(Object.keys(report ?? {})).toEqual(['COT01_125_profile-level-id=42e01f', 'CF0A:1B:2C', 'CPa/b+c_d'])
    expect(report?.['CPa/b+c_d']).toEqual({ id: 'CPa/b+c_d', type: 'candidate-pair', timestamp: begin, nominated: true })
  })
})

describe('where a series belongs', () => {
  const timestamps = Array.from({ length: 10 }, (_, second) => begin + second * 1_000)
  const known = { 'IT1-timestamp': series(timestamps, 0, 9, 'inbound-rtp') }
  const unknown = {
    'IT1-ssrc': series(
      timestamps.map(() => 1),
      0,
      9,
      'inbound-rtp',
    ),
  }

  test.each([
    ['from the start', [1, 2, 3], 0, 2, { 0: 1, 1: 2, 2: 3 }],
    ['to the end', [1, 2, 3], 7, 9, { 7: 1, 8: 2, 9: 3 }],
    ['in the middle', [1, 2], 4, 5, { 4: 1, 5: 2 }],
    ['once', [1], 5, 5, { 5: 1 }],
    ['with a gap, and nothing tells where', [1, 2, 3], 0, 9, { 0: 1, 5: 2, 9: 3 }],
    [
      'before what Chrome kept of the others, with gaps',
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      -9,
      9,
      { 1: 6, 3: 7, 5: 8, 7: 9, 9: 10 },
    ],
  ])('a member that was there %s', async (_, values, from, to, expected: Record<number, number>) => {
    for (const others of [known, unknown]) {
      const reports = await entriesOf({ ...others, 'IT1-targetBitrate': series(values, from, to, 'inbound-rtp') })
      const read = reports.map((report) => report['IT1']?.['targetBitrate'])
      expect(read).toEqual(timestamps.map((__, point) => expected[point]))
    }
  })

  test('a member whose values are spread is an estimate, which a note says, once of all', async () => {
    const notesOf = async (stats: object) =>
      (await importDump({ getUserMedia: [], PeerConnections: { '1-1': { stats, updateLog: [] } } })).notes
    const whole = { ...known, 'IT1-ssrc': series([1, 2, 3], 7, 9, 'inbound-rtp') }
    const mediaType = { 'IT1-mediaType': series(['audio', 'audio'], 0, 9, 'inbound-rtp') }
    expect(await notesOf(whole)).toEqual([])
    expect(await notesOf({ ...whole, ...mediaType, 'IT1-targetBitrate': series([1, 2, 3], 0, 9, 'inbound-rtp') })).toEqual([
      { type: 'estimated-values', count: 2 },
    ])
  })

  test('a stream that ended before the others began, in a call that outlasted what Chrome keeps', async () => {
    const reports = await entriesOf({
      'OT1-bytesSent': series([1, 2, 3], 0, 2, 'outbound-rtp'),
      'OT2-bytesSent': series([4, 5, 6, 7], 10, 13, 'outbound-rtp'),
    })
    expect(reports.map((report) => Object.values(report).map(({ timestamp, bytesSent }) => [timestamp, bytesSent]))).toEqual(
      [0, 1, 2, 10, 11, 12, 13].map((second, index) => [[begin + second * 1_000, index + 1]]),
    )
  })
})

describe('which entries are of one report', () => {
  test('those whose timestamps are a few milliseconds apart', async () => {
    const reports = await entriesOf({
      'T01-timestamp': series([begin, begin + 1_000], 0, 1, 'transport'),
      'P-timestamp': series([begin + 3, begin + 1_007], 0, 1, 'peer-connection'),
    })
    expect(reports.map((report) => Object.keys(report))).toEqual([
      ['T01', 'P'],
      ['T01', 'P'],
    ])
  })

  test('without timestamps those that are as many reports before the end, however late reports were in between', async () => {
    // The page was in the background for a minute after three reports.
    const reports = await entriesOf({
      'OT1-bytesSent': series([1, 2, 3, 4, 5, 6], 0, 65, 'outbound-rtp'),
      'OT2-bytesSent': series([40, 50, 60], 63, 65, 'outbound-rtp'),
    })
    const sent = reports.map((report) => [report['OT1']?.['bytesSent'], report['OT2']?.['bytesSent']])
    expect(sent).toEqual([...[1, 2, 3].map((bytes) => [bytes, undefined]), ...[4, 5, 6].map((bytes) => [bytes, bytes * 10])])
    expect(reports.map((report) => report['OT1']?.['timestamp'])).toEqual(
      [0, 21, 42, 63, 64, 65].map((second) => begin + second * 1_000),
    )
  })
})

test('events of a call that outlasted what Chrome keeps are before its reports', async () => {
  const hours = 1.25
  const durations = [1, 2, 3].map((second) => hours * 3_600 + second)
  const event = {
    time: new Date(begin - hours * 3_600_000).toLocaleString('de', { timeZone: 'Asia/Tokyo' }),
    type: 'createOffer',
    value: '',
  }
  const stats = { 'RTCInboundRTPAudioStream_1-totalSamplesDuration': series(durations) }
  const { entries } = await importDump({ getUserMedia: [], PeerConnections: { '1-1': { stats, updateLog: [event] } } })
  const times = entries.flatMap((entry) => (entry.type === 'event' ? [entry.timestamp] : []))
  expect(times).toEqual([begin - hours * 3_600_000, begin - hours * 3_600_000])
})

describe('entries of type track', () => {
  test('lose nothing to the entries that they belong to, and overwrite nothing', async () => {
    const [report] = await entriesOf({
      'RTCInboundRTPVideoStream_1-trackId': series(['RTCMediaStreamTrack_receiver_1']),
      'RTCInboundRTPVideoStream_1-framesDecoded': series([30]),
      'RTCMediaStreamTrack_receiver_1-remoteSource': series([true]),
      'RTCMediaStreamTrack_receiver_1-framesDecoded': series([29]),
      'RTCMediaStreamTrack_receiver_1-freezeCount': series([2]),
    })
    expect(Object.keys(report ?? {})).toEqual(['RTCInboundRTPVideoStream_1'])
    expect(report?.['RTCInboundRTPVideoStream_1']).toMatchObject({ framesDecoded: 30, freezeCount: 2 })
  })

  test('are the source where there is none, as before 80', async () => {
    const [report] = await entriesOf({
      'RTCOutboundRTPAudioStream_1-trackId': series(['RTCMediaStreamTrack_sender_1']),
      'RTCMediaStreamTrack_sender_1-kind': series(['audio']),
      'RTCMediaStreamTrack_sender_1-audioLevel': series([0.5]),
    })
    expect(report?.['RTCOutboundRTPAudioStream_1']).toMatchObject({ mediaSourceId: 'RTCMediaStreamTrack_sender_1' })
    expect(report?.['RTCMediaStreamTrack_sender_1']).toMatchObject({ type: 'media-source', kind: 'audio', audioLevel: 0.5 })
  })

  test('do not give the frames of all layers to each of them', async () => {
    const layers = [1, 2].map((layer) => [`RTCOutboundRTPVideoStream_${layer}-trackId`, series(['RTCMediaStreamTrack_sender_1'])])
    const [report] = await entriesOf({ ...Object.fromEntries(layers), 'RTCMediaStreamTrack_sender_1-framesSent': series([60]) })
    expect(report?.['RTCOutboundRTPVideoStream_1']).not.toHaveProperty('framesSent')
  })
})
