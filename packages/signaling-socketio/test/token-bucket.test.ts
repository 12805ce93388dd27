import { expect, test } from 'vitest'

import { tokenBucket } from '../src/token-bucket.ts'

test('gives its burst at once, then as much as time brings, and never more than the burst', () => {
  let time = 0
  const take = tokenBucket({ perSecond: 50, burst: 200, now: () => time })
  expect(take(200)).toBe(true)
  expect(take(1)).toBe(false)
  time += 20
  expect(take(1)).toBe(true)
  expect(take(1)).toBe(false)
  time += 3_600_000
  expect(take(201)).toBe(false)
  expect(take(200)).toBe(true)
})

test('takes nothing when it can not give all', () => {
  const take = tokenBucket({ perSecond: 1, burst: 10, now: () => 0 })
  expect(take(11)).toBe(false)
  expect(take(10)).toBe(true)
})
