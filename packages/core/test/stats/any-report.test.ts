import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { deriveSample, newSampling } from '../../src/stats/derive.ts'
import { readReport } from '../../src/stats/report.ts'
import { takeSnapshot } from '../../src/stats/snapshot.ts'

/** Every member that is read as a number. */
const numbers = [
  'audioLevel',
  'availableOutgoingBitrate',
  'bytesReceived',
  'bytesSent',
  'channels',
  'clockRate',
  'concealedSamples',
  'currentRoundTripTime',
  'estimatedPlayoutTimestamp',
  'firCount',
  'fractionLost',
  'frameHeight',
  'frameWidth',
  'frames',
  'framesDecoded',
  'framesDropped',
  'framesEncoded',
  'framesPerSecond',
  'framesReceived',
  'framesRendered',
  'framesSent',
  'freezeCount',
  'headerBytesReceived',
  'headerBytesSent',
  'height',
  'insertedSamplesForDeceleration',
  'jitter',
  'jitterBufferDelay',
  'jitterBufferEmittedCount',
  'jitterBufferMinimumDelay',
  'jitterBufferTargetDelay',
  'nackCount',
  'packetsDiscarded',
  'packetsLost',
  'packetsReceived',
  'packetsSent',
  'payloadType',
  'pliCount',
  'qpSum',
  'removedSamplesForAcceleration',
  'responsesReceived',
  'retransmittedBytesReceived',
  'retransmittedBytesSent',
  'retransmittedPacketsReceived',
  'roundTripTime',
  'roundTripTimeMeasurements',
  'selectedCandidatePairChanges',
  'silentConcealedSamples',
  'ssrc',
  'synthesizedSamplesDuration',
  'targetBitrate',
  'totalAudioEnergy',
  'totalDecodeTime',
  'totalEncodeTime',
  'totalFreezesDuration',
  'totalInterFrameDelay',
  'totalPacketSendDelay',
  'totalPlayoutDelay',
  'totalRoundTripTime',
  'totalCorruptionProbability',
  'corruptionMeasurements',
  'packetsReceivedWithCe',
  'fecPacketsReceived',
  'fecPacketsDiscarded',
  'retransmittedPacketsSent',
  'totalSamplesCount',
  'totalSamplesDuration',
  'totalSamplesReceived',
  'totalSquaredInterFrameDelay',
  'width',
]

const anyNumber = fc.oneof(fc.nat(), fc.double(), fc.integer(), fc.constantFrom(0, -1, NaN, Infinity, 2 ** 32, 'many'))
const ids = fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor')
const anyReport = fc
  .record(
    {
      id: ids,
      type: fc.constantFrom(
        'inbound-rtp',
        'outbound-rtp',
        'remote-inbound-rtp',
        'codec',
        'transport',
        'candidate-pair',
        'local-candidate',
        'media-source',
        'media-playout',
      ),
      timestamp: fc.oneof(fc.nat({ max: 60_000 }), anyNumber),
      kind: fc.constantFrom('audio', 'video', 'text'),
      mid: fc.constantFrom('0', '1'),
      remoteId: ids,
      codecId: ids,
      mediaSourceId: ids,
      playoutId: ids,
      selectedCandidatePairId: ids,
      iceState: fc.constantFrom('connected', 'inprogress'),
      dtlsState: fc.constantFrom('connected', 7),
      nominated: fc.boolean(),
      state: fc.constantFrom('succeeded', 'failed'),
      active: fc.boolean(),
      qualityLimitationReason: fc.constantFrom('cpu', 'weather'),
      qualityLimitationDurations: fc.oneof(fc.record({ cpu: anyNumber, bandwidth: anyNumber }), fc.constantFrom(null, 5)),
      decoderImplementation: fc.constantFrom('libvpx', 'ExternalDecoder', 'unknown'),
      powerEfficientEncoder: fc.constantFrom(true, 'no'),
    },
    { requiredKeys: ['id', 'type', 'timestamp'] },
  )
  .chain((report) =>
    fc.dictionary(fc.constantFrom(...numbers), anyNumber, { maxKeys: 10 }).map((counts) => ({ ...counts, ...report })),
  )

test('any sequence of reports gives finite numbers in their range, or null (F18)', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyReport, { maxLength: 6 }), { maxLength: 8 }), (readings) => {
      let state = newSampling
      for (const reports of readings) {
        const [next, sample] = deriveSample(state, takeSnapshot(readReport(reports)))
        state = next
        expect(outOfRange(sample)).toEqual([])
      }
    }),
    { numRuns: 2_000 },
  )
})

const signedMembers = new Set(['headroom', 'audioAheadMs', 'echoReturnLoss', 'timestamp'])
const shares = new Set([
  ...['retransmitShare', 'packetLoss', 'congestionMarked', 'discarded', 'effectiveLoss', 'concealed', 'audiblyConcealed'],
  ...['stretched', 'level', 'synthesized', 'dropped', 'frozen', 'corruption', 'sourceLevel', 'sourcePeak', 'cpuLimited'],
  ...['bandwidthLimited'],
])

/** Members that no sample may have. */
function outOfRange(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'number') return outOfRange(value)
    const least = signedMembers.has(name) ? -Infinity : 0
    const most = shares.has(name) ? 1 : Infinity
    return Number.isFinite(value) && value >= least && value <= most ? [] : [`${name}: ${value}`]
  })
}

const counters = fc.record(Object.fromEntries(numbers.map((name) => [name, fc.nat({ max: 400_000 })])))
const kinds = fc.constantFrom('inbound-rtp', 'outbound-rtp')

test('counters that only grow give a number for every rate, whatever they count', () => {
  fc.assert(
    fc.property(kinds, fc.constantFrom('audio', 'video'), counters, counters, (type, kind, before, growth) => {
      const grown = Object.fromEntries(numbers.map((name) => [name, (before[name] ?? 0) + (growth[name] ?? 0) + 10]))
      const reading = (counts: object, timestamp: number) => [
        { ...counts, id: 'R', type, kind, mid: '0', mediaSourceId: 'M', playoutId: 'P', timestamp },
        { ...counts, id: 'M', type: 'media-source', kind, timestamp },
        { ...counts, id: 'P', type: 'media-playout', kind, timestamp },
        { ...counts, id: 'CP', type: 'candidate-pair', nominated: true, state: 'succeeded', timestamp },
      ]
      const [state] = deriveSample(newSampling, takeSnapshot(readReport(reading(before, 1_000))))
      const [, sample] = deriveSample(state, takeSnapshot(readReport(reading(grown, 2_000))))
      const { receivedAudio, receivedVideo, sentAudio, sentVideo, bitrate, wireBitrate, packetRate, nackRate } =
        sample?.tracks[0] ?? {}
      const details = Object.entries({ ...receivedAudio, ...receivedVideo, ...sentAudio, ...sentVideo, ...sample?.path })
      const unknown = details.flatMap(([name, value]) => (value === null ? [name] : []))
      expect(unknown.filter((name) => !reportedOtherwise.has(name))).toEqual([])
      expect([bitrate, wireBitrate, packetRate, nackRate].every((value) => typeof value === 'number')).toBe(true)
    }),
    { numRuns: 200 },
  )
})

/** Words, flags, records, and what needs two tracks or a report of the remote end. */
const reportedOtherwise = new Set([
  'echoReturnLoss',
  'pair',
  'iceState',
  'dtlsState',
  'active',
  'limitation',
  'cpuLimited',
  'bandwidthLimited',
  'hardware',
  'audioAheadMs',
  'headroom',
  'bandwidthUse',
])
