import { isInstalled } from '../../tools/engines.mjs'
import { coturnInstalled } from '../../tools/net/coturn.mjs'
import { cellsFor } from './cells.mjs'
import { measure } from './measure.mjs'
import { dependenceOf, tableOf } from './report.mjs'
import { setStage } from './stage.mjs'

/** @typedef {import('./cells.mjs').Pair} Pair */

/**
 * How long it takes until people see each other, with and without a path that is made while it rings.
 *
 * @param {{ readonly pairs: readonly Pair[]; readonly runs: number; readonly quick: boolean }} options
 * @returns {Promise<boolean>} whether every call came about
 */
export async function benchWarmUp({ pairs, runs, quick }) {
  if (!coturnInstalled) console.log('Without a relayed path: there is no TURN server here (on Debian: apt-get install coturn).')
  let failures = 0
  for (const pair of pairs) {
    const missing = [pair.caller, pair.callee].find((engine) => !isInstalled(engine))
    if (missing === undefined) failures += await benchPair(pair, runs, quick)
    else console.log(`\nWithout ${pair.caller} calls ${pair.callee}: there is no ${missing} here.`)
  }
  return failures === 0
}

/**
 * @param {Pair} pair
 * @param {number} runs
 * @param {boolean} quick
 * @returns {Promise<number>} how many calls did not come about
 */
async function benchPair(pair, runs, quick) {
  const startedAt = performance.now()
  const measured = cellsFor(pair, quick).map((cell) => ({ cell, runs: /** @type {import('./measure.mjs').Run[]} */ ([]) }))
  let failures = 0
  const stage = await setStage(pair)
  try {
    for (let round = 0; round < runs; round += 1) {
      // All of them once, then all of them again, each time from another one on: whatever else the machine does, it does to all.
      for (const { cell, runs: own } of [
        ...measured.slice(round % measured.length),
        ...measured.slice(0, round % measured.length),
      ]) {
        try {
          own.push(await measure(stage, cell))
        } catch (error) {
          failures += 1
          console.log(`Failed, ${cell.strategy} with ${JSON.stringify(cell.setting)}: ${String(error)}`)
        }
      }
    }
  } finally {
    await stage.close()
  }
  console.log(
    `\n${pair.caller} calls ${pair.callee}, milliseconds: median (shortest to longest)\n\n${tableOf(measured)}\n\n${dependenceOf(measured)}`,
  )
  console.log(`${failures} failed; ${Math.round((performance.now() - startedAt) / 1_000)} s`)
  return failures
}
