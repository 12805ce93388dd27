import { expect, test } from 'vitest'

import { levelOf } from '../../src/media/loudness.ts'

test.each([
  [[1, -1, 1, -1], 0],
  [[0.1, -0.1], -20],
  [Array.from({ length: 480 }, (_, index) => Math.sin((index * Math.PI) / 24)), -3.01],
])('samples are as loud as their root mean square', (samples, decibels) => {
  expect(levelOf(samples)).toBeCloseTo(decibels, 2)
})

test.each([[[0, 0, 0]], [[1e-6, -1e-6]], [[]]])('silence has no level', (samples) => {
  expect(levelOf(samples)).toBeNull()
})
