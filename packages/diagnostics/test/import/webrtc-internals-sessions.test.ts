import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { aged } from './ager.ts'
import { importDump, reportsOf } from './internals-dumps.ts'
import { dumpOf, sessions, type Session } from './session.ts'

test('whatever entries come and go, and whenever reports were asked for, each report is as it was', async () => {
  const gapMs = fc.double({ min: 60, max: 70_000, noNaN: true })
  await fc.assert(
    fc.asyncProperty(sessions(gapMs), async (session) => {
      const imported = await importDump(dumpOf(session))
      expect(imported.notes).toEqual([])
      expect(reportsOf(imported, '1-1').map(({ timestamp }) => timestamp)).toEqual(session.polls)
      expect(reportsOf(imported, '1-1').map(({ stats }) => [...stats.values()])).toEqual(entriesByPoll(session))
    }),
    { numRuns: 200 },
  )
})

test('without timestamps each report has the same values, and its time is right to a fifth of a second', async () => {
  const gapMs = fc.double({ min: 1_000, max: 1_030, noNaN: true })
  await fc.assert(
    fc.asyncProperty(sessions(gapMs), async (session) => {
      const imported = await importDump(aged(dumpOf(session), 'B'))
      expect(imported.notes).toEqual([{ type: 'estimated-times' }])
      const reports = reportsOf(imported, '1-1')
      for (const [poll, { timestamp }] of reports.entries()) {
        expect(Math.abs(timestamp - (session.polls[poll] ?? 0))).toBeLessThan(200)
      }
      expect(reports.map(({ stats }) => [...stats.values()].map(untimed))).toEqual(
        entriesByPoll(session).map((entries) => entries.map(untimed)),
      )
    }),
    { numRuns: 200 },
  )
})

/** What getStats returned. */
function entriesByPoll({ polls, entries }: Session): readonly (readonly Record<string, unknown>[])[] {
  return polls.map((_, poll) =>
    entries
      .filter(({ first, end }) => first <= poll && poll < end)
      .map(({ id, type, timestamps, members }) => ({
        ...{ id, type, timestamp: timestamps[poll] },
        ...Object.fromEntries(
          members.filter(({ first, end }) => first <= poll && poll < end).map(({ name, values }) => [name, values[poll]]),
        ),
      })),
  )
}

function untimed(entry: object): object {
  return { ...entry, timestamp: null }
}
