import { launch } from '../../tools/engines.mjs'
import { servePage } from '../../tools/serve-page.mjs'

const charts = 30
const lines = 4
const points = 600

/**
 * What the dashboard costs the page's own thread: a report that arrives (aim: 16 ms for 19 of 20) and a pointer that moves (8 ms), with
 * 30 charts of 4 lines of 600 points each.
 *
 * @param {number} runs
 */
export async function benchDashboard(runs) {
  const served = await servePage('bench/dashboard/page')
  const browser = await launch('chromium')
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 1440, height: 3_000 })
    await page.goto(served.address)
    await page.waitForFunction(() => 'charts' in globalThis)
    await page.evaluate((...sizes) => globalThis.charts.show(...sizes), charts, lines, points)
    const rows = []
    for (const what of /** @type {const} */ (['flush', 'hover'])) {
      /** @type {import('./page/charts.ts').Work[]} */
      const works = []
      for (let run = 0; run < runs + 10; run += 1) works.push(await page.evaluate((name) => globalThis.charts[name](), what))
      const warm = works.slice(10) // what is compiled later would be measured too
      const [sums, longest] = [warm.map(({ sum }) => sum), warm.map((work) => work.longest)]
      rows.push({
        what,
        'sum, median ms': at(sums, 0.5),
        'sum, p95 ms': at(sums, 0.95),
        'longest task, median ms': at(longest, 0.5),
        'longest task, p95 ms': at(longest, 0.95),
      })
    }
    console.log(`${charts} charts of ${lines} lines of ${points} points, ${runs} runs`)
    console.table(rows)
  } finally {
    await browser.close()
    await served.close()
  }
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
function at(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]?.toFixed(1)
}
