import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Stats } from '@earshot/core/stats'

import { RecordingError } from '../../src/import/importer.ts'
import type { Entry } from '../../src/recording/entry.ts'

import { aged, type Dump, type DumpedConnection } from './ager.ts'
import { importText, recordedDump, textOf } from './internals-dumps.ts'

/** `EARSHOT_MUTATIONS=100000` for a long run. */
const mutations = Number(process.env['EARSHOT_MUTATIONS'] ?? 300)

const recorded = shortened(recordedDump())
const dumps = (['A', 'B', 'C', 'D'] as const).map((era) => aged(recorded, era))

const words = [
  '__proto__',
  'constructor',
  'NaN',
  '1e999',
  '-0',
  '99999999999999999999',
  'null',
  '"',
  '\\',
  '\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\uD800',
]
const deep = ['['.repeat(25_000), '{"a":'.repeat(25_000), '\\"['.repeat(5_000)]
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const text = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...words) },
  { weight: 5, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom(...deep) },
)

/** What happens to the text of a dump. */
const damage: fc.Arbitrary<(dump: string) => string> = fc.oneof(
  place.map((at) => (dump: string) => dump.slice(0, at * dump.length)),
  fc.tuple(place, text).map(
    ([at, inserted]) =>
      (dump: string) =>
        dump.slice(0, at * dump.length) + inserted + dump.slice(at * dump.length),
  ),
  fc.tuple(place, text).map(
    ([at, instead]) =>
      (dump: string) =>
        dump.slice(0, at * dump.length) + instead + dump.slice(at * dump.length + instead.length),
  ),
  fc.tuple(place, place).map(
    ([from, to]) =>
      (dump: string) =>
        dump.slice(0, from * dump.length) + dump.slice(to * dump.length),
  ),
)

/** What is written in place of one of its values. */
const replacement = fc.constantFrom<unknown>(
  null,
  0,
  -1,
  1e300,
  '',
  'NaN',
  '[]',
  '[null]',
  '[1,"2",{}]',
  'Invalid Date',
  true,
  [],
  {},
  [[]],
  { values: 1 },
)
const swap = fc.tuple(fc.array(place, { minLength: 1, maxLength: 6 }), replacement)

test('a dump that is damaged in any way is read as far as it makes sense, or refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...dumps),
      fc.array(swap, { maxLength: 3 }),
      fc.array(damage, { maxLength: 3 }),
      fc.constantFrom(64, 1_000, 65_536),
      async (dump, swaps, damages, chunkSize) => {
        const swapped = swaps.reduce<unknown>((value, [path, instead]) => swappedAt(value, path, instead), dump)
        const damaged = damages.reduce((damagedText, inflict) => inflict(damagedText), textOf(swapped as object) ?? '')
        const entries = await readable(damaged, chunkSize)
        expectSound(entries)
      },
    ),
    { numRuns: mutations },
  )
}, 3_600_000)

async function readable(dump: string, chunkSize: number): Promise<readonly Entry[]> {
  try {
    return (await importText(dump, chunkSize)).entries
  } catch (error) {
    if (error instanceof RecordingError) return []
    throw error
  }
}

function expectSound(entries: readonly Entry[]): void {
  const times = entries.map((entry) => (entry.type === 'report' ? entry.report.timestamp : entry.timestamp))
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  const stats = entries.flatMap((entry) => (entry.type === 'report' ? [...entry.report.stats] : []))
  expect(stats.filter(isUnsound)).toEqual([])
  expect(() => structuredClone(entries)).not.toThrow()
  expect(Object.keys(Object.prototype)).toEqual([])
}

function isUnsound([id, stats]: readonly [string, Stats]): boolean {
  return stats.id !== id || Object.values(stats).some((value) => typeof value === 'number' && !Number.isFinite(value))
}

/** A few of its series and the beginning of its logs, so that many can be tried. */
function shortened(dump: Dump): Dump {
  const connections = Object.entries(dump.PeerConnections).map(
    ([id, { stats, updateLog, ...rest }]): [string, DumpedConnection] => {
      const kept = Object.entries(stats).filter(
        ([key], index) => /-(?:timestamp|ssrc|kind|mediaSourceId|audioLevel)$/.test(key) || index % 12 === 0,
      )
      return [
        id,
        {
          ...rest,
          stats: Object.fromEntries(kept),
          updateLog: updateLog.slice(0, 20).filter(({ value }) => String(value).length < 500),
        },
      ]
    },
  )
  return { ...dump, PeerConnections: Object.fromEntries(connections) }
}

/** Follows the path as deep as it goes, each step a share of the members that are there. */
function swappedAt(value: unknown, [step, ...path]: readonly number[], instead: unknown): unknown {
  if (step === undefined || typeof value !== 'object' || value === null || Object.keys(value).length === 0) return instead
  const key = Object.keys(value)[Math.floor(step * Object.keys(value).length)] ?? ''
  const changed: Record<string, unknown> = { ...value }
  changed[key] = swappedAt(changed[key], path, instead)
  return Array.isArray(value) ? Object.values(changed) : changed
}
