import { expect, test } from 'vitest'

import { glanceSeries } from '../../src/lib/glance.ts'
import { congestionPlots, glancePlots } from '../../src/lib/plot.ts'
import { english } from '../../src/words/english.ts'

const plots = [...glancePlots, ...congestionPlots]

test('charts draw series that the glance has, and all of them', () => {
  const drawn = plots.flatMap(({ lines, tints = [] }) => [...lines, ...tints].map(({ series }) => series))
  expect(new Set(drawn)).toEqual(new Set(glanceSeries))
})

test('every chart has a name of its own', () => {
  expect(new Set(plots.map(({ id }) => id)).size).toBe(plots.length)
})

test('lines of one chart differ in label, colour and dashes', () => {
  for (const { lines } of plots) {
    expect(new Set(lines.map(({ label }) => english.lines[label])).size).toBe(lines.length)
    expect(new Set(lines.map(({ colour }) => colour)).size).toBe(lines.length)
    expect(new Set(lines.map(({ dash }) => dash.join())).size).toBe(lines.length)
  }
})

test('the smallest unit of a chart suits an axis that reaches no further than it must', () => {
  for (const { units, least } of plots) {
    const sizes = units.map(({ size }) => size)
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
    expect(sizes[0]).toBeLessThanOrEqual(least)
  }
})
