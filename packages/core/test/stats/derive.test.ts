import { describe, expect, test } from 'vitest'

import type { Sample } from '@earshot/core/stats'

import { deriveSample, newSampling } from '../../src/stats/derive.ts'
import { readReport } from '../../src/stats/report.ts'
import { takeSnapshot } from '../../src/stats/snapshot.ts'

type Report = Readonly<Record<string, unknown>>

/** The samples of a sequence of reports, each an interval of one second after the other unless it has its own timestamps. */
function samples(...readings: readonly (readonly Report[])[]): readonly (Sample | null)[] {
  let state = newSampling
  return readings.map((reports, index) => {
    const timed = reports.map((report) => ({ timestamp: 10_000 + index * 1_000, ...report }))
    const [next, sample] = deriveSample(state, takeSnapshot(readReport(timed)))
    state = next
    return sample
  })
}

const tracks = (list: readonly (Sample | null)[]) => list.map((sample) => sample?.tracks[0])

const inbound = (members: Report): readonly Report[] => [
  { id: 'IT01', type: 'inbound-rtp', kind: 'audio', mid: '0', ssrc: 1, ...members },
]
const outbound = (members: Report, remote: Report = {}): readonly Report[] => [
  { id: 'OT01', type: 'outbound-rtp', kind: 'video', mid: '1', ssrc: 2, remoteId: 'RI', ...members },
  { id: 'RI', type: 'remote-inbound-rtp', kind: 'video', ...remote },
]

describe('rates', () => {
  test('are payload bits and frames per second of the report\u2019s own time', () => {
    const [, sample] = tracks(
      samples(
        outbound({ bytesSent: 1_000, framesEncoded: 10, timestamp: 10_000 }),
        outbound({ bytesSent: 26_000, framesEncoded: 70, timestamp: 12_000 }),
      ),
    )
    expect(sample).toMatchObject({ bitrate: 100_000, framesPerSecond: 30 })
  })

  test('are unknown at first sight, while gauges are not', () => {
    const [sample] = tracks(samples(inbound({ bytesReceived: 500, jitter: 0.012 })))
    expect(sample).toMatchObject({ bitrate: null, packetLoss: null, jitterMs: 12 })
  })

  test('are unknown, not negative, after a counter was reset, and go on from there (F18)', () => {
    const list = tracks(
      samples(inbound({ bytesReceived: 9_000 }), inbound({ bytesReceived: 100 }), inbound({ bytesReceived: 1_100 })),
    )
    expect(list.map((track) => track?.bitrate)).toEqual([null, null, 8_000])
  })

  test('start anew under the same key when the track gets another ssrc and report', () => {
    const list = tracks(samples(inbound({ bytesReceived: 9_000 }), inbound({ id: 'IT02', ssrc: 9, bytesReceived: 9_500 })))
    expect(list.map((track) => [track?.key, track?.bitrate])).toEqual([
      ['inbound:audio:0:', null],
      ['inbound:audio:0:', null],
    ])
  })

  test('are not computed over less than a quarter of a second', () => {
    const list = samples(
      inbound({ bytesReceived: 0, timestamp: 10_000 }),
      inbound({ bytesReceived: 50, timestamp: 10_050 }),
      inbound({ bytesReceived: 1_000, timestamp: 11_000 }),
    )
    expect(list[1]).toBeNull()
    expect(list[2]?.tracks[0]?.bitrate).toBe(8_000)
  })

  test('over a long silence are averages, and the sample says that there was a gap', () => {
    const list = samples(
      inbound({ bytesReceived: 0, timestamp: 0 }),
      inbound({ bytesReceived: 1_000, timestamp: 1_000 }),
      inbound({ bytesReceived: 11_000, timestamp: 11_000 }),
      inbound({ bytesReceived: 12_000, timestamp: 12_000 }),
    )
    expect(list.map((sample) => sample?.gap)).toEqual([false, false, true, false])
    expect(list[2]?.tracks[0]?.bitrate).toBe(8_000)
  })

  test('have no gap where reports come every ten seconds, and one where the period becomes longer', () => {
    const at = (...seconds: readonly number[]) =>
      samples(...seconds.map((second) => inbound({ timestamp: 1_000 * second }))).map((sample) => sample?.gap)
    expect(at(0, 10, 20, 30)).toEqual([false, false, false, false])
    expect(at(0, 1, 2, 12, 22, 32)).toEqual([false, false, false, true, true, false])
  })
})

