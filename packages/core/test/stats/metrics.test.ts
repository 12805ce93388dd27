import { describe, expect, test } from 'vitest'

import type { Sample, TrackSample } from '@earshot/core/stats'

import { deriveSample, newSampling } from '../../src/stats/derive.ts'
import { readReport } from '../../src/stats/report.ts'
import { takeSnapshot } from '../../src/stats/snapshot.ts'

type Report = Readonly<Record<string, unknown>>

/** The last sample of readings that are a second apart. */
function last(...readings: readonly (readonly Report[])[]): Sample {
  let state = newSampling
  let latest: Sample | null = null
  for (const [index, reports] of readings.entries()) {
    const timed = reports.map((report) => ({ timestamp: 10_000 + index * 1_000, ...report }))
    const [next, sample] = deriveSample(state, takeSnapshot(readReport(timed)))
    state = next
    latest = sample
  }
  if (latest === null) throw new Error('no sample')
  return latest
}

const rtp = (type: string, kind: string, members: Report): Report => ({
  id: `${type}-${kind}`,
  type,
  kind,
  mid: kind,
  ...members,
})
const track = (sample: Sample): TrackSample | undefined => sample.tracks[0]

/** One track from nothing to these counts within a second. */
const counted = (type: string, kind: string, members: Report, others: (counts: Report) => readonly Report[] = () => []) => {
  const zero = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, typeof value === 'number' ? 0 : value]))
  return last([rtp(type, kind, zero), ...others(zero)], [rtp(type, kind, members), ...others(members)])
}

describe('what is on its way', () => {
  test('headers count on the wire, and what is sent again is a share of the bytes', () => {
    const sent = { bytesSent: 10_000, headerBytesSent: 500, retransmittedBytesSent: 1_000, packetsSent: 20, nackCount: 3 }
    expect(track(counted('outbound-rtp', 'video', sent))).toMatchObject({
      bitrate: 80_000,
      wireBitrate: 84_000,
      retransmitShare: 0.1,
      packetRate: 20,
      nackRate: 3,
      sentVideo: { goodput: 72_000 },
    })
  })

  test('packets that wait to be sent show as a queue', () => {
    const sample = counted('outbound-rtp', 'audio', { packetsSent: 50, totalPacketSendDelay: 2 })
    expect(track(sample)?.sentAudio?.sendQueueMs).toBe(40)
  })
})

describe('sound that arrives', () => {
  const audio = (members: Report) => track(counted('inbound-rtp', 'audio', members))?.receivedAudio

  test('packets that came too late are lost too', () => {
    expect(audio({ packetsReceived: 95, packetsLost: 5, packetsDiscarded: 5 })).toMatchObject({
      discarded: 0.05,
      effectiveLoss: 0.1,
    })
  })

  test('concealment that fills silence is not audible', () => {
    const muted = { totalSamplesReceived: 48_000, concealedSamples: 46_560, silentConcealedSamples: 46_320 }
    expect(audio(muted)).toMatchObject({ concealed: 0.97, audiblyConcealed: 0.005, sampleRate: 48_000 })
  })

  test('the buffer is the time each sample waited in it', () => {
    const buffer = {
      jitterBufferDelay: 2_400,
      jitterBufferTargetDelay: 4_800,
      jitterBufferMinimumDelay: 960,
      jitterBufferEmittedCount: 48_000,
    }
    expect(audio(buffer)).toMatchObject({ jitterBufferMs: 50, jitterBufferTargetMs: 100, jitterBufferMinimumMs: 20 })
  })

  test('samples added and left out are stretched sound', () => {
    const sound = { totalSamplesReceived: 1_000, insertedSamplesForDeceleration: 40, removedSamplesForAcceleration: 60 }
    expect(audio(sound)?.stretched).toBe(0.1)
  })

  test('the level is the root of the mean energy', () => {
    expect(audio({ totalAudioEnergy: 0.25, totalSamplesDuration: 1 })?.level).toBe(0.5)
  })

  test('what the device adds is told apart, and what it makes up', () => {
    const playout = {
      totalPlayoutDelay: 480,
      totalSamplesCount: 48_000,
      synthesizedSamplesDuration: 0.02,
      totalSamplesDuration: 1,
    }
    const nothing = { totalPlayoutDelay: 0, totalSamplesCount: 0, synthesizedSamplesDuration: 0, totalSamplesDuration: 0 }
    const reading = (counts: Report) => [
      rtp('inbound-rtp', 'audio', { playoutId: 'P' }),
      { id: 'P', type: 'media-playout', ...counts },
    ]
    expect(track(last(reading(nothing), reading(playout)))?.receivedAudio).toMatchObject({ playoutMs: 10, synthesized: 0.02 })
  })
})

