import { launch } from '../../tools/engines.mjs'
import { servePage } from '../../tools/serve-page.mjs'

const calls = [1, 4, 8]

/**
 * What one reading of the statistics costs: our snapshot, sample and recording over a bare getStats of which each entry is looked at once. The
 * aim is 1.25 at the most.
 *
 * @param {number} rounds readings of each kind for each line of the table
 */
export async function benchStatistics(rounds) {
  const served = await servePage('bench/statistics/page')
  const browser = await launch('chromium')
  try {
    const page = await browser.newPage()
    await page.goto(served.address)
    await page.waitForFunction(() => 'tick' in globalThis)
    const rows = []
    for (const wanted of calls) {
      await page.evaluate((number) => tick.open(number), wanted)
      await page.evaluate((number) => tick.measure(number), Math.ceil(rounds / 5)) // what is compiled later would be measured too
      const { entries, bare, sampled, recorded } = await page.evaluate((number) => tick.measure(number), rounds)
      const base = median(bare)
      rows.push({
        connections: wanted,
        'entries each': entries,
        'bare, ms': base.toFixed(2),
        'sampled, of bare': (median(sampled) / base).toFixed(2),
        'and recorded, of bare': (median(recorded) / base).toFixed(2),
      })
    }
    console.table(rows)
  } finally {
    await browser.close()
    await served.close()
  }
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
