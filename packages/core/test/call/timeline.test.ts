import { expect, test } from 'vitest'

import { appendEntry, type TimelineEntry } from '../../src/call/timeline.ts'

const entry = (at: number): TimelineEntry => ({ at, timestamp: at, type: 'call', state: 'connected' })

test('a call of hours keeps its beginning and its latest, and no more than a bound', () => {
  let entries: readonly TimelineEntry[] = []
  for (let at = 0; at < 5_000; at += 1) entries = appendEntry(entries, entry(at))
  expect(entries).toHaveLength(1_000)
  expect([entries[0]?.at, entries[199]?.at, entries[200]?.at, entries.at(-1)?.at]).toEqual([0, 199, 4_200, 4_999])
})
