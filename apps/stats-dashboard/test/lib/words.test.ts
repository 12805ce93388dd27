import { expect, test } from 'vitest'

import { codecFormat, codecName, codecProfile, displayName, formatValue, timeOfDay } from '../../src/lib/words.ts'

test.each([
  { name: 'Ada', shown: 'Ada' },
  { name: '  Ada \n', shown: 'Ada' },
  { name: '\u202eadA\u202c', shown: 'adA' },
  { name: 'A\u0000d\u200ba', shown: 'Ada' },
  { name: '王小明', shown: '王小明' },
  { name: ' \u200f ', shown: 'somebody' },
  { name: '', shown: 'somebody' },
])('a person who is called $name is called $shown', ({ name, shown }) => {
  expect(displayName(name, 'somebody')).toBe(shown)
})

const opus = {
  mimeType: 'audio/opus',
  payloadType: 111,
  clockRate: 48_000,
  channels: 2,
  sdpFmtpLine: 'minptime=10;useinbandfec=1',
}
const h264 = {
  ...{ mimeType: 'video/H264', payloadType: 102, clockRate: 90_000, channels: null },
  sdpFmtpLine: 'level-asymmetry-allowed=1; packetization-mode=1; profile-level-id=42e01f; x-google-start-bitrate=1',
}
const unknown = { mimeType: 'VP8', payloadType: null, clockRate: null, channels: null, sdpFmtpLine: null }

test('a codec is said in few words, and nothing where the report says nothing', () => {
  expect([opus, h264, unknown].map(codecName)).toEqual(['opus', 'H264', 'VP8'])
  expect([opus, { ...opus, channels: 1 }, { ...opus, channels: 6 }, h264, unknown].map(codecFormat)).toEqual([
    '48 kHz, stereo',
    '48 kHz, mono',
    '48 kHz, 6 ch',
    '90 kHz',
    '',
  ])
  expect([opus, h264, unknown].map(codecProfile)).toEqual([
    'useinbandfec=1',
    'level-asymmetry-allowed=1; packetization-mode=1; profile-level-id=42e01f',
    '',
  ])
})

test.each([
  { value: null, digits: 1, text: '–' },
  { value: 0, digits: 1, text: '0.0' },
  { value: 0.04, digits: 1, text: '< 0.1' },
  { value: 0.05, digits: 1, text: '0.1' },
  { value: 0.2, digits: 0, text: '< 1' },
  { value: 262.6, digits: 0, text: '263' },
  { value: 1.655, digits: 2, text: '1.66' },
  { value: -12.4, digits: 0, text: '-12' },
  { value: -0.5, digits: 0, text: '-1' },
  { value: -0.3, digits: 0, text: '> -1' },
])('the value $value of a chart with $digits digits reads $text', ({ value, digits, text }) => {
  expect(formatValue(value, digits)).toBe(text)
})

test('a time is told by the clock, to the second', () => {
  expect(timeOfDay(new Date(2026, 0, 15, 9, 3, 4, 999).getTime())).toBe('09:03:04')
})
