import type { IssueType } from '@earshot/diagnostics'
import { expect, test } from 'vitest'

import { explains } from '../../src/lib/explained.ts'
import { congestionPlots, glancePlots } from '../../src/lib/plot.ts'

const ids = [...glancePlots, ...congestionPlots].map(({ id }) => id)

test.each<{ type: IssueType; charts: readonly string[] }>([
  { type: 'low-mos', charts: ['score'] },
  { type: 'dead-mic', charts: ['sent'] },
  { type: 'network-loss-uplink', charts: ['loss', 'retransmitted', 'loss-up'] },
  { type: 'bufferbloat', charts: ['sent', 'round-trip', 'congestion-rates', 'headroom', 'queue', 'limited', 'loss-up'] },
  { type: 'slow-connect', charts: [] },
  { type: 'outage', charts: ids },
  { type: 'ice-failed', charts: ids },
])('$type is shown on $charts', ({ type, charts }) => {
  expect(ids.filter((id) => explains(id, type))).toEqual(charts)
})

test('the chart of a single number shows every issue', () => {
  expect(explains('outbound:video:1:-meanQp', 'slow-connect')).toBe(true)
})
