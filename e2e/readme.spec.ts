import { readFile } from 'node:fs/promises'

import { createSignalingServer } from '@earshot/signaling-socketio/server'
import { expect, test, type Page } from '@playwright/test'

import { serveExample } from './support/example-page.ts'
import { framesAdvance } from './support/frames.ts'

test('the example in the READMEs is the one that is tested', async () => {
  const example = await readFile('examples/first-call.ts', 'utf8')
  for (const readme of ['README.md', 'packages/core/README.md']) expect(await readFile(readme, 'utf8')).toContain(example)
})

test('two pages that run the example of the README see and hear each other', async ({ browser }) => {
  const example = await serveExample()
  const signaling = createSignalingServer(example.httpServer)
  try {
    const [first, second] = [await example.join(browser, 'readme'), await example.join(browser, 'readme')]
    for (const page of [first, second]) await seesAndHearsOne(page)
    await second.close()
    await expect(first.locator('video')).toHaveCount(0)
    await first.close()
  } finally {
    await signaling.close()
    await example.close()
  }
})

for (const [title, first, second] of [
  ['the first page answers the permission prompt later than the second', 'late', 'at once'],
  ['the second page answers the permission prompt later than the first', 'at once', 'late'],
  ['both answer the permission prompt late, the first one first', 'late', 'later'],
  ['both answer the permission prompt late, the second one first', 'later', 'late'],
  ['both answer the permission prompt late, in the same moment', 'late', 'late'],
] as const) {
  test(`${title}, and they see and hear each other once`, async ({ browser }) => {
    const example = await serveExample()
    const signaling = createSignalingServer(example.httpServer)
    try {
      const pages = [
        { answers: first, page: await example.open(browser) },
        { answers: second, page: await example.open(browser) },
      ]
      for (const { page } of pages) await beginToMeet(page)
      for (const moment of ['at once', 'late', 'later']) {
        const answering = pages.filter(({ answers }) => answers === moment).map(({ page }) => page)
        await Promise.all(answering.map((page) => page.evaluate(() => globalThis.answerPrompt())))
        await Promise.all(answering.map((page) => page.waitForFunction(() => 'room' in globalThis)))
      }
      for (const { page } of pages) await seesAndHearsOne(page)
      for (const { page } of pages) await page.close()
    } finally {
      await signaling.close()
      await example.close()
    }
  })
}

declare global {
  var answerPrompt: () => void
}

/** Runs the example with a permission prompt that is open until `answerPrompt`. */
async function beginToMeet(page: Page): Promise<void> {
  await page.evaluate(() => {
    const devices = navigator.mediaDevices
    const capture = devices.getUserMedia.bind(devices)
    const answered = new Promise<void>((resolve) => (globalThis.answerPrompt = resolve))
    devices.getUserMedia = async (wanted) => {
      await answered
      return capture(wanted)
    }
    void globalThis.meet('prompts').then((room) => (globalThis.room = room))
  })
}

/** One picture that moves, one sound that is no silence, in one call. */
async function seesAndHearsOne(page: Page): Promise<void> {
  await framesAdvance(page, 'video')
  await expect(page.locator('audio')).toHaveCount(1)
  await expect.poll(() => page.evaluate(heardEnergy)).toBeGreaterThan(0)
  await expect(page.locator('video')).toHaveCount(1)
  expect(await page.evaluate(() => [...globalThis.room.calls.values()].map(({ state }) => state))).toEqual(['connected'])
}

/** In the page: of all sound that has arrived (webrtc-stats RTCInboundRtpStreamStats). */
async function heardEnergy(): Promise<number> {
  const reports = await Promise.all([...globalThis.room.calls.values()].map(({ peerConnection }) => peerConnection.getStats()))
  let energy = 0
  for (const report of reports) {
    report.forEach(({ type, totalAudioEnergy = 0 }: { type: string; totalAudioEnergy?: number }) => {
      if (type === 'inbound-rtp') energy += totalAudioEnergy
    })
  }
  return energy
}
