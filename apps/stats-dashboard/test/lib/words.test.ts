import { describe, expect, test } from 'vitest'

import {
  codecFormat,
  codecName,
  displayName,
  durationInWords,
  endsInWords,
  formatValue,
  namesInWords,
  numbersInWords,
  pathInWords,
  pictureInWords,
} from '../../src/lib/words.ts'
import { directPair, relayedPair, sampleOf, trackSample } from './samples.ts'

test.each([
  [0, '0 seconds'],
  [1_999, '1 second'],
  [125_000, '2 minutes 5 seconds'],
  [180_000, '3 minutes'],
  [3_780_000, '1 hour 3 minutes'],
  [-50, '0 seconds'],
])('%i ms are %s', (ms, words) => {
  expect(durationInWords(ms)).toBe(words)
})

test('names are counted when they are many', () => {
  expect(namesInWords(['Ada'])).toBe('Ada')
  expect(namesInWords(['Ada', 'Bob'])).toBe('Ada and Bob')
  expect(namesInWords(['Ada', 'Bob', 'Cy'])).toBe('Ada, Bob and Cy')
  expect(namesInWords(['Ada', 'Bob', 'Cy', 'Di'])).toBe('Ada, Bob and 2 others')
})

test('a name cannot turn the words around it, nor be empty', () => {
  expect(displayName('\u202Eevil\u2066\n', 'p1')).toBe('evil')
  expect(displayName('\u200F \u200B', 'p1')).toBe('p1')
  expect(displayName('<b>Ada</b>', 'p1')).toBe('<b>Ada</b>')
})

describe('the path', () => {
  test('is direct or relayed, with its protocol and its ends', () => {
    expect(pathInWords(sampleOf([], { pair: directPair }))).toBe('direct, UDP')
    expect(endsInWords(sampleOf([], { pair: directPair }))).toBe('host to server-reflexive')
    expect(pathInWords(sampleOf([], { pair: relayedPair }))).toBe('relayed, UDP')
    expect(endsInWords(sampleOf([], { pair: relayedPair }))).toBe('relay over TLS to host')
  })

  test('is none before one is selected', () => {
    expect(pathInWords(sampleOf([]))).toBe('none yet')
  })
})

describe('the numbers in words', () => {
  test('say the path, the bitrates and the loss', () => {
    const sample = sampleOf(
      [
        trackSample('outbound', 'video', '1', { bitrate: 1_700_000, packetLoss: 0.021 }),
        trackSample('inbound', 'video', '1', { bitrate: 1_600_000, packetLoss: 0 }),
      ],
      { pair: directPair, roundTripTimeMs: 48 },
    )

    expect(numbersInWords(sample)).toBe(
      'The media goes directly over UDP with a round trip of 48 ms. It sends 1.70 Mbit/s and receives 1.60 Mbit/s. ' +
        'At most 2.1 % of the packets it sends and none of those it receives are lost.',
    )
  })

  test('do not say what was not measured', () => {
    expect(numbersInWords(sampleOf([]))).toBe('No path to the other side is selected yet. No bitrate is measured yet.')
    expect(
      numbersInWords(
        sampleOf([trackSample('inbound', 'audio', '0', { bitrate: 30_000, packetLoss: 0.0004 })], { pair: relayedPair }),
      ),
    ).toBe('The media goes through a relay over UDP. It receives 30 kbit/s. Less than 0.1 % of the packets it receives are lost.')
  })

  test('say it plainly when nothing is lost', () => {
    expect(numbersInWords(sampleOf([trackSample('outbound', 'audio', '0', { bitrate: 30_000, packetLoss: 0 })]))).toMatch(
      /No packet is lost\.$/,
    )
  })
})

test('a codec is named as the report names it', () => {
  const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, sdpFmtpLine: null }
  expect([codecName(opus), codecFormat(opus)]).toEqual(['opus', '48 kHz, stereo'])
  const vp8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, channels: null, sdpFmtpLine: null }
  expect([codecName(vp8), codecFormat(vp8)]).toEqual(['VP8', '90 kHz'])
})

test('a picture shows what is known of it', () => {
  expect(pictureInWords(640, 480, 29.97)).toBe('640×480, 30 fps')
  expect(pictureInWords(null, null, 0)).toBe('0 fps')
  expect(pictureInWords(null, null, null)).toBe('–')
})

test('a value that is not 0 never reads 0', () => {
  expect(formatValue(1.654, 2)).toBe('1.65')
  expect(formatValue(0, 1)).toBe('0.0')
  expect(formatValue(0.02, 1)).toBe('< 0.1')
  expect(formatValue(29.97, 0)).toBe('30')
  expect(formatValue(null, 1)).toBe('–')
})
