import { expect, test } from 'vitest'

import { allSeries, csv } from '@earshot/diagnostics'

import { keys, sampleAt } from '../samples.ts'

test('a table has a line for each sample, and nothing where nothing was measured', () => {
  const samples = [sampleAt(0, { path: { roundTripTimeMs: null } }), sampleAt(1_000)]
  const series = [
    { name: 'round trip, ms', valueOf: ({ path }: (typeof samples)[number]) => path.roundTripTimeMs },
    { name: 'state', valueOf: () => 'a "word"' },
  ]
  expect(csv(samples, series)).toBe(
    'time,"round trip, ms",state\r\n1970-01-01T00:00:00.000Z,,"a ""word"""\r\n1970-01-01T00:00:01.000Z,40,"a ""word"""\r\n',
  )
})

test('what a spreadsheet would compute is a word', () => {
  const series = [{ name: '=1+1', valueOf: () => '@SUM(A1)' }]
  expect(csv([sampleAt(0)], series)).toBe("time,'=1+1\r\n1970-01-01T00:00:00.000Z,'@SUM(A1)\r\n")
})

test('everything that was measured of every track is there', () => {
  const samples = [sampleAt(0), sampleAt(1_000)]
  const names = allSeries(samples).map(({ name }) => name)
  for (const name of ['path queueMs', `${keys.sentVideo} encodeMs`, `${keys.receivedAudio} audiblyConcealed`]) {
    expect(names).toContain(name)
  }
  const [head, first] = csv(samples, allSeries(samples)).split('\r\n')
  expect(first?.split(',').length).toBe(head?.split(',').length)
})

test('what was never measured has no column, and what was measured late has its place', () => {
  const samples = [sampleAt(0, { path: { roundTripTimeMs: null, queueMs: null } }), sampleAt(1_000, { path: { queueMs: null } })]
  const series = allSeries(samples)
  const names = series.map(({ name }) => name)
  expect(names).not.toContain('path queueMs')
  expect(names).not.toContain('path pair')
  expect(names.indexOf('path roundTripTimeMs')).toBe(0)
  for (const { name, valueOf } of series)
    expect([name, samples.every((sample) => valueOf(sample) === null)]).toEqual([name, false])
})
