import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  addToHistory,
  curveOf,
  hasSeries,
  newHistory,
  numbersOf,
  rangeOf,
  seriesNames,
  valueAt,
  type History,
} from '@earshot/diagnostics'

import { addToLevel, newLevel } from '../../src/history/level.ts'
import { congestedEntries } from '../entries.ts'
import { samplesOf } from '../import/dumps.ts'

/** A history of one series, `at` and `value` alternating. */
function historyOf(points: readonly (readonly [time: number, value: number | null, gap?: boolean])[]): History {
  const history = newHistory()
  for (const [time, value, gap = false] of points) addToHistory(history, time, new Map(value === null ? [] : [['x', value]]), gap)
  return history
}

const drawn = (history: History, from: number, to: number, points = 1_000) => {
  const { times, values } = curveOf(history, 'x', from, to, points)
  return [...times].map((time, index) => [time, values[index]])
}

function bytesOf({ levels }: History): number {
  const columns = levels.flatMap(({ times, breaks, series }) => [
    ...[times, breaks],
    ...[...series.values()].flatMap(({ least, greatest }) => [...new Set([least, greatest])]),
  ])
  return columns.reduce((sum, column) => sum + column.byteLength, 0)
}

describe('a history', () => {
  test('draws the samples of a window, with one on either side', () => {
    const history = historyOf([1, 2, 3, 4, 5].map((second) => [1_000 * second, second]))
    expect(drawn(history, 2_500, 3_500)).toEqual([
      [2_000, 2],
      [3_000, 3],
      [4_000, 4],
    ])
    expect(rangeOf(history)).toEqual({ from: 1_000, to: 5_000 })
  })

  test('breaks the line where nothing was measured, and where there was a gap', () => {
    const history = historyOf([
      [1_000, 1],
      [2_000, null],
      [3_000, 3],
      [4_000, 4, true],
      [20_000, 5],
    ])
    expect(drawn(history, 0, 30_000)).toEqual([
      [1_000, 1],
      [2_000, Number.NaN],
      [3_000, 3],
      [3_500, Number.NaN],
      [4_000, 4],
      [12_000, Number.NaN],
      [20_000, 5],
    ])
  })

  test('does not break the line of samples that come every ten seconds', () => {
    const history = historyOf([1, 2, 3, 4].map((index) => [10_000 * index, index]))
    expect(drawn(history, 0, 100_000).some(([, value]) => Number.isNaN(value))).toBe(false)
  })

  test('keeps what sticks out of a day, and no more memory than that', () => {
    const history = newHistory()
    const hour = 3_600_000
    for (let time = 0; time < 26 * hour; time += 1_000)
      addToHistory(history, time, new Map([['x', time === 5 * hour ? 99 : 1]]), false)
    const day = drawn(history, 2 * hour, 26 * hour, 3_000)
    expect(day.length).toBeLessThan(3_000)
    expect(Math.max(...day.map(([, value]) => value ?? 0))).toBe(99)
    expect(bytesOf(history)).toBeLessThan(75_000)
    // The last quarter of an hour is as fine as it was measured.
    expect(drawn(history, 26 * hour - 60_000, 26 * hour).length).toBeGreaterThan(59)
  })

  test('has room for a thousand series: one that is over makes room for a new one, and those that go on stay', () => {
    const history = newHistory()
    for (let second = 0; second < 3_000; second += 1) {
      // One goes on, one comes seldom, and each second one is there for that second only.
      const seldom = second % 50 === 0 ? ['seldom'] : []
      const names = [`moment ${second}`, 'x', ...seldom]
      addToHistory(history, 1_000 * second, new Map(names.map((name) => [name, second])), false)
    }
    const names = seriesNames(history)
    expect(names.length).toBeLessThanOrEqual(1_000)
    expect(names).toEqual(expect.arrayContaining(['x', 'seldom', 'moment 2999', 'moment 2100']))
    expect(names).not.toContain('moment 1')
    expect(drawn(history, 2_990_000, 3_000_000)).toHaveLength(11)
    expect(valueAt(history, 'seldom', 2_950_000, 0)).toBe(2_950)
  })

  test('leaves out new series while a thousand go on, also after the page has slept', () => {
    const history = newHistory()
    const all = Array.from({ length: 1_001 }, (_, index): [string, number] => [`series ${index}`, index])
    for (const time of [1_000, 2_000, 600_000]) addToHistory(history, time, new Map(all.slice(0, 1_000)), false)
    addToHistory(history, 900_000, new Map(all.toReversed()), false)
    expect(seriesNames(history).toSorted()).toEqual(
      all
        .slice(0, 1_000)
        .map(([name]) => name)
        .toSorted(),
    )
    addToHistory(history, 960_001, new Map(all.slice(1_000)), false)
    expect(hasSeries(history, 'series 1000')).toBe(true)
  })

  test('takes little memory for a series that is there for a moment, and none when that is a day ago', () => {
    const [without, history] = [newHistory(), newHistory()]
    const add = (time: number, ...names: readonly string[]) => {
      addToHistory(without, time, new Map([['x', 1]]), false)
      addToHistory(history, time, new Map(['x', ...names].map((name) => [name, 1])), false)
    }
    for (let second = 0; second < 3_600; second += 1) add(1_000 * second, ...(second === 1_800 ? ['moment'] : []))
    expect(valueAt(history, 'moment', 1_800_000, 30_000)).toBe(1)
    expect(bytesOf(history) - bytesOf(without)).toBeLessThan(200)
    for (let minute = 61; minute < 49 * 60; minute += 1) add(60_000 * minute)
    expect(seriesNames(history)).toEqual(['x'])
  })

  test('tells the value at a time', () => {
    const history = historyOf([
      [1_000, 1],
      [2_000, 2],
      [3_000, null],
    ])
    expect([500, 1_000, 2_400, 3_000, 9_000].map((time) => valueAt(history, 'x', time, 2_000))).toEqual([null, 1, 2, null, null])
    expect([hasSeries(history, 'x'), hasSeries(history, 'y')]).toEqual([true, false])
  })

  test('leaves out what comes late', () => {
    const history = historyOf([
      [2_000, 2],
      [1_000, 1],
      [2_000, 3],
    ])
    expect(drawn(history, 0, 9_000)).toEqual([[2_000, 2]])
  })

  test('is as a structured clone what it was', () => {
    const history = historyOf([
      [1_000, 1],
      [2_000, 2],
    ])
    const clone = structuredClone(history)
    expect(drawn(clone, 0, 9_000)).toEqual(drawn(history, 0, 9_000))
    addToHistory(clone, 3_000, new Map([['x', 3]]), false)
    expect(drawn(clone, 0, 9_000)).toHaveLength(3)
  })
})

