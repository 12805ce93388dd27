import { describe, expect, test } from 'vitest'

import { createHistory, type History } from '../../src/lib/history.ts'
import { readingWith } from './samples.ts'

function pushAt(history: History, ...times: readonly number[]): void {
  for (const time of times) history.push(time, readingWith({ sent: time }), false)
}

function points(history: History): readonly (readonly [number, number])[] {
  return Array.from({ length: history.length }, (_, index) => [history.time(index), history.value('sent', index)] as const)
}

test('keeps the newest points in order when it is full', () => {
  const history = createHistory(3)
  pushAt(history, 1_000, 2_000, 3_000, 4_000, 5_000)

  expect(points(history)).toEqual([
    [3_000, 3_000],
    [4_000, 4_000],
    [5_000, 5_000],
  ])
})

test('holds ten minutes at one point a second, however long it runs', () => {
  const history = createHistory()
  for (let second = 1; second <= 4_000; second += 1) pushAt(history, second * 1_000)

  expect(history.length).toBe(600)
  expect(history.time(0)).toBe(3_401_000)
})

test('a value that was not measured is NaN, which a chart leaves open', () => {
  const history = createHistory()
  pushAt(history, 1_000)

  expect(history.value('lossUp', 0)).toBeNaN()
})

describe('gaps', () => {
  test('an announced gap breaks the line before the point', () => {
    const history = createHistory()
    pushAt(history, 1_000)
    history.push(2_000, readingWith({ sent: 2_000 }), true)

    expect(points(history)).toEqual([
      [1_000, 1_000],
      [1_500, Number.NaN],
      [2_000, 2_000],
    ])
  })

  test('a silence on the way here breaks the line too', () => {
    const history = createHistory()
    pushAt(history, 1_000, 2_000, 9_000, 10_000)

    expect(points(history).map(([, value]) => Number.isNaN(value))).toEqual([false, false, true, false, false])
  })

  test('a call that reports every ten seconds has no gaps', () => {
    const history = createHistory()
    pushAt(history, 10_000, 20_000, 30_000)

    expect(history.length).toBe(3)
  })
})

describe('time that does not advance', () => {
  test('a point that is not newer than the last is left out', () => {
    const history = createHistory()
    pushAt(history, 2_000, 2_000, 1_500, 3_000)

    expect(points(history).map(([time]) => time)).toEqual([2_000, 3_000])
  })

  test('a clock that was set back starts a new history', () => {
    const history = createHistory()
    pushAt(history, 100_000, 101_000, 40_000)

    expect(points(history)).toEqual([[40_000, 40_000]])
  })
})