describe('pictures that arrive', () => {
  const video = (members: Report) => track(counted('inbound-rtp', 'video', members))?.receivedVideo

  test('decoding is a time per frame and a load', () => {
    expect(video({ framesDecoded: 30, totalDecodeTime: 0.6, qpSum: 900 })).toMatchObject({
      decodeMs: 20,
      decodeLoad: 0.6,
      meanQp: 30,
    })
  })

  test('frames are dropped', () => {
    expect(video({ framesReceived: 30, framesDecoded: 20, framesDropped: 3 })).toMatchObject({ dropped: 0.1 })
  })

  test('the time between frames has a mean and a spread', () => {
    const frames = { framesDecoded: 2, totalInterFrameDelay: 0.4, totalSquaredInterFrameDelay: 0.1 }
    const { interFrameMs, interFrameDeviationMs } = video(frames) ?? {}
    expect(interFrameMs).toBeCloseTo(200)
    expect(interFrameDeviationMs).toBeCloseTo(100)
  })

  test('a freeze of more than the interval is all of it', () => {
    expect(video({ totalFreezesDuration: 3, freezeCount: 1 })).toMatchObject({ frozen: 1, freezeRate: 1 })
  })

  test('a picture stands still since its last decoded frame', () => {
    const still = (...counts: readonly number[]) =>
      last(...counts.map((framesDecoded) => [rtp('inbound-rtp', 'video', { framesDecoded })])).tracks[0]?.receivedVideo?.stillMs
    expect([still(0, 0), still(0, 30), still(0, 30, 30, 30), still(0, 30, 30, 31)]).toEqual([null, 0, 2_000, 0])
  })

  test('sound and picture are compared by what they play at the same moment', () => {
    const playing = (heard: number, seen: number) =>
      last([
        rtp('inbound-rtp', 'video', { estimatedPlayoutTimestamp: 4_000_000 + seen, timestamp: 10_050 }),
        rtp('inbound-rtp', 'audio', { estimatedPlayoutTimestamp: 4_000_000 + heard, timestamp: 10_000 }),
      ]).tracks[0]?.receivedVideo?.audioAheadMs
    expect([playing(0, 50), playing(100, 50), playing(0, 90)]).toEqual([0, 100, -40])
  })
})

describe('what is sent', () => {
  const source = ({ frames, totalAudioEnergy, totalSamplesDuration }: Report) => [
    {
      id: 'S',
      type: 'media-source',
      frames,
      totalAudioEnergy,
      totalSamplesDuration,
      audioLevel: 0.5,
      height: 720,
    },
  ]

  test('the camera and the encoder are told apart', () => {
    const members = {
      mediaSourceId: 'S',
      frames: 30,
      framesEncoded: 15,
      framesSent: 14,
      totalEncodeTime: 0.375,
      qualityLimitationReason: 'cpu',
      encoderImplementation: 'libvpx',
    }
    const durations = (seconds: number) => ({ qualityLimitationDurations: { cpu: seconds, none: 1 } })
    const sample = last(
      [
        rtp('outbound-rtp', 'video', {
          mediaSourceId: 'S',
          framesEncoded: 0,
          framesSent: 0,
          totalEncodeTime: 0,
          ...durations(2),
        }),
        ...source({ frames: 0 }),
      ],
      [rtp('outbound-rtp', 'video', { ...members, ...durations(2.25) }), ...source({ frames: 30 })],
    )
    expect(track(sample)).toMatchObject({
      framesPerSecond: 15,
      sentVideo: {
        sourceFramesPerSecond: 30,
        sourceHeight: 720,
        framesSentPerSecond: 14,
        encodeMs: 25,
        encodeLoad: 0.375,
        limitation: 'cpu',
        cpuLimited: 0.25,
        bandwidthLimited: null,
        hardware: false,
      },
    })
  })

  test('the microphone has a level', () => {
    const members = { mediaSourceId: 'S', totalAudioEnergy: 0.01, totalSamplesDuration: 1 }
    expect(track(counted('outbound-rtp', 'audio', members, source))?.sentAudio).toMatchObject({
      sourceLevel: 0.1,
      sourcePeak: 0.5,
    })
  })
})

describe('the path', () => {
  const pair = (members: Report) => ({ id: 'C', type: 'candidate-pair', nominated: true, state: 'succeeded', ...members })

  test('the shortest round trip of a minute is the distance, the rest is queue', () => {
    const trips = [0.05, 0.04, 0.2].map((currentRoundTripTime) => [pair({ currentRoundTripTime })])
    expect(last(...trips).path).toMatchObject({ baseRoundTripTimeMs: 40, queueMs: 160 })
  })

  test('a distance is forgotten after a minute, and on another path at once', () => {
    const later = [pair({ currentRoundTripTime: 0.2, timestamp: 80_000 })]
    expect(last([pair({ currentRoundTripTime: 0.04 })], later).path.queueMs).toBe(0)
    const other = [pair({ id: 'D', currentRoundTripTime: 0.2 })]
    expect(last([pair({ currentRoundTripTime: 0.04 })], other).path).toMatchObject({ queueMs: 0, pairChanges: 1 })
  })

  test('its own count of changes leaves out the first selection', () => {
    const transport = {
      id: 'T',
      type: 'transport',
      selectedCandidatePairId: 'C',
      selectedCandidatePairChanges: 3,
      iceState: 'connected',
    }
    expect(last([pair({}), transport]).path).toMatchObject({ pairChanges: 2, iceState: 'connected', dtlsState: null })
  })

  test('what may be sent is compared with what is, and with what the encoders are asked for', () => {
    const reading = (bytesSent: number) => [
      pair({ availableOutgoingBitrate: 400_000, bytesSent, bytesReceived: 2 * bytesSent }),
      rtp('outbound-rtp', 'video', { bytesSent, headerBytesSent: 0, targetBitrate: 500_000 }),
    ]
    expect(last(reading(0), reading(25_000)).path).toMatchObject({
      bandwidthUse: 0.5,
      headroom: -100_000,
      receivedBitrate: 400_000,
    })
  })
})
