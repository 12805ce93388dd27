import { expect, test } from 'vitest'

import { backOffMs } from '../src/back-off.ts'

test('the pauses grow to seven seconds, and chance shortens each by up to a half', () => {
  expect([0, 1, 2, 3, 4, 5, 1_000].map((failures) => backOffMs(failures, () => 1))).toEqual([
    300, 1_200, 2_700, 4_800, 7_000, 7_000, 7_000,
  ])
  expect(backOffMs(0, () => 0)).toBe(150)
})
