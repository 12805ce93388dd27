import { addToHistory, newHistory, type Curve, type History } from '@earshot/diagnostics'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { bitrates, glancePlots, line, percent, type Plot } from '../../src/lib/plot.ts'
import { spansOf, valuesAt, viewOf } from '../../src/lib/plot-view.ts'

const start = 1_000_000

/** A sample a second. */
function historyOf(samples: readonly Readonly<Record<string, number>>[]): History {
  const history = newHistory()
  for (const [index, sample] of samples.entries()) {
    addToHistory(history, start + 1_000 * index, new Map(Object.entries(sample)), false)
  }
  return history
}

/** A value at each time from 0 on. */
function curve(...values: readonly number[]): Curve {
  return { times: Float64Array.from(values, (_, time) => time), values: Float64Array.from(values) }
}

const rates: Plot = {
  ...{ id: 'rates', title: 'sent', units: bitrates, least: 100_000 },
  lines: [line('sent', 'sent', 'blue', []), line('available', 'available', 'teal', [])],
}

test.each([
  { sent: 263_000, unit: 'kbit/s', max: 300 },
  { sent: 1_650_000, unit: 'Mbit/s', max: 2 },
  { sent: 1_000, unit: 'kbit/s', max: 100 },
])('$sent bit/s at most are drawn in $unit up to $max', ({ sent, unit, max }) => {
  const view = viewOf(rates, historyOf([{ sent: 0 }, { sent }]), { from: start, to: start + 2_000 })
  expect(view).toMatchObject({ unit: { label: unit }, scale: { max }, empty: false })
  expect(view.curves.map(({ values }) => values.length)).toEqual([2, 0])
})

test('what was measured outside of the window neither fills a chart nor stretches its axis', () => {
  const history = historyOf([{ sent: 9e6 }, { sent: 200_000 }, { sent: 250_000 }, { sent: 9e6 }])
  const window = { from: start + 900, to: start + 2_100 }
  expect(viewOf(rates, history, window)).toMatchObject({ unit: { label: 'kbit/s' }, scale: { max: 300 }, window })
  expect(viewOf(rates, history, { from: start + 10_000, to: start + 20_000 }).empty).toBe(true)
})

test('nothing measured is an empty chart with an axis, and a measured 0 is not empty', () => {
  const window = { from: start, to: start + 1_000 }
  expect(viewOf(rates, newHistory(), window)).toMatchObject({ empty: true, scale: { max: 100 }, tints: [] })
  expect(viewOf(rates, historyOf([{ sent: 0 }]), window)).toMatchObject({ empty: false, scale: { max: 100 } })
  expect(viewOf(rates, historyOf([{ sent: -5_000 }]), window)).toMatchObject({ empty: false, scale: { max: 100 } })
})

test('every value in a window fits on the axis of its unit', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e10, noNaN: true }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(fc.constantFrom(...glancePlots), values, (plot, list) => {
      const [{ series } = { series: '' }] = plot.lines
      const history = historyOf(list.map((value) => ({ [series]: value })))
      const { unit, scale } = viewOf(plot, history, { from: start, to: start + 60_000 })
      expect(plot.units).toContain(unit)
      expect(scale.max * unit.size * (1 + 1e-6)).toBeGreaterThanOrEqual(Math.max(plot.least, ...list))
    }),
  )
})

test('shows the value of each line at a time, in the unit of the chart, unless it is too old', () => {
  const [kbit, mbit] = bitrates
  if (kbit === undefined || mbit === undefined) throw new Error('there are two units')
  const history = historyOf([{ sent: 500_000 }, { sent: 250_000, available: 2_000_000 }])
  expect(valuesAt(rates, kbit, history, start)).toEqual([500, null])
  expect(valuesAt(rates, mbit, history, start + 1_500)).toEqual([0.25, 2])
  expect(valuesAt(rates, kbit, history, start - 1)).toEqual([null, null])
  expect(valuesAt(rates, kbit, history, start + 16_000)).toEqual([250, 2_000])
  expect(valuesAt(rates, kbit, history, start + 16_001)).toEqual([null, null])
})

test('the time in which an encoder was limited is tinted, with what limited it', () => {
  const limited: Plot = {
    ...{ id: 'frames', title: 'frames', units: percent, least: 1, lines: [] },
    tints: [{ series: 'cpuLimited', from: 0.5, label: 'limitedByCpu', tone: 'bad' }],
  }
  const history = historyOf([0, 0, 0.5, 1, 0.4, 0].map((cpuLimited) => ({ cpuLimited })))
  expect(viewOf(limited, history, { from: start, to: start + 6_000 }).tints).toEqual([
    { from: start + 1_000, to: start + 3_000, tone: 'bad', label: 'limitedByCpu' },
  ])
})

test.each<{ says: string; values: readonly number[]; spans: readonly (readonly [from: number, to: number])[] }>([
  { says: 'none where there is nothing', values: [], spans: [] },
  { says: 'none of one point, which has no time before it', values: [1], spans: [] },
  { says: 'the stretch before a point', values: [0, 1, 0], spans: [[0, 1]] },
  { says: 'one where stretches meet', values: [0, 1, 0.5, 0.4], spans: [[0, 2]] },
  {
    says: 'two around a break',
    values: [0, 1, Number.NaN, 1],
    spans: [
      [0, 1],
      [2, 3],
    ],
  },
])('spans are $says', ({ values, spans }) => {
  expect(spansOf(curve(...values), 0.5).map(({ from, to }) => [from, to])).toEqual(spans)
})
