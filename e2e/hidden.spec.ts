import { setTimeout as passes } from 'node:timers/promises'

import { expect, test } from '@playwright/test'
import type { Browser } from 'puppeteer-core'

import { launch } from '../tools/engines.mjs'
import { disagreements } from './browsers/agreement.ts'
import { joinMeeting, startMeeting, type Meeting, type Peer } from './browsers/meeting.ts'

/** Longer than it takes to find a signaling connection that does not answer (9 s), also when timers tick once a second. */
const hiddenMs = process.env['EARSHOT_SOAK'] ? 10 * 60_000 : 20_000

let meeting: Meeting
let browsers: readonly [Browser, Browser]

test.beforeAll(async () => {
  meeting = await startMeeting()
  browsers = [await launch('chromium', { slowsHiddenPages: true }), await launch('chromium')]
})

test.afterAll(async () => {
  for (const browser of browsers) await browser.close()
  await meeting.close()
})

test('a call goes on behind another tab, signaling stays, and statistics do not come in bursts (F16)', async () => {
  test.setTimeout(hiddenMs + 100_000)
  const join = (index: 0 | 1, peerId: string) => joinMeeting(meeting, browsers[index], { room: 'hidden', peerId, adapter: false })
  const [hidden, visible] = [await join(0, 'hidden'), await join(1, 'visible')]
  await Promise.all([hidden.page.evaluate(() => driver.accept()), visible.page.evaluate(() => driver.call('hidden'))])
  await pictures(visible)

  const front = await browsers[0].newPage()
  expect(await hidden.page.evaluate(() => document.visibilityState)).toBe('hidden')
  const hiddenSince = await hidden.page.evaluate(() => performance.now())
  await passes(hiddenMs)

  // Still behind the other tab: it hears and is heard, negotiates, and learns from the server who comes.
  await pictures(visible)
  const before = await hidden.page.evaluate(() => driver.received())
  await expect
    .poll(async () => {
      const now = await hidden.page.evaluate(() => driver.received())
      return Object.keys(now).filter((mid) => (now[mid] ?? 0) > (before[mid] ?? 0)).length
    })
    .toBeGreaterThan(0)
  await visible.page.evaluate(() => driver.perform([{ type: 'add', track: 2, kind: 'video', pauseMs: 0 }]))
  await expect.poll(async () => disagreements(await state(hidden), await state(visible)), { timeout: 10_000 }).toEqual([])
  const third = await join(1, 'third')
  await expect.poll(() => hidden.page.evaluate(() => driver.others())).toContain('third')

  const returnedAt = await hidden.page.evaluate(() => performance.now())
  await hidden.page.bringToFront()
  const sampled = () => hidden.page.evaluate(() => driver.sampledAt())
  await expect.poll(async () => (await sampled()).filter((at) => at > returnedAt).length, { timeout: 45_000 }).toBeGreaterThan(3)
  const pauses = pausesOf((await sampled()).filter((at) => at > hiddenSince))
  const measured = { 'shortest pause, ms': Math.round(Math.min(...pauses)), 'longest pause, ms': Math.round(Math.max(...pauses)) }
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(measured) })
  expect(Math.min(...pauses), 'the shortest pause between two samples').toBeGreaterThan(500)
  for (const { page, errors } of [hidden, visible]) {
    expect(await page.evaluate(() => driver.signaling())).toEqual([])
    expect((await page.evaluate(() => driver.state())).call).toBe('connected')
    expect(errors).toEqual([])
  }
  await Promise.all([front, third.page].map((page) => page.close()))
})

const state = ({ page }: Peer) => page.evaluate(() => driver.state())

/** More of them are shown than were. */
async function pictures({ page }: Peer): Promise<void> {
  const shown = () => page.evaluate(() => Math.max(0, ...Object.values(driver.shown())))
  const before = await shown()
  await expect.poll(shown, { timeout: 20_000 }).toBeGreaterThan(before + 5)
}

function pausesOf(times: readonly number[]): readonly number[] {
  return times.slice(1).map((at, index) => at - (times[index] ?? 0))
}