test('what is drawn lies between the least and the greatest that were measured, at any resolution', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 200, max: 90_000 }), fc.option(fc.integer({ min: -1_000, max: 1_000 }))), {
    minLength: 1,
    maxLength: 300,
  })
  fc.assert(
    fc.property(points, fc.integer({ min: 2, max: 200 }), (steps, budget) => {
      let time = 0
      const history = historyOf(steps.map(([step, value]) => [(time += step), value]))
      const known = steps.flatMap(([, value]) => (value === null ? [] : [value]))
      const curve = curveOf(history, 'x', 0, time, budget)
      const values = [...curve.values].filter((value) => !Number.isNaN(value))
      expect([...curve.times]).toEqual([...curve.times].toSorted((a, b) => a - b))
      // Of nothing the least is Infinity, and the greatest -Infinity.
      expect(Math.min(...values)).toBe(Math.min(...known))
      expect(Math.max(...values)).toBe(Math.max(...known))
    }),
  )
})

test('a level that is full keeps the newest of every series, whenever each was there', () => {
  const moments = fc.array(fc.record({ x: fc.nat(9), y: fc.nat(9), z: fc.nat(9) }, { requiredKeys: [] }), { maxLength: 120 })
  fc.assert(
    fc.property(moments, (all) => {
      const level = newLevel(0, 16)
      for (const [time, values] of all.entries()) addToLevel(level, time, new Map(Object.entries(values)), false)
      const kept = all.slice(all.length - level.length)
      expect(level.length).toBeGreaterThanOrEqual(Math.min(all.length, 14))
      expect([...level.series.keys()].toSorted()).toEqual([...new Set(kept.flatMap((values) => Object.keys(values)))].toSorted())
      for (const [name, { from, length, least }] of level.series) {
        const values = kept.map((_, point) => (point < from || point >= from + length ? undefined : least[point - from]))
        expect(values.map((value) => value ?? Number.NaN)).toEqual(
          kept.map((moment) => new Map(Object.entries(moment)).get(name) ?? Number.NaN),
        )
      }
    }),
  )
})

test('the numbers of a sample have names', () => {
  const [sample] = samplesOf(congestedEntries()).slice(-1)
  const names = sample === undefined ? [] : [...numbersOf(sample).keys()]
  expect(names).toEqual(
    expect.arrayContaining(['path.roundTripTimeMs', 'outbound:video:1: bitrate', 'outbound:video:1: bandwidthLimited']),
  )
  expect(seriesNames(newHistory())).toEqual([])
})
