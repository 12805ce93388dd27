import * as fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'

import { timeTicks } from '../../src/lib/time-axis.ts'

const [secondMs, hourMs, dayMs] = [1_000, 3_600_000, 86_400_000]
/** Noon of a winter's day on whatever clock the tests run: no clock is changed in the days around it. */
const noon = new Date(2026, 0, 15, 12).getTime()

const labels = (from: number, to: number, { live = false, wide = true } = {}) =>
  timeTicks({ from, to }, { live, now: 'now', wide }).map(({ label }) => label)

test.each([
  { seconds: 5, expected: ['12:00:00', '12:00:01', '12:00:02', '12:00:03', '12:00:04', '12:00:05'] },
  { seconds: 60, expected: ['12:00:00', '12:00:15', '12:00:30', '12:00:45', '12:01:00'] },
  { seconds: 120, expected: ['12:00:00', '12:00:30', '12:01:00', '12:01:30', '12:02:00'] },
  { seconds: 600, expected: ['12:00', '12:02', '12:04', '12:06', '12:08', '12:10'] },
  { seconds: 3_600, expected: ['12:00', '12:15', '12:30', '12:45', '13:00'] },
  { seconds: 6 * 3_600, expected: ['12:00', '14:00', '16:00', '18:00'] },
])('$seconds s of a recording have round times of the day', ({ seconds, expected }) => {
  expect(labels(noon, noon + seconds * secondMs)).toEqual(expected)
})

test.each([
  { seconds: 30, expected: ['−30 s', '−20 s', '−10 s', 'now'] },
  { seconds: 120, expected: ['−2 min', '−90 s', '−60 s', '−30 s', 'now'] },
  { seconds: 600, expected: ['−10 min', '−8 min', '−6 min', '−4 min', '−2 min', 'now'] },
  { seconds: 4 * 3_600, expected: ['−4 h', '−3 h', '−2 h', '−60 min', 'now'] },
])('$seconds s of a call that goes on are counted from now', ({ seconds, expected }) => {
  expect(labels(noon + 123 - seconds * secondMs, noon + 123, { live: true })).toEqual(expected)
})

test('a narrow chart has room for fewer', () => {
  expect(labels(noon, noon + 5 * secondMs, { wide: false })).toEqual(['12:00:00', '12:00:02', '12:00:04'])
})

afterEach(() => vi.unstubAllEnvs())

test.each(['Asia/Kolkata', 'America/St_Johns', 'Pacific/Auckland'])('times are round by the clock of %s', (zone) => {
  vi.stubEnv('TZ', zone)
  const evening = new Date(2026, 0, 15, 18).getTime()
  expect(labels(evening, evening + 6 * hourMs)).toEqual(['18:00', '20:00', '22:00', '00:00'])
})

test('begins with the first round time in the window', () => {
  expect(labels(noon - 2_500, noon + 2_000)).toEqual(['11:59:58', '11:59:59', '12:00:00', '12:00:01', '12:00:02'])
})

test('a window between two round times has none', () => {
  expect(labels(noon + 100, noon + 200)).toEqual([])
  expect(labels(noon + 100, noon + 200, { live: true })).toEqual(['now'])
})

test('days have the day beside the time', () => {
  expect(labels(noon - 12 * hourMs, noon + 12 * hourMs, { wide: false })).toEqual([
    '01-15 00:00',
    '01-15 06:00',
    '01-15 12:00',
    '01-15 18:00',
    '01-16 00:00',
  ])
  expect(labels(noon - 12 * hourMs, noon + 84 * hourMs)).toEqual([
    '2026-01-15',
    '2026-01-16',
    '2026-01-17',
    '2026-01-18',
    '2026-01-19',
  ])
})

const window = (longest: number) =>
  fc
    .tuple(fc.integer({ min: noon - 2 * dayMs, max: noon + 2 * dayMs }), fc.integer({ min: 1, max: longest }))
    .map(([from, span]) => ({
      from,
      to: from + span,
    }))
const options = fc.record({ live: fc.boolean(), now: fc.constant('now'), wide: fc.boolean() })

test('ticks are in the window, in order, evenly spaced and not too many', () => {
  fc.assert(
    fc.property(window(5 * dayMs), options, ({ from, to }, how) => {
      const times = timeTicks({ from, to }, how).map(({ time }) => time)
      expect(times.length).toBeLessThanOrEqual(how.wide ? 6 : 5)
      expect(times.every((time) => time >= from && time <= to)).toBe(true)
      const spacings = new Set(times.slice(1).map((time, index) => time - (times[index] ?? 0)))
      expect(spacings.size).toBeLessThanOrEqual(1)
      expect([...spacings].every((spacing) => spacing >= secondMs)).toBe(true)
      expect(!how.live || times.at(-1) === to).toBe(true)
    }),
  )
})

test('no two ticks say the same', () => {
  fc.assert(
    fc.property(fc.oneof(window(10 * secondMs), window(hourMs), window(5 * dayMs)), options, (shown, how) => {
      const said = timeTicks(shown, how).map(({ label }) => label)
      expect(new Set(said).size).toBe(said.length)
    }),
    { numRuns: 500 },
  )
})

test('any window that a link can name has few ticks', () => {
  const time = fc.integer({ min: 0, max: 8_640_000_000_000_000 })
  fc.assert(
    fc.property(time, time, options, (a, b, how) => {
      fc.pre(a !== b)
      const ticks = timeTicks({ from: Math.min(a, b), to: Math.max(a, b) }, how)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(ticks.every(({ label }) => label !== '')).toBe(true)
    }),
  )
})
