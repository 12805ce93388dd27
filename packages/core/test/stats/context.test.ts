import { expect, test } from 'vitest'

import { contextStats, type Context, type Section } from '../../src/stats/context.ts'
import { readReport } from '../../src/stats/report.ts'
import { takeSnapshot } from '../../src/stats/snapshot.ts'
import { readSummary } from '../../src/stats/summary.ts'

const section: Section = {
  ...{ mid: '1', kind: 'video', direction: 'sendrecv', sent: 'live' },
  ...{ sentMuted: false, screen: true, frameRate: 30, receivedMuted: true },
}
const context: Context = {
  page: { hidden: true, signaling: 'reconnecting' },
  sections: [section, { ...section, mid: '2', screen: false, frameRate: null }],
  peer: { ...readSummary({}), receivedLoss: 0.1, screens: ['1'], silent: ['0'] },
  others: { calls: 2, receivedLoss: 0.05, sentLoss: null },
}

test('what getStats does not say is in the report, and comes back out of it', () => {
  const written: unknown = JSON.parse(JSON.stringify(contextStats(context, 1_000)))
  expect(takeSnapshot(readReport(written as unknown[])).context).toEqual(context)
})

test('a report without it has none', () => {
  expect(takeSnapshot(readReport([])).context).toEqual({ page: null, sections: [], peer: null, others: null })
})

test.each([
  ['no object', 7],
  ['no numbers', { receivedLoss: 'much', microphone: NaN, screens: 'all' }],
  ['lists without end', { screens: Array.from({ length: 1_000 }, () => ({})) }],
])('a summary of %s says nothing', (_, value) => {
  expect(readSummary(value)).toEqual(readSummary({}))
})