describe('loss of what is received', () => {
  const loss = (...readings: readonly Report[]) => tracks(samples(...readings.map(inbound))).map((track) => track?.packetLoss)

  test('is the lost part of what was expected', () => {
    expect(loss({ packetsReceived: 0, packetsLost: 0 }, { packetsReceived: 45, packetsLost: 5 })).toEqual([null, 0.1])
  })

  test('does not count a retransmission as one more packet', () => {
    const after = { packetsReceived: 50, retransmittedPacketsReceived: 5, packetsLost: 5 }
    expect(loss({ packetsReceived: 0, retransmittedPacketsReceived: 0, packetsLost: 0 }, after)).toEqual([null, 0.1])
  })

  test('sets packets that came late off against later losses, and is never negative', () => {
    const counts = [0, 5, 2, 5].map((packetsLost, index) => ({ packetsLost, packetsReceived: index * 95 }))
    expect(loss(...counts)).toEqual([null, 0.05, 0, 0])
  })

  test('is unknown over a handful of packets, and for a count outside RFC 3550', () => {
    expect(loss({ packetsReceived: 0, packetsLost: 0 }, { packetsReceived: 5, packetsLost: 1 })).toEqual([null, null])
    expect(loss({ packetsReceived: 0, packetsLost: 0 }, { packetsReceived: 50, packetsLost: 4_294_967_295 })).toEqual([
      null,
      null,
    ])
  })
})

describe('what the remote end reports of what is sent', () => {
  const remote = (...readings: readonly Report[]) =>
    tracks(samples(...readings.map((reading) => outbound({ bytesSent: 0 }, reading)))).map((track) => track?.packetLoss)

  test('is its own fraction, with its jitter and round-trip time', () => {
    const [track] = tracks(
      samples(outbound({}, { fractionLost: 0.25, jitter: 0.004, roundTripTime: 0.05, roundTripTimeMeasurements: 1 })),
    )
    expect(track).toMatchObject({ packetLoss: 0.25, jitterMs: 4, roundTripTimeMs: 50 })
  })

  test('is computed from its counters where it gives no fraction, as Firefox does', () => {
    expect(remote({ packetsLost: 0, packetsReceived: 0 }, { packetsLost: 10, packetsReceived: 90 })).toEqual([null, 0.1])
  })

  test('stays until the next report, and is unknown once that is long overdue', () => {
    const once = { fractionLost: 0.5, roundTripTimeMeasurements: 1 }
    expect(remote(once, once, once, once, once, once, once)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, null])
  })
})

test('the codec, the size and the path are those the reports name', () => {
  const reports: readonly Report[] = [
    ...outbound({ codecId: 'C1', frameWidth: 640, frameHeight: 480 }),
    { id: 'C1', type: 'codec', mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 },
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    {
      id: 'P',
      type: 'candidate-pair',
      localCandidateId: 'L',
      remoteCandidateId: 'R',
      currentRoundTripTime: 0.048,
      availableOutgoingBitrate: 3e5,
    },
    { id: 'L', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls', address: '192.0.2.1' },
    { id: 'R', type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp', address: '192.0.2.2' },
  ]
  const [sample] = samples(reports)
  expect(sample?.tracks[0]).toMatchObject({
    codec: { mimeType: 'video/VP8', clockRate: 90_000, channels: null },
    frameWidth: 640,
  })
  expect(sample?.path).toMatchObject({
    pair: {
      local: { candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
      remote: { candidateType: 'srflx', protocol: 'udp', relayProtocol: null },
    },
    roundTripTimeMs: 48,
    availableOutgoingBitrate: 300_000,
    silentMs: null,
  })
})

test('the path tells how long nothing came from the peer, not even an answer to a check', () => {
  const heard = (bytesReceived: number, responsesReceived: number): readonly Report[] => [
    { id: 'P', type: 'candidate-pair', nominated: true, state: 'succeeded', bytesReceived, responsesReceived },
  ]
  const list = samples(heard(100, 1), heard(100, 1), heard(100, 2), heard(100, 2), heard(100, 2), heard(150, 2))
  expect(list.map((sample) => sample?.path.silentMs)).toEqual([0, 1_000, 0, 1_000, 2_000, 0])
})

test('a browser without a transport report is asked for the pair it nominated', () => {
  const [sample] = samples([
    { id: 'P', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.01 },
    { id: 'Q', type: 'candidate-pair', nominated: false, state: 'succeeded', currentRoundTripTime: 0.5 },
  ])
  expect(sample?.path.roundTripTimeMs).toBe(10)
})
