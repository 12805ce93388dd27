import { cpus, loadavg, type } from 'node:os'
import { parseArgs } from 'node:util'
import { benchImport } from './import/import.mjs'
import { benchWarmUp } from './warm-up/warm-up.mjs'

// `pnpm bench warm-up` and `pnpm bench import`: print tables, and write nothing.
//
//   --runs 15                    calls for each line of a table; readings of the recording, 3 of them
//   --pair chromium-firefox      who calls whom; as often as wanted
//   --quick                      one call for each strategy on one path, to see that it works

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, pair: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
})
const [name = 'warm-up', ...more] = positionals
if (!['warm-up', 'import'].includes(name) || more.length > 0) {
  throw new TypeError(`There is no benchmark ${positionals.join(' ')}, only warm-up and import`)
}
const usualRuns = name === 'import' ? 3 : 15
const runs = Number(values.runs ?? (values.quick ? 1 : usualRuns))
if (!Number.isInteger(runs) || runs < 1) throw new TypeError(`--runs is how often, not ${values.runs}`)
const pairs = (values.pair ?? ['chromium-chromium', 'firefox-firefox']).map(parsePair)

console.log(`${type()}, ${cpus().length} processors (${cpus()[0]?.model}), load ${loadavg()[0]?.toFixed(1)}, ${runs} runs`)
if (name === 'import') await benchImport(runs)
else process.exitCode = (await benchWarmUp({ pairs, runs, quick: values.quick })) ? 0 : 1

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
