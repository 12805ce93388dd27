import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { audioMos, mosOfRating, videoIndex } from '@earshot/diagnostics'

import { delayImpairment, lossImpairment } from '../src/mos.ts'

import { followScore, scoreOf } from '../src/score.ts'

import { keys, sampleAt } from './samples.ts'

test.each([
  [0, 1],
  [30, 1.609],
  [50, 2.575],
  [70, 3.597],
  [80, 4.024],
  [93.2, 4.409],
  [100, 4.5],
])('a rating of %d is a MOS of %d', (rating, mos) => {
  expect(mosOfRating(rating)).toBeCloseTo(mos, 3)
})

test.each([
  [100, 0],
  [150, 0.164],
  [177.3, 1.172],
  [200, 3.044],
  [300, 14.761],
  [400, 24.07],
  [600, 35.247],
])('a delay of %d ms costs %d', (delayMs, impairment) => {
  expect(delayImpairment(delayMs)).toBeCloseTo(impairment, 2)
})

test.each([
  [0, 1, 4.3, 17.92],
  [0, 5, 25.1, 15.78],
  [11, 3, 19, 22.45],
])('loss costs what G.107 says: codec %d, %d %%, robustness %d', (impairment, percent, robustness, expected) => {
  expect(lossImpairment(impairment, percent, robustness)).toBeCloseTo(expected, 2)
})

test('the whole is what its parts make', () => {
  expect(audioMos({ roundTripTimeMs: 100, jitterBufferMs: 58.5, loss: 0.05 })).toBeCloseTo(3.786, 3)
  expect(audioMos({ roundTripTimeMs: 300, jitterBufferMs: 78.5, loss: 0 })).toBeCloseTo(4.155, 3)
  expect(audioMos({ roundTripTimeMs: 600, jitterBufferMs: 148.5, loss: 0.05 })).toBeCloseTo(2.315, 3)
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
  [320, 180, 15, 170_000, 'video/VP8', 4.45],
  [1_280, 720, 30, 1_700_000, 'video/H264', 3.798],
  [1_280, 720, 30, 1_700_000, 'video/VP9', 3.9],
  [1_280, 720, 30, 1_700_000, 'video/AV1', 3.998],
])(
  'pictures of %d by %d at %d a second and %d bit/s in %s are worth %d',
  (width, height, framesPerSecond, bitrate, codec, index) => {
    expect(videoIndex({ width, height, framesPerSecond, bitrate, codec, roundTripTimeMs: 0 })).toBeCloseTo(index, 2)
  },
)

test('half of the frames are missing', () => {
  const video = { width: 1_280, height: 720, bitrate: 1_700_000, codec: 'video/VP8', roundTripTimeMs: 0 }
  expect(videoIndex({ ...video, framesPerSecond: 15, expectedFramesPerSecond: 30 })).toBeCloseTo(2.869, 2)
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
