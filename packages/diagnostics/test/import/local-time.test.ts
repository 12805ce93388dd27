import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { epochMsOf, parseIsoTime } from '../../src/import/calendar.ts'
import { localClockOf, readLocalTime } from '../../src/import/webrtc-internals-local-time.ts'

const someTime = fc.integer({ min: Date.UTC(2013, 0, 1), max: Date.UTC(2049, 0, 1) })

test('a time in ISO 8601 is what Date makes of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(9_999, 0, 1) }), (time) => {
      expect(parseIsoTime(new Date(time).toISOString())).toBe(time)
    }),
  )
})

test.each([
  ['Invalid Date'],
  [null],
  [1_700_000_000_000],
  ['2023-02-29T00:00:00.000Z'],
  ['2023-01-01T24:00:00.000Z'],
  ['2023-01-01'],
])('no time: %s', (text) => {
  expect(parseIsoTime(text)).toBeNull()
})

test('there is no thirteenth month and no thirty-first of April', () => {
  const noon = { year: 2_024, hour: 12, minute: 0, second: 0, millisecond: 0 }
  expect(epochMsOf({ ...noon, month: 2, day: 29 })).toBe(Date.UTC(2_024, 1, 29, 12))
  expect(epochMsOf({ ...noon, month: 13, day: 1 })).toBeNull()
  expect(epochMsOf({ ...noon, month: 4, day: 31 })).toBeNull()
})

const zones = [
  'UTC',
  'America/New_York',
  'America/St_Johns',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Auckland',
]

test.each([
  ...[
    'en-US',
    'en-GB',
    'en-CA',
    'en-AU',
    'en-IN',
    'de',
    'fr',
    'es',
    'it',
    'pt-BR',
    'pl',
    'ru',
    'nl',
    'sv',
    'da',
    'fi',
    'cs',
    'hu',
    'tr',
  ],
  ...['uk', 'el', 'he', 'hi', 'ja', 'ko', 'zh-CN', 'zh-TW', 'th', 'vi', 'id', 'ar-EG', 'bn'],
])('a clock on the wall, written in %s, is read to the second, wherever it hangs', (locale) => {
  const zone = fc.constantFrom(...zones)
  fc.assert(
    fc.property(someTime, zone, fc.integer({ min: -3_000, max: 20_000 }), (start, timeZone, reportAfterMs) => {
      const write = (time: number) => new Date(time).toLocaleString(locale, { timeZone })
      const clock = localClockOf([write(start)], [{ event: write(start), time: start + reportAfterMs }])
      expect([write(start), readLocalTime(write(start), clock)]).toEqual([write(start), Math.floor(start / 1_000) * 1_000])
    }),
    { numRuns: 50 },
  )
})

test('day and month that could be either are told by the reports', () => {
  const time = Date.UTC(2_024, 8, 3, 10, 0, 1)
  const british = localClockOf(['03/09/2024, 11:00:00'], [{ event: '03/09/2024, 11:00:00', time }])
  expect(british).toEqual({ order: 'dmy', zoneMs: 3_600_000 })
  const american = localClockOf(['9/3/2024, 11:00:00'], [{ event: '9/3/2024, 11:00:00', time }])
  expect(american.order).toBe('mdy')
})

test.each([['yesterday'], ['1403/7/7, 11:00:37'], ['28/09/2024'], ['']])(
  'what cannot be read with certainty is not read: %s',
  (text) => {
    const clock = localClockOf([text], [{ event: text, time: Date.UTC(2_024, 8, 28) }])
    expect(readLocalTime(text, clock)).toBeNull()
  },
)
