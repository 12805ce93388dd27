import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as passes } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

import { scenes } from './scenes.mjs'
import { setStage } from './stage.mjs'

// `node tools/labelled/make.mjs [scene ...]`: records calls in which something is known to be wrong, for the tests of the detectors. Needs
// Chromium and coturn, and two to three minutes for each scene; the recordings have no addresses.

const folder = 'packages/diagnostics/test/fixtures/labelled'
/** The estimate of the bandwidth takes its time. */
const leadMs = 35_000

const named = process.argv.slice(2)
const wanted = named.length === 0 ? scenes : scenes.filter(({ name }) => named.includes(name))
if (wanted.length < named.length) throw new TypeError(`The scenes are ${scenes.map(({ name }) => name).join(', ')}.`)
await mkdir(folder, { recursive: true })
for (const scene of wanted) await make(scene)

/** @param {import('./scenes.mjs').Scene} scene */
async function make(scene) {
  const { name, says, seconds = 30, recovers = 40, fromTheStart = false, begin, end, expect, also = [] } = scene
  const stage = await setStage(scene)
  try {
    if (fromTheStart) await begin?.(stage)
    const startedAt = Date.now()
    await stage.call()
    if (!fromTheStart) {
      await untilConnected(stage)
      await passes(leadMs)
    }
    const from = fromTheStart ? startedAt : Date.now()
    if (!fromTheStart) await begin?.(stage)
    await passes(1_000 * seconds)
    const to = Date.now()
    await end?.(stage)
    if (!fromTheStart || end !== undefined) await passes(1_000 * recovers)
    for (const [index, page] of stage.pages.entries()) {
      const text = await page.evaluate(() => recorded.recording())
      await writeFile(path.join(folder, `${name}-${index === 0 ? 'hall' : 'office'}.jsonl.gz`), gzipSync(text, { level: 9 }))
    }
    await label(name, { says, from, to, expect, also, fromTheStart })
    console.log(`${name}: ${Math.round((Date.now() - startedAt) / 1_000)} s`)
  } finally {
    await stage.close()
  }
}

/** @param {import('./stage.mjs').Stage} stage */
async function untilConnected({ pages }) {
  for (const page of pages) await page.waitForFunction(() => recorded.connected, { timeout: 30_000 })
}

/**
 * @param {string} name
 * @param {object} labelled
 */
async function label(name, labelled) {
  const file = path.join(folder, 'labels.json')
  /** @type {Record<string, object>} */
  const labels = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'))
  const all = Object.entries({ ...labels, [name]: labelled })
  const order = scenes.map((scene) => scene.name)
  const sorted = all.filter(([known]) => order.includes(known)).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  await writeFile(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
}
