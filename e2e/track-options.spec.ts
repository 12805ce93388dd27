import { expect, test } from '@playwright/test'
import type { Browser } from 'puppeteer-core'

import { isInstalled, launch, type Engine } from '../tools/engines.mjs'
import { joinMeeting, startMeeting, type Meeting, type Peer } from './browsers/meeting.ts'

// Options of tracks between engines: each reads and writes formats and parameters in its own way.

const pairings: readonly (readonly [Engine, Engine])[] = [
  ['chromium', 'chromium'],
  ['firefox', 'firefox'],
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
]

for (const engines of pairings) {
  const [caller, callee] = engines

  test.describe(`options of tracks from ${caller} to ${callee}`, () => {
    const missing = engines.find((engine) => !isInstalled(engine))
    // With CI set nothing may be skipped: the launch fails and says what is missing.
    if (missing !== undefined && !process.env['CI']) {
      console.log(
        `Skipped, options of tracks from ${caller} to ${callee}: install ${missing}, or say in EARSHOT_${missing.toUpperCase()} where it is.`,
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

    test('what is sent of each track is what its options say, from the first packet and over a new connection', async () => {
      const peers = await join(meeting, browsers)
      const [one, other] = peers
      await Promise.all([ask(one, () => driver.ring('callee', {})), ask(other, () => driver.hear())])
      for (const peer of peers) await expect.poll(() => ask(peer, () => driver.ready())).toBe(true)
      // While it rings, and right after accept.
      await ask(one, () => {
        driver.configure('video', { maxBitrate: 300_000, maxFramerate: 15, scaleResolutionDownBy: 2 })
        driver.configure('audio', { maxBitrate: 40_000, audio: { stereo: true, dtx: true, red: true } })
      })
      await ask(other, async () => {
        await driver.accept()
        driver.configure('video', { maxBitrate: 200_000, degradationPreference: 'maintain-resolution', contentHint: 'detail' })
        driver.configure('audio', { audio: { stereo: false, dtx: true, fec: false } })
      })
      await expectOptions(peers)
      await expectMedia(peers)

      await refuseDescriptions(one)
      // A picture: of two sections with sound, Firefox (seen in 153) reports the format of one for both, and sends each with its own.
      await ask(one, () => driver.perform([{ type: 'add', track: 9, kind: 'video', pauseMs: 0 }]))
      for (const peer of peers) {
        await expect.poll(() => ask(peer, () => connections.length), { timeout: 20_000 }).toBeGreaterThan(1)
      }
      await expectOptions(peers)
      await expectMedia(peers)
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

async function expectOptions([one, other]: readonly [Peer, Peer]): Promise<void> {
  const [video, audio] = [() => driver.sending('video'), () => driver.sending('audio')]
  const patient = { timeout: 20_000 }
  const limits = { maxBitrate: 300_000, maxFramerate: 15, scaleResolutionDownBy: 2 }
  await expect.poll(async () => (await ask(one, video)).encoding, patient).toMatchObject(limits)
  await expect.poll(async () => (await ask(one, audio)).encoding, patient).toMatchObject({ maxBitrate: 40_000 })
  await expect
    .poll(async () => (await ask(one, audio)).format, patient)
    .toEqual(expect.arrayContaining(['stereo=1', 'usedtx=1', 'useinbandfec=1']))
  await expect.poll(async () => (await ask(other, video)).encoding, patient).toMatchObject({ maxBitrate: 200_000 })
  await expect
    .poll(async () => (await ask(other, audio)).format, patient)
    .toEqual(expect.arrayContaining(['stereo=0', 'usedtx=1', 'useinbandfec=0']))
}

/** Pictures and sound come on in both directions. */
async function expectMedia(peers: readonly [Peer, Peer]): Promise<void> {
  for (const peer of peers) {
    const before = await ask(peer, () => driver.received())
    const least = async () => {
      const now = await ask(peer, () => driver.received())
      return Math.min(...Object.entries(now).map(([mid, amount]) => amount - (before[mid] ?? 0)))
    }
    await expect.poll(least, { timeout: 20_000 }).toBeGreaterThan(0)
  }
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
