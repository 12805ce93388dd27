import { mkdir, readFile, rm } from 'node:fs/promises'
import { obtainChromium } from './obtain-browser.mjs'
import { runChecks } from './check.mjs'
import { closingLine, countPlaywright, countVitest, none, oneFailure, sum } from './counts.mjs'
import { run } from './run.mjs'

// `pnpm test`: gets a browser, builds, runs every test and ends with one line of counts.
//
// With CI set the checks of `pnpm check` run too, each failing one counting as a failed test, and nothing may be skipped. Elsewhere `pnpm test`
// answers one question, whether the software works; an unformatted line should not answer it with no.

const ci = Boolean(process.env['CI'])
const reports = 'test-results'

const counts = await testEverything()
console.log(`\n${closingLine(counts)}`)
process.exitCode = counts.failed ? 1 : 0

/** @typedef {import('./counts.mjs').Counts} Counts */

/** @returns {Promise<Counts>} */
async function testEverything() {
  await rm(reports, { recursive: true, force: true })
  await mkdir(reports)

  const browser = await obtainChromium()
  if (!browser) {
    console.log(
      'No browser to test in: install Chromium or Chrome (on Debian: apt-get install chromium), or set EARSHOT_CHROMIUM to where one is.',
    )
    if (ci) return oneFailure
  }
  if (!(await run('turbo', ['run', 'build'], { env: { TURBO_TELEMETRY_DISABLED: '1' } }))) return oneFailure

  const checks = ci ? { ...none, failed: await runChecks() } : none
  if (browser) return sum([checks, await runVitest([]), await runPlaywright()])

  const ran = await runVitest(['--project', 'node'])
  const skipped = await countBrowserTests()
  console.log(`\nSkipped for want of a browser: ${skipped} tests, in Chromium and end to end.`)
  return sum([checks, ran, { ...none, skipped }])
}

/**
 * @param {readonly string[]} parameters
 * @returns {Promise<Counts>}
 */
async function runVitest(parameters) {
  const report = `${reports}/vitest.json`
  const passed = await run('vitest', [
    'run',
    ...parameters,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  return honest(passed, countVitest(await readJson(report)))
}

/** @returns {Promise<Counts>} */
async function runPlaywright() {
  const passed = await run('playwright', ['test'])
  return honest(passed, countPlaywright(await readJson(`${reports}/e2e.json`)))
}

/**
 * Lists what would run: neither list needs the browser.
 *
 * @returns {Promise<number>}
 */
async function countBrowserTests() {
  const list = `${reports}/skipped.json`
  await run('vitest', ['list', '--project', 'browser', '--staticParse', `--json=${list}`])
  const inBrowser = await readJson(list)
  await run('playwright', ['test', '--list', '--reporter=json'], { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: list } })
  return (Array.isArray(inBrowser) ? inBrowser.length : 0) + countPlaywright(await readJson(list)).skipped
}

/**
 * A runner can fail without a failed test: an unhandled rejection, a server that does not start.
 *
 * @param {boolean} passed what the exit code says
 * @param {Counts} counted what the report says
 * @returns {Counts}
 */
function honest(passed, counted) {
  return !passed && counted.failed === 0 ? sum([counted, oneFailure]) : counted
}

/**
 * @param {string} file
 * @returns {Promise<unknown>} null where the runner left no report
 */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return null
  }
}
