import { expect, test } from 'vitest'

import { readingOf } from '../../src/lib/reading.ts'
import { sampleOf, trackSample } from './samples.ts'

test('adds up the bitrates of each direction', () => {
  const { sent, received } = readingOf(
    sampleOf([
      trackSample('outbound', 'audio', '0', { bitrate: 30_000 }),
      trackSample('outbound', 'video', '1', { bitrate: 1_000_000 }),
      trackSample('inbound', 'audio', '0', { bitrate: 25_000 }),
      trackSample('inbound', 'video', '1', { bitrate: null }),
    ]),
  )

  expect({ sent, received }).toEqual({ sent: 1_030_000, received: 25_000 })
})

test('what no track measured is a gap, not 0', () => {
  expect(Object.values(readingOf(sampleOf([trackSample('outbound', 'audio', '0')]))).every((value) => value === null)).toBe(true)
})

test('a measured 0 stays 0', () => {
  expect(readingOf(sampleOf([trackSample('inbound', 'video', '1', { bitrate: 0, packetLoss: 0 })]))).toMatchObject({
    received: 0,
    lossDown: 0,
  })
})

test('shows the worst track, which a good one does not hide', () => {
  const reading = readingOf(
    sampleOf([
      trackSample('outbound', 'audio', '0', { packetLoss: 0, jitterMs: 2, roundTripTimeMs: 40 }),
      trackSample('outbound', 'video', '1', { packetLoss: 0.05, jitterMs: 9, roundTripTimeMs: 45 }),
    ]),
  )

  expect(reading).toMatchObject({ lossUp: 0.05, jitterUp: 9, mediaRoundTrip: 45, lossDown: null })
})

test('shows the slowest video, but not the layer of a video that is switched off', () => {
  const { framesSent } = readingOf(
    sampleOf([
      trackSample('outbound', 'video', '1', { rid: 'h', framesPerSecond: 0 }),
      trackSample('outbound', 'video', '1', { rid: 'l', framesPerSecond: 30 }),
      trackSample('outbound', 'video', '2', { framesPerSecond: 5 }),
    ]),
  )

  expect(framesSent).toBe(5)
})

test('takes the path as it is', () => {
  expect(readingOf(sampleOf([], { roundTripTimeMs: 48, availableOutgoingBitrate: 2_100_000 }))).toMatchObject({
    pathRoundTrip: 48,
    available: 2_100_000,
  })
})
