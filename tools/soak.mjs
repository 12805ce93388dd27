import { readFile, rm } from 'node:fs/promises'
import { run } from './run.mjs'

// `pnpm soak`: what `pnpm test` runs a slice of, at length. Each soak has its name; `pnpm soak browsers` runs one.
//
// EARSHOT_SEEDS (like 7 or 1,5,9 or 1-20) and EARSHOT_OPERATIONS say how much of `browsers`, and replay a failure; EARSHOT_INTERLEAVINGS and
// EARSHOT_SCHEDULES do for `model`, where EARSHOT_SEED replays one; `network` has no seeds, and is run EARSHOT_REPEATS times.

const seeds = process.env['EARSHOT_SEEDS'] ?? '1-3'
const operations = process.env['EARSHOT_OPERATIONS'] ?? '1000'
const interleavings = process.env['EARSHOT_INTERLEAVINGS'] ?? '10000000'
const schedules = process.env['EARSHOT_SCHEDULES'] ?? '100000'
const repeats = process.env['EARSHOT_REPEATS'] ?? '1'

/** @typedef {Readonly<Record<string, string | number>>} Row */

/** @type {Readonly<Record<string, () => Promise<boolean>>>} */
const soaks = {
  browsers: soakBrowsers,
  delivery: soakDelivery,
  model: soakModel,
  network: soakNetwork,
}

const chosen = process.argv.slice(2)
const unknown = chosen.find((name) => !(name in soaks))
if (unknown !== undefined) throw new TypeError(`There is no soak ${unknown}, only ${Object.keys(soaks).join(', ')}`)

for (const [name, soak] of Object.entries(soaks)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`\n> soak ${name}`)
  if (await soak()) continue
  console.log(`soak failed: ${name}`)
  process.exitCode = 1
}

/**
 * Random operations by both sides of calls between real browsers.
 *
 * @returns {Promise<boolean>}
 */
async function soakBrowsers() {
  const passed = await run('playwright', ['test', 'e2e/browsers.spec.ts', '--grep', 'random operations', '--global-timeout=0'], {
    env: { EARSHOT_SEEDS: seeds, EARSHOT_OPERATIONS: operations },
  })
  await printMeasured()
  return passed
}

/**
 * A hundred thousand messages over a thousand cuts and a hundred kills, on every engine, with the link and without.
 *
 * @returns {Promise<boolean>}
 */
async function soakDelivery() {
  const report = 'test-results/delivery.jsonl'
  await rm(report, { force: true })
  const passed = await run('vitest', ['run', '--project', 'node', 'tools/test/delivery.test.ts'], {
    env: { EARSHOT_MESSAGES: '100000', EARSHOT_CUTS: '1000', EARSHOT_KILLS: '100', EARSHOT_DELIVERY_REPORT: report },
  })
  const lines = (await readFile(report, 'utf8')).trim().split('\n')
  console.table(
    lines.map((line) => {
      const { name, seconds, linked, bare } = JSON.parse(line)
      return {
        engine: name,
        'link: lost': linked.lost,
        repeated: linked.duplicated,
        'out of order': linked.reordered,
        'bare: lost': bare.lost,
        'bare: repeated': bare.duplicated,
        'bare: out of order': bare.reordered,
        of: linked.sent,
        seconds,
      }
    }),
  )
  return passed
}

/**
 * Ten million faulty interleavings of the negotiation's model, the whole exhaustive search, and its async shell in as many orders as fit.
 *
 * @returns {Promise<boolean>}
 */
function soakModel() {
  return run('vitest', ['run', '--project', 'node', '--maxWorkers', '2', 'packages/core/test/model'], {
    env: { EARSHOT_INTERLEAVINGS: interleavings, EARSHOT_SCHEDULES: schedules, EARSHOT_EXHAUSTIVE: '1' },
  })
}

/**
 * Minutes without a network, of sleep, and behind another tab; and what each outage cost.
 *
 * @returns {Promise<boolean>}
 */
async function soakNetwork() {
  const specs = ['network', 'restart', 'hidden'].map((name) => `e2e/${name}.spec.ts`)
  const passed = await run('playwright', ['test', ...specs, '--global-timeout=0', '--repeat-each', repeats], {
    env: { EARSHOT_SOAK: '1' },
  })
  await printMeasured()
  return passed
}

/** A table for each file of tests: one row for every test that measured something. */
async function printMeasured() {
  const report = JSON.parse(await readFile('test-results/e2e.json', 'utf8'))
  for (const file of report.suites) console.table(rowsOf(file))
}

/**
 * @param {any} suite of Playwright's JSON report
 * @returns {readonly Row[]}
 */
function rowsOf({ specs = [], suites = [] }) {
  const own = specs.flatMap((/** @type {any} */ { title, tests }) =>
    tests.flatMap((/** @type {any} */ { status, annotations }) => {
      const found = annotations.find((/** @type {any} */ { type }) => type === 'measured')
      const result = status === 'expected' ? 'passed' : status
      return found || result !== 'passed' ? [{ test: title, result, ...(found && JSON.parse(found.description)) }] : []
    }),
  )
  return [...own, ...suites.flatMap(rowsOf)]
}
