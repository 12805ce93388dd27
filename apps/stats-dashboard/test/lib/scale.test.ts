import { expect, test } from 'vitest'

import { scaleFor } from '../../src/lib/scale.ts'

test.each([
  { greatest: 1.65, least: 0.1, max: 2, step: 1 },
  { greatest: 2, least: 0.1, max: 2, step: 1 },
  { greatest: 30, least: 30, max: 30, step: 10 },
  { greatest: 31, least: 30, max: 40, step: 20 },
  { greatest: 0.4, least: 10, max: 10, step: 5 },
  { greatest: 263, least: 100, max: 300, step: 100 },
  { greatest: 999, least: 100, max: 1_000, step: 500 },
])('$greatest, and $least at least, fits 0 to $max in steps of $step', ({ greatest, least, max, step }) => {
  expect(scaleFor(greatest, least)).toEqual({ max, step })
})

test('always covers the greatest value with two to four grid lines', () => {
  for (let greatest = 0.013; greatest < 1e8; greatest *= 1.07) {
    const { max, step } = scaleFor(greatest, 0)
    expect(max).toBeGreaterThanOrEqual(greatest)
    expect(Math.round(max / step) + 1).toBeGreaterThanOrEqual(2)
    expect(Math.round(max / step) + 1).toBeLessThanOrEqual(4)
  }
})

test('an axis without values reaches to what it must', () => {
  expect(scaleFor(Number.NEGATIVE_INFINITY, 2)).toEqual({ max: 2, step: 1 })
})
