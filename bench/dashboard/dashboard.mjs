import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { launch } from '../../tools/engines.mjs'
import { servePage } from '../../tools/serve-page.mjs'
import { writeDump } from '../import/write-dump.mjs'

const charts = 30
const lines = 4
const points = 600

const memory = fileURLToPath(new URL('memory.mjs', import.meta.url))

/**
 * What the dashboard takes of a page: time of its own thread for a report that arrives and a pointer that moves, with 30 charts; the longest
 * that it stands still while 100 MB are imported (aim: 200 ms); memory of what is watched for a day (ten peers: 64 MB).
 *
 * @param {number} runs
 */
export async function benchDashboard(runs) {
  await benchDrawing(runs)
  await benchImport()
  const hours = Object.entries(JSON.parse(execFileSync(process.execPath, ['--expose-gc', memory], { encoding: 'utf8' })))
  console.log('Memory of a peer that is watched')
  console.table(
    hours.map(([hour, megabytes]) => ({ hours: hour, MB: megabytes.toFixed(2), 'ten, MB': (10 * megabytes).toFixed(0) })),
  )
}

/**
 * A report that arrives (aim: 16 ms for 19 of 20) and a pointer that moves (8 ms), with 30 charts of 4 lines of 600 points each.
 *
 * @param {number} runs
 */
async function benchDrawing(runs) {
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

/** The built page, and a webrtc-internals dump. */
async function benchImport() {
  const folder = await mkdtemp(path.join(tmpdir(), 'earshot-bench-'))
  const served = await preview({ root: 'apps/stats-dashboard', logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } })
  const browser = await launch('chromium')
  try {
    const file = path.join(folder, 'dump.json')
    await writeDump(file)
    const page = await browser.newPage()
    await page.goto(served.resolvedUrls?.local[0] ?? '')
    const input = await page.waitForSelector('input[type=file]')
    const tasks = await page.evaluateHandle(() => {
      const durations = [0]
      const observer = new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration)))
      observer.observe({ type: 'longtask' })
      return durations
    })
    const start = performance.now()
    await (await input?.toElement('input'))?.uploadFile(file)
    await page.waitForSelector('.verdict-heading', { timeout: 300_000 })
    const seconds = (performance.now() - start) / 1_000
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    const longest = Math.max(...(await tasks.jsonValue()))
    console.log(`Import of 100 MB: shown after ${seconds.toFixed(1)} s, longest task ${longest.toFixed(0)} ms`)
  } finally {
    await browser.close()
    await served.close()
    await rm(folder, { recursive: true })
  }
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
function at(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]?.toFixed(1)
}
