import { expect, test } from '@playwright/test'
import type { Browser } from 'puppeteer-core'

import { isInstalled, launch, type Engine } from '../tools/engines.mjs'
import { joinMeeting, startMeeting, type Meeting, type Peer } from './browsers/meeting.ts'

// Data channels between engines: what the browsers of a kind agree on, those of two kinds may not.

const pairings: readonly (readonly [Engine, Engine])[] = [
  ['chromium', 'chromium'],
  ['firefox', 'firefox'],
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
]

for (const engines of pairings) {
  const [caller, callee] = engines

  test.describe(`data channels from ${caller} to ${callee}`, () => {
    const missing = engines.find((engine) => !isInstalled(engine))
    // With CI set nothing may be skipped: the launch fails and says what is missing.
    if (missing !== undefined && !process.env['CI']) {
      console.log(
        `Skipped, data channels from ${caller} to ${callee}: install ${missing}, or say in EARSHOT_${missing.toUpperCase()} where it is.`,
      )
      test.skip()
    }

    let meeting: Meeting
    let browsers: readonly [Browser, Browser]

    test.beforeAll(async () => {
      meeting = await startMeeting()
      browsers = await Promise.all([launch(caller), launch(callee)])
    })

    test.afterAll(async () => {
      await Promise.all(browsers.map((browser) => browser.close()))
      await meeting.close()
    })

    test('what is sent while it rings is there at accept, and what is sent while the connection is made anew after it', async () => {
      const peers = await join(meeting, browsers)
      const [one, other] = peers
      await Promise.all([ask(one, () => driver.ring('callee', {})), ask(other, () => driver.hear())])
      for (const peer of peers) await expect.poll(() => ask(peer, () => driver.ready())).toBe(true)
      const early = [5, 0, 262_145, 1_000_000]
      await one.page.evaluate((lengths) => driver.sendData('early', lengths), early)
      await expect.poll(() => ask(one, () => driver.openData())).toBe(1)
      expect(await ask(other, () => driver.openData())).toBe(0)
      await ask(other, () => driver.accept())
      await expect.poll(() => ask(other, () => driver.dataHeard('early')), { timeout: 20_000 }).toEqual(early)

      // Both sides send so much that it takes longer than the connection lasts.
      const much = Array.from({ length: 100 }, (_, index) => 50_000 + index)
      for (const { page } of peers) await page.evaluate((lengths) => driver.sendData('late', lengths), much)
      await refuseDescriptions(one)
      await ask(one, () => driver.perform([{ type: 'add', track: 9, kind: 'audio', pauseMs: 0 }]))
      for (const peer of peers) {
        await expect.poll(() => ask(peer, () => connections.length), { timeout: 20_000 }).toBeGreaterThan(1)
        await expect.poll(() => ask(peer, () => driver.dataHeard('late')), { timeout: 30_000 }).toEqual(much)
        expect(await ask(peer, () => driver.openData())).toBe(3)
      }
      await end(peers)
    })

    test('when both call each other, the channels of both open', async () => {
      const peers = await join(meeting, browsers)
      const [one, other] = peers
      await Promise.all([ask(one, () => driver.ring('callee', {})), ask(other, () => driver.ring('caller', {}))])
      for (const { page } of peers) await page.evaluate(() => driver.sendData('both', [7]))
      for (const peer of peers) {
        await expect.poll(() => ask(peer, () => driver.dataHeard('both')), { timeout: 20_000 }).toEqual([7])
        expect(await ask(peer, () => driver.openData())).toBe(2)
      }
      await end(peers)
    })
  })
}

async function join(meeting: Meeting, [first, second]: readonly [Browser, Browser]): Promise<readonly [Peer, Peer]> {
  const room = crypto.randomUUID()
  return await Promise.all([
    joinMeeting(meeting, first, { room, peerId: 'caller', adapter: false }),
    joinMeeting(meeting, second, { room, peerId: 'callee', adapter: false }),
  ])
}

function ask<Answer>({ page }: Peer, question: () => Answer): Promise<Awaited<Answer>> {
  return page.evaluate(question)
}

/** The connection cannot go on from here. */
async function refuseDescriptions({ page }: Peer): Promise<void> {
  await page.evaluate(() => {
    for (const connection of connections) {
      connection.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
    }
  })
}

async function end(peers: readonly [Peer, Peer]): Promise<void> {
  await ask(peers[0], () => driver.hangUp())
  await expect.poll(() => ask(peers[1], () => driver.ended())).toBe('remote: hung-up')
  for (const { errors } of peers) expect(errors, 'errors in the console').toEqual([])
  await Promise.all(peers.map(({ page }) => page.close()))
}
