import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { newCadence, nextCadence, type Poll } from '../../src/stats/cadence.ts'

const easy: Poll = { now: 0, answerMs: 5, convertMs: 0.5, entries: 60, hidden: false }

/** The periods after these polls, each a second after the other. */
function periods(polls: readonly Partial<Poll>[], baseMs = 1_000): readonly number[] {
  let cadence = newCadence(baseMs)
  return polls.map((poll, second) => {
    cadence = nextCadence(cadence, baseMs, { ...easy, now: 1_000 * second, ...poll })
    return cadence.periodMs
  })
}

const times = <Type>(count: number, value: Type): readonly Type[] => Array.from({ length: count }, () => value)

test('statistics are read as often as asked, while that is cheap', () => {
  expect(periods(times(5, {}))).toEqual(times(5, 1_000))
})

test('a hidden page is read every five seconds, which it comes to by steps that are no gaps, and at once as before when it is shown', () => {
  expect(periods([{ hidden: true }, { hidden: true }, { hidden: true }, {}])).toEqual([2_000, 4_000, 5_000, 1_000])
})

test('large reports are read less often', () => {
  expect(periods(times(3, { entries: 200 }))).toEqual(times(3, 2_000))
  expect(periods(times(3, { entries: 872 })).at(-1)).toBe(5_000)
})

test('what takes a fifth of the period to be answered is asked half as often, down to every ten seconds', () => {
  const slow = periods(times(12, { answerMs: 1_900 }))
  expect(slow.at(-1)).toBe(10_000)
  expect(slow).toEqual(slow.toSorted((a, b) => a - b))
})

test('one slow answer changes nothing', () => {
  expect(periods([{}, {}, { answerMs: 600 }, {}, {}])).toEqual(times(5, 1_000))
})

test('half a minute of ease makes it quicker again, step by step', () => {
  const list = periods([...times(6, { convertMs: 20 }), ...times(200, {})])
  expect(list[5]).toBeGreaterThan(1_000)
  expect(list.slice(6, 36).every((period) => period === list[6])).toBe(true)
  expect(list.at(-1)).toBe(1_000)
})

test('whatever happens the period stays between what was asked and ten seconds', () => {
  const poll = fc.record({
    answerMs: fc.nat({ max: 5_000 }),
    convertMs: fc.nat({ max: 100 }),
    entries: fc.nat({ max: 1_000 }),
    hidden: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(poll), fc.integer({ min: 100, max: 8_000 }), (polls, baseMs) => {
      for (const period of periods(polls, baseMs)) {
        expect(period).toBeGreaterThanOrEqual(baseMs)
        expect(period).toBeLessThanOrEqual(10_000)
      }
    }),
  )
})
