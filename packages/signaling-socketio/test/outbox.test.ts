import { expect, test } from 'vitest'

import { outbox } from '../src/outbox.ts'

const kilobyte = 1_024

test('one megabyte may wait, and not more', () => {
  const waiting = outbox(() => 0)
  for (let count = 0; count < 16; count += 1) expect(waiting.add(64 * kilobyte - 256)).toBeNull()
  expect(waiting.add(0)).toBe('more than 1 MB waits to be read')
})

test('what is written makes room', () => {
  const waiting = outbox(() => 0)
  for (let count = 0; count < 1_000; count += 1) {
    expect(waiting.add(64 * kilobyte)).toBeNull()
    if (count >= 10) waiting.written(1)
  }
})

test('short messages cost their overhead', () => {
  const waiting = outbox(() => 0)
  for (let count = 0; count < 4_096; count += 1) expect(waiting.add(0)).toBeNull()
  expect(waiting.add(0)).toBe('more than 1 MB waits to be read')
})

test('64 messages may wait for ever, and more of them only while some are written', () => {
  let time = 0
  const waiting = outbox(() => time)
  for (let count = 0; count < 64; count += 1) waiting.add(10)
  time = 60_000
  expect(waiting.add(10)).toBe('more than 64 messages wait to be read, and none was for 10 s')
  waiting.written(1)
  time = 65_000
  expect(waiting.add(10)).toBeNull()
  time = 75_000
  expect(waiting.add(10)).toContain('none was for 10 s')
})

test('a burst after a long silence is no standstill', () => {
  let time = 0
  const waiting = outbox(() => time)
  waiting.add(10)
  waiting.written(1)
  time = 3_600_000
  for (let count = 0; count < 256; count += 1) expect(waiting.add(4_096 - 256)).toBeNull()
})
