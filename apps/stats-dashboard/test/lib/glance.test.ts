import type { Sample, TrackSample } from '@earshot/core/stats'
import { expect, test } from 'vitest'

import { glanceOf, glanceSeries, type GlanceSeries } from '../../src/lib/glance.ts'
import { receivedAudio, receivedVideo, sampleOf, sentAudio, sentVideo } from '../samples.ts'

test('leaves out what was not measured', () => {
  expect(glanceOf(sampleOf({}), null).size).toBe(0)
  expect(glanceOf(sampleOf({}, sentVideo(), sentAudio(), receivedVideo(), receivedAudio()), null).size).toBe(0)
})

test('keeps a measured 0, which is not the same as nothing', () => {
  const numbers = glanceOf(sampleOf({ queueMs: 0 }, sentVideo({ bitrate: 0, packetLoss: 0, framesPerSecond: 0 })), null)
  expect(Object.fromEntries(numbers)).toEqual({ queue: 0, sent: 0, lossUp: 0, framesSent: 0 })
})

const path: Partial<Sample['path']> = {
  ...{ availableOutgoingBitrate: 2_000_000, roundTripTimeMs: 50, baseRoundTripTimeMs: 40, queueMs: 10, headroom: -500 },
}
const tracks: readonly TrackSample[] = [
  sentAudio({ bitrate: 30_000, packetLoss: 0.01, roundTripTimeMs: 70, retransmitShare: 0 }, { targetBitrate: 32_000 }),
  sentVideo(
    { bitrate: 900_000, packetLoss: 0.03, framesPerSecond: 24, frameHeight: 720, retransmitShare: 0.1 },
    { targetBitrate: 1_000_000, sourceFramesPerSecond: 30, bandwidthLimited: 0.5, cpuLimited: 0.2 },
  ),
  receivedAudio(
    { bitrate: 31_000, packetLoss: 0.04, jitterMs: 9 },
    { jitterBufferMs: 80, jitterBufferTargetMs: 60, audiblyConcealed: 0.02, concealed: 0.5 },
  ),
  receivedVideo(
    { bitrate: 800_000, packetLoss: 0.02, jitterMs: 4, framesPerSecond: 25, frameHeight: 480 },
    { jitterBufferMs: 50, jitterBufferTargetMs: 90, frozen: 0.3 },
  ),
]
const whole: Readonly<Record<GlanceSeries, number>> = {
  ...{ sent: 930_000, target: 1_032_000, available: 2_000_000, received: 831_000, roundTrip: 50, baseRoundTrip: 40 },
  ...{ lossUp: 0.03, lossDown: 0.04, jitter: 9, buffer: 80, bufferTarget: 90, framesSent: 24, framesCamera: 30 },
  ...{ framesReceived: 25, heightSent: 720, heightReceived: 480, bandwidthLimited: 0.5, cpuLimited: 0.2, frozen: 0.3 },
  ...{ concealed: 0.02, score: 4.1, queue: 10, retransmitted: 0.1, headroom: -500 },
}

test('adds up bitrates, and of the rest has that of the worst track', () => {
  expect(Object.fromEntries(glanceOf(sampleOf(path, ...tracks), 4.1))).toEqual(whole)
})

test('has every series that charts can draw', () => {
  expect(new Set(glanceOf(sampleOf(path, ...tracks), 4.1).keys())).toEqual(new Set(glanceSeries))
})

test('takes the round trip of the receiver reports where the path has none', () => {
  expect(glanceOf(sampleOf({ roundTripTimeMs: null }, ...tracks), null).get('roundTrip')).toBe(70)
})

test('a layer that is switched off does not make its video slow, another slow video does', () => {
  const layers = [sentVideo({ rid: 'h', framesPerSecond: 30 }), sentVideo({ rid: 'l', framesPerSecond: 0 })]
  expect(glanceOf(sampleOf({}, ...layers), null).get('framesSent')).toBe(30)

  const screen = sentVideo({ mid: '2', framesPerSecond: 5 })
  expect(glanceOf(sampleOf({}, ...layers, screen), null).get('framesSent')).toBe(5)
})

test('a video of which no rate is known does not hide one that is', () => {
  const pictures = [receivedVideo({ key: 'x', mid: null }), receivedVideo({ key: 'y', mid: null, framesPerSecond: 12 })]
  expect(glanceOf(sampleOf({}, ...pictures), null).get('framesReceived')).toBe(12)
})

test('a layer that sends nothing beside one that does makes no video slow, also where a recording has no mid', () => {
  const unused = sentVideo({ mid: null, key: 'outbound:video:ssrc-1:', framesPerSecond: 0, bitrate: 0 })
  const used = sentVideo({ mid: null, key: 'outbound:video:ssrc-2:', framesPerSecond: 14, bitrate: 200_000 })
  expect(glanceOf(sampleOf({}, unused, used), null).get('framesSent')).toBe(14)
  expect(glanceOf(sampleOf({}, unused), null).get('framesSent')).toBe(0)
})
