import { cpus, loadavg, type } from 'node:os'
import { parseArgs } from 'node:util'
import { benchDashboard } from './dashboard/dashboard.mjs'
import { benchImport } from './import/import.mjs'
import { benchStatistics } from './statistics/statistics.mjs'
import { benchWarmUp } from './warm-up/warm-up.mjs'

// `pnpm bench NAME`: prints tables, and writes nothing.
//
//   warm-up                      what accept takes with and without a path that is up
//     --pair chromium-firefox    who calls whom; as often as wanted
//     --quick                    one call for each strategy on one path, to see that it works
//   statistics                   what reading the statistics costs
//   import                       what reading a webrtc-internals dump of 100 MB takes
//   dashboard                    what the dashboard costs a page, in time and memory
//   --runs 15                    calls, or readings, for each line of a table

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, pair: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
})
const [name = 'warm-up', ...more] = positionals

/** @type {ReadonlyMap<string, (runs: number | undefined) => Promise<void>>} */
const benches = new Map([
  ['warm-up', warmUp],
  ['statistics', (runs = 200) => benchStatistics(runs)],
  ['dashboard', (runs = 200) => benchDashboard(runs)],
  ['import', (runs = 3) => benchImport(runs)],
])
const bench = benches.get(name)
if (bench === undefined || more.length > 0) {
  throw new TypeError(`There is no benchmark ${positionals.join(' ')}, only ${[...benches.keys()].join(', ')}`)
}
const asked = values.runs === undefined ? undefined : Number(values.runs)
if (asked !== undefined && (!Number.isInteger(asked) || asked < 1)) {
  throw new TypeError(`--runs is a whole number above 0, not ${values.runs}`)
}
console.log(`${type()}, ${cpus().length} processors (${cpus()[0]?.model}), load ${loadavg()[0]?.toFixed(1)}`)
await bench(asked)

/** @param {number} [runs] */
async function warmUp(runs = values.quick ? 1 : 15) {
  const pairs = (values.pair ?? ['chromium-chromium', 'firefox-firefox']).map(parsePair)
  console.log(`${runs} runs`)
  process.exitCode = (await benchWarmUp({ pairs, runs, quick: values.quick })) ? 0 : 1
}

/**
 * @param {string} text `chromium-firefox`: Chromium calls Firefox
 * @returns {import('./warm-up/cells.mjs').Pair}
 */
function parsePair(text) {
  const [caller, callee] = text.split('-')
  if (!isEngine(caller) || !isEngine(callee)) throw new TypeError(`--pair is like chromium-firefox, not ${text}`)
  return { caller, callee }
}

/**
 * @param {string | undefined} text
 * @returns {text is import('../tools/engines.mjs').Engine}
 */
function isEngine(text) {
  return text === 'chromium' || text === 'firefox'
}
