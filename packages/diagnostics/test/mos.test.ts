import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { audioMos, mosOfRating, videoIndex } from '@earshot/diagnostics'

import { delayImpairment, lossImpairment } from '../src/mos.ts'

import { followScore, scoreOf } from '../src/score.ts'

import { keys, sampleAt } from './samples.ts'

// Computed from the formulas of ITU-T G.107 and G.113 apart from this code.

test.each([
  [0, 1],
  [30, 1.609],
  [40, 2.064],
  [50, 2.575],
  [60, 3.1],
  [70, 3.597],
  [80, 4.024],
  [90, 4.339],
  [93.2, 4.409],
  [94.768, 4.438],
  [100, 4.5],
])('a rating of %d is a MOS of %d', (rating, mos) => {
  expect(mosOfRating(rating)).toBeCloseTo(mos, 3)
})

test.each([
  [100, 0],
  [150, 0.164],
  [177.3, 1.172],
  [200, 3.044],
  [250, 8.917],
  [300, 14.761],
  [400, 24.07],
  [500, 30.636],
  [600, 35.247],
])('a delay of %d ms costs %d', (delayMs, impairment) => {
  expect(delayImpairment(delayMs)).toBeCloseTo(impairment, 3)
})

describe.each([
  [
    'G.711 without concealment',
    0,
    4.3,
    [0, 17.92, 30.16, 39.04, 51.08, 66.43, 78.19],
    [4.409, 3.834, 3.256, 2.794, 2.169, 1.481, 1.124],
  ],
  [
    'G.711 with concealment',
    0,
    25.1,
    [0, 3.64, 7.01, 10.14, 15.78, 27.07, 42.13],
    [4.409, 4.328, 4.235, 4.134, 3.923, 3.411, 2.631],
  ],
  ['G.729A', 11, 19, [11, 15.2, 19, 22.45, 28.5, 39.97, 54.08], [4.104, 3.946, 3.787, 3.632, 3.34, 2.745, 2.021]],
] as const)('%s', (_, codec, robustness, impairments, scores) => {
  test.each([0, 1, 2, 3, 5, 10, 20].map((percent, index) => [percent, impairments[index] ?? NaN, scores[index] ?? NaN]))(
    'at a loss of %d %% costs %d, which leaves %d',
    (percent, impairment, mos) => {
      expect(lossImpairment(codec, percent, robustness)).toBeCloseTo(impairment, 2)
      expect(mosOfRating(93.2 - lossImpairment(codec, percent, robustness))).toBeCloseTo(mos, 3)
    },
  )
})

test.each([
  [50, 40, 0, 20, 4.409],
  [100, 60, 0, 20, 4.409],
  [100, 60, 1, 20, 4.305],
  [100, 60, 2, 20, 4.183],
  [100, 60, 5, 20, 3.786],
  [100, 60, 5, 10, 3.178],
  [100, 60, 5, 90, 4.292],
  [100, 60, 10, 20, 3.178],
  [300, 80, 0, 20, 4.155],
  [300, 80, 3, 20, 3.656],
  [600, 150, 0, 20, 3.304],
  [600, 150, 5, 20, 2.315],
  [100, 60, 100, 20, 1.102],
])('a round trip of %d ms, a buffer of %d ms and a loss of %d %% with robustness %d are worth %d', (...values) => {
  const [roundTripTimeMs, buffer, percent, robustness, mos] = values
  // Packet and look-ahead were 25 ms there, and are 26.5 here.
  expect(audioMos({ roundTripTimeMs, jitterBufferMs: buffer - 1.5, loss: percent / 100, robustness })).toBeCloseTo(mos, 3)
})

test('without an input there is no estimate', () => {
  expect(audioMos({ roundTripTimeMs: null, jitterBufferMs: 0, loss: 0 })).toBeNull()
  expect(scoreOf({ ...sampleAt(0), tracks: [] })).toBeNull()
})

test('more delay or loss never sounds better, and the estimate stays on its scale', () => {
  const amount = fc.double({ min: 0, max: 2_000, noNaN: true })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(amount, amount, share, amount, share, (roundTripTimeMs, jitterBufferMs, loss, more, moreLoss) => {
      const mos = audioMos({ roundTripTimeMs, jitterBufferMs, loss }) ?? NaN
      expect(mos).toBeGreaterThanOrEqual(1)
      expect(mos).toBeLessThanOrEqual(4.5)
      const worse = { roundTripTimeMs: roundTripTimeMs + more, jitterBufferMs, loss: Math.min(1, loss + moreLoss) }
      expect(audioMos(worse) ?? NaN).toBeLessThanOrEqual(mos + 1e-9)
    }),
  )
})

test.each([
  [640, 360, 15, 620_000, 'video/VP8', 4.398],
  [640, 360, 15, 350_000, 'video/VP8', 4.078],
  [320, 180, 15, 310_000, 'video/VP8', 4.786],
  [320, 180, 15, 170_000, 'video/VP8', 4.45],
  [1_280, 720, 30, 2_100_000, 'video/VP8', 3.917],
  [1_280, 720, 30, 1_700_000, 'video/H264', 3.798],
  [1_280, 720, 30, 1_500_000, 'video/VP8', 3.728],
  [1_280, 720, 30, 1_700_000, 'video/VP9', 3.9],
  [1_280, 720, 30, 1_700_000, 'video/AV1', 3.998],
])(
  'pictures of %d by %d at %d a second and %d bit/s in %s are worth %d',
  (width, height, framesPerSecond, bitrate, codec, index) => {
    expect(videoIndex({ width, height, framesPerSecond, bitrate, codec, roundTripTimeMs: 0 })).toBeCloseTo(index, 3)
  },
)

test('half of the frames are missing', () => {
  const video = { width: 1_280, height: 720, bitrate: 1_700_000, codec: 'video/VP8', roundTripTimeMs: 0 }
  expect(videoIndex({ ...video, framesPerSecond: 15, expectedFramesPerSecond: 30 })).toBeCloseTo(2.869, 3)
})

test('a still picture needs few bits: how finely it is quantised says more', () => {
  const still = { width: 1_280, height: 720, framesPerSecond: 30, bitrate: 60_000, codec: 'video/VP8', roundTripTimeMs: 0 }
  expect(videoIndex({ ...still, meanQp: 20 })).toBeGreaterThan(4.4)
  expect(videoIndex({ ...still, meanQp: 120 })).toBeLessThan(2.5)
})

test('a call is as good as its worst track, and says which that is and by what', () => {
  const good = scoreOf(sampleAt(0))
  const poor = scoreOf(sampleAt(0, { receivedAudio: { effectiveLoss: 0.2, audiblyConcealed: 0.15 } }))
  expect(poor?.value).toBeLessThan(good?.value ?? 0)
  expect(poor?.reasons[0]).toMatchObject({ track: keys.receivedAudio, kind: 'audio', inputs: { loss: 0.15 } })
})

test('what is muted is not judged', () => {
  expect(scoreOf(sampleAt(0, { received: { muted: true } }))).toBeNull()
})

test('the score falls quickly and rises slowly', () => {
  const at = (value: number) => ({ value, reasons: [] })
  expect(followScore(at(4), at(2))?.value).toBeCloseTo(2.4)
  expect(followScore(at(2), at(4))?.value).toBeCloseTo(2.8)
  expect(followScore(null, at(4))?.value).toBe(4)
})
