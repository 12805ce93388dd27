import { describe, expect, test } from 'vitest'

import type { Report } from '@earshot/core/stats'

import { aged, longIdsOf, splitKey, type DumpedSeries, type Era } from './ager.ts'
import { importDump, recordedDump, reportsOf, type Imported } from './internals-dumps.ts'

const dump = recordedDump()
const connections = Object.entries(dump.PeerConnections)

describe('a dump of now', async () => {
  const imported = await importDump(dump)

  test('has in each report the values that each series has at its time', () => {
    let compared = 0
    for (const [id, { stats }] of connections) {
      const reports = reportsOf(imported, id)
      for (const [key, series] of Object.entries(stats)) {
        const [entryId, member] = splitKey(key)
        const [timestamps, values] = [valuesOf(stats[`${entryId}-timestamp`]), valuesOf(series)]
        if (member.startsWith('[') || member === 'type' || values.length !== timestamps.length) continue
        const found = reports.flatMap(({ stats: entries }) => entries.get(entryId) ?? [])
        expect(found.map(({ timestamp }) => timestamp)).toEqual(timestamps)
        expect([key, ...found.map((entry) => String(entry[member]))]).toEqual([key, ...values.map(String)])
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(700)
  })
})

describe.each([
  ['C', 1],
  ['B', 50],
  ['A', 50],
] as const)('the same calls in a dump of era %s', async (era, toleranceMs) => {
  const [now, then] = [await importDump(dump), await importDump(aged(dump, era))]

  test.each(connections)('tell the same events to the second, connection %s', (id) => {
    const [expected, found] = [eventsOf(now, id), eventsOf(then, id)]
    expect(found.map(([words]) => words)).toEqual(expected.map(([words]) => words))
    // Logs were written to the second.
    const aheadMs = expected.map(([, timestamp], index) => timestamp - (found[index]?.[1] ?? 0))
    expect(aheadMs.filter((ms) => ms < 0 || ms >= 1_000)).toEqual([])
  })

  test.each(connections)('give the same series, connection %s', (id, { stats }) => {
    const longIds = era === 'A' ? longIdsOf(stats) : new Map<string, string>()
    const [expected, found] = [reportsOf(now, id), reportsOf(then, id).map((report) => withIds(report, longIds))]
    expect(found.length).toBe(expected.length)
    for (const [index, report] of expected.entries()) {
      const other = found[index]
      expect(Math.abs((other?.timestamp ?? 0) - report.timestamp)).toBeLessThanOrEqual(toleranceMs)
      expect(membersOf(other, era)).toEqual(membersOf(report, era))
    }
  })
})

/** What happened, in words, and when. */
function eventsOf({ entries }: Imported, connection: string | null): readonly (readonly [words: string, timestamp: number])[] {
  return entries.flatMap((entry) => {
    if (entry.type !== 'event' || entry.connection !== connection) return []
    const { event, timestamp } = entry
    const words = event.type === 'other' ? event.name : JSON.stringify({ ...event, configuration: null })
    return [[words, timestamp] as const]
  })
}

/** The entries of a report by id, without what only one of the eras has. Levels were written as one of 32,767. */
function membersOf(report: Report | undefined, era: Era): Record<string, unknown> {
  const entries = [...(report?.stats.values() ?? [])].filter(({ type }) => era !== 'A' || type !== 'media-playout')
  return Object.fromEntries(
    entries.map((entry) => {
      // What comes a report later than its entry is placed by its first and last time, and those of what the peer reports stand still.
      const late = entry.type === 'remote-outbound-rtp' ? 'roundTripTime' : ''
      const members = Object.entries(entry).filter(([name]) => !['timestamp', 'mediaType', 'trackId', late].includes(name))
      return [
        entry.id,
        Object.fromEntries(members.map(([name, value]) => [name, name === 'audioLevel' ? Number(value).toFixed(4) : value])),
      ]
    }),
  )
}

function withIds({ timestamp, stats }: Report, longIds: ReadonlyMap<string, string>): Report {
  const shortIds = new Map([...longIds].map(([short, long]) => [long, short]))
  const short = (value: unknown) => (typeof value === 'string' ? (shortIds.get(value) ?? value) : value)
  const entries = [...stats.values()].map((entry) => {
    const members = Object.entries(entry).map(([name, value]) => [name, short(value)] as const)
    return { ...Object.fromEntries(members), id: String(short(entry.id)), type: entry.type, timestamp: entry.timestamp }
  })
  return { timestamp, stats: new Map(entries.map((entry) => [entry.id, entry])) }
}

function valuesOf(series: DumpedSeries | undefined): readonly unknown[] {
  return JSON.parse(series?.values ?? '[]') as unknown[]
}
