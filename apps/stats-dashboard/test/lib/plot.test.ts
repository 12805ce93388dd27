import { expect, test } from 'vitest'

import { createHistory } from '../../src/lib/history.ts'
import { plots, viewOf, type Plot } from '../../src/lib/plot.ts'
import { metrics } from '../../src/lib/reading.ts'
import { readingWith } from './samples.ts'

function plotOf(title: string): Plot {
  const plot = plots.find((candidate) => candidate.title === title)
  if (plot === undefined) throw new Error(`There is no plot ${title}`)
  return plot
}

test('every metric is on exactly one chart', () => {
  expect(plots.flatMap(({ lines }) => lines.map(({ metric }) => metric)).toSorted()).toEqual([...metrics].toSorted())
})

test('lines of one chart differ in dash, not in colour alone', () => {
  for (const { lines } of plots) expect(new Set(lines.map(({ dash }) => dash.join())).size).toBe(lines.length)
})

test('chooses the unit that suits the greatest value in the window', () => {
  const history = createHistory()
  history.push(1_000, readingWith({ received: 3_200_000 }), false)
  expect(viewOf(plotOf('Received'), history, [120_000])).toMatchObject({
    unit: { label: 'Mbit/s' },
    present: [3.2],
    scale: { max: 4 },
  })

  history.push(200_000, readingWith({ received: 64_000 }), false)
  expect(viewOf(plotOf('Received'), history, [120_000])).toMatchObject({
    unit: { label: 'kbit/s' },
    present: [64],
    scale: { max: 100 },
  })
})

test('shows ratios in percent', () => {
  const history = createHistory()
  history.push(1_000, readingWith({ lossUp: 0.019, lossDown: 0 }), false)

  const [up, down] = viewOf(plotOf('Lost packets'), history, [120_000]).present
  expect(up).toBeCloseTo(1.9)
  expect(down).toBe(0)
})

test('the window ends at the last point, by the clock of the report', () => {
  const history = createHistory()
  history.push(500_000, readingWith({ sent: 1 }), false)

  expect(viewOf(plotOf('Sent'), history, [120_000])).toMatchObject({ from: 380_000, to: 500_000 })
})

test('the window is the smallest that holds the call, and stays at the largest', () => {
  const history = createHistory()
  const windowNow = (): number => {
    const { from, to } = viewOf(plotOf('Sent'), history, [30_000, 60_000])
    return to - from
  }
  history.push(1_000, readingWith({}), false)
  expect(windowNow()).toBe(30_000)
  history.push(41_000, readingWith({}), false)
  expect(windowNow()).toBe(60_000)
  history.push(901_000, readingWith({}), false)
  expect(windowNow()).toBe(60_000)
})

test('a chart without a value in the window says so', () => {
  const history = createHistory()
  history.push(1_000, readingWith({ sent: 1_000 }), false)

  expect(viewOf(plotOf('Frames per second'), history, [120_000])).toMatchObject({ empty: true, present: [null, null] })
  expect(viewOf(plotOf('Sent'), history, [120_000]).empty).toBe(false)
})
