import { setTimeout as passes } from 'node:timers/promises'

import { expect, type Browser, type Page } from '@playwright/test'

import { findChromium } from '../tools/browser.mjs'
import type { Relay } from '../tools/net/relay.mjs'
import { namespacesPermitted, startTwoHosts } from '../tools/net/two-hosts.mjs'
import { freeze } from './network-page/freeze.ts'
import { test } from './network-page/network-test.ts'
import { noteCost, type Outage } from './network-page/outage.ts'
import type { PathEnd } from './network-page/peer.ts'

// The network of a call breaks. A call here is relayed by a TURN server of the test's own, and every packet of it passes a proxy that can
// go dark; or it runs between two network namespaces. The times a test waits are what happens to the call, not what the test waits for.

/** A promise of seconds, with room for a machine that runs two browsers on two cores. */
const backMs = 15_000

test.describe('a relayed call', () => {
  test('has its media back after 5 s of darkness (F12)', async ({ relayedCall, turn }) => {
    const pair = await relayedCall(turn.answers)
    const outage = await darkFor(turn, 5)
    for (const page of pair) await expectGoesOn(page)
    await noteCost(outage, pair)
  })

  test('has its media back after 20 s of darkness, and says what happened (F12)', async ({ relayedCall, turn }) => {
    const pair = await relayedCall(turn.answers)
    const outage = await darkFor(turn, 20)
    for (const page of pair) {
      await expectGoesOn(page)
      expect(await states(page)).toEqual(['connecting', 'connected', 'reconnecting', 'connected'])
    }
    await noteCost(outage, pair)
  })

  if (process.env['EARSHOT_SOAK']) {
    test('ends on both sides after 70 s of darkness, and says why (F12)', async ({ relayedCall, turn }) => {
      test.setTimeout(180_000)
      const pair = await relayedCall(turn.answers)
      await darkFor(turn, 70)
      for (const page of pair) {
        await expect.poll(() => states(page)).toEqual(['connecting', 'connected', 'reconnecting', 'ended'])
        expect(await page.evaluate(() => peer.endings)).toEqual(['failed'])
      }
    })
  }

  test('that passes one way only is noticed within 10 s, and has its media back afterwards (F4)', async ({
    relayedCall,
    turn,
  }) => {
    const pair = await relayedCall(turn.answers)
    const outage = await darkFor(turn, 15, deafen)
    for (const page of pair) {
      const noticed = await page.evaluate(() => peer.times.attempts.at(0))
      expect(noticed, 'the first attempt at another path').toBeLessThan(outage.from + 10_000)
      await expectGoesOn(page)
    }
    await noteCost(outage, pair)
  })

  test('moves to another TURN server when its own dies (F13)', async ({ relayedCall, turn, otherTurn }) => {
    let answers = turn.answers
    const pair = await relayedCall((end) => answers(end))
    for (const [end, page] of pair.entries()) expect((await path(page))?.server).toContain(turn.address(end))
    answers = otherTurn.answers
    const killed = await kill(turn)
    for (const [end, page] of pair.entries()) {
      await expect.poll(async () => (await path(page))?.server, { timeout: backMs }).toContain(otherTurn.address(end))
      await expectGoesOn(page)
    }
    await noteCost(killed, pair)
  })

  test('takes a direct path when its TURN server dies and there is one (F13)', async ({ relayedCall, turn }) => {
    let answers = turn.answers
    const pair = await relayedCall((end) => answers(end))
    // Servers that are all gone would keep the last good ones, and their policy.
    answers = (end) => ({ ...turn.answers(end), iceTransportPolicy: 'all' })
    const killed = await kill(turn)
    for (const page of pair) {
      await expect.poll(async () => (await path(page))?.type, { timeout: backMs }).toMatch(/host|prflx/)
      await expectGoesOn(page)
    }
    await noteCost(killed, pair)
  })

  test('comes back with fresh credentials when those it began with have expired (F13)', async ({ relayedCall, turn }) => {
    const lifetimeS = 5
    const given: string[][] = [[], []]
    const pair = await relayedCall((end) => {
      const configuration = turn.answers(end, lifetimeS)
      for (const { username = '' } of configuration.iceServers ?? []) given[end]?.push(username)
      return configuration
    })
    const before = [await path(pair[0]), await path(pair[1])]
    await passes((lifetimeS + 1) * 1_000)
    const outage = await darkUntil(turn, (from) => triedAnotherPath(pair, from))
    for (const [end, page] of pair.entries()) {
      await expect.poll(async () => (await path(page))?.port, { timeout: backMs }).not.toBe(before[end]?.port)
      await expectGoesOn(page)
      expect(given[end]?.length, 'how often credentials were asked for').toBeGreaterThan(1)
      expect(await page.evaluate(() => peer.refusals)).toEqual([])
    }
    await noteCost(outage, pair)
  })

  test('is not helped by expired credentials: the TURN server of these tests refuses them (F13)', async ({ page, turn }) => {
    const gather = (configuration: RTCConfiguration) =>
      page.evaluate(async (of) => {
        const connection = new RTCPeerConnection(of)
        connection.createDataChannel('any')
        const outcome = new Promise<string>((resolve) => {
          connection.addEventListener('icecandidate', ({ candidate }) => candidate && resolve(candidate.type ?? ''))
          connection.addEventListener('icecandidateerror', ({ errorCode }) => resolve(String(errorCode)))
        })
        await connection.setLocalDescription()
        return outcome.finally(() => connection.close())
      }, configuration)
    expect(await gather(turn.answers(0, 60))).toBe('relay')
    expect(await gather(turn.answers(0, -60))).toBe('401')
  })
})

test('a call goes on when the machine moves to another network (F11)', async ({ pages, playwright, launchOptions }) => {
  test.skip(!namespacesPermitted(), 'this user may not make network namespaces: as root on Linux it runs')
  const hosts = await startTwoHosts({ browser: findChromium() ?? '', serverPort: pages.port })
  const launch = (program: string) => playwright.chromium.launch({ ...launchOptions, executablePath: program })
  const browsers = [await launch(hosts.first.program), await launch(hosts.second.program)] as const
  try {
    const mover = await pages.join(browsers[0], 'moving', 'hall')
    const stayer = await pages.join(browsers[1], 'moving', 'office')
    for (const page of [mover, stayer]) await expectMoreFrames(page)
    expect((await path(mover))?.address).toBe(hosts.first.address)

    const from = Date.now()
    hosts.first.moveTo('10.77.0.3')
    const moved = { from, until: Date.now() }
    await expect.poll(async () => (await path(mover))?.address, { timeout: backMs }).toBe('10.77.0.3')
    for (const page of [mover, stayer]) await expectGoesOn(page)
    await noteCost(moved, [mover, stayer])
  } finally {
    for (const browser of browsers) await browser.close()
    await hosts.close()
  }
})

test('a machine that slept for 20 s is back in the room and in the call (F10)', async ({ callAcrossBrowsers }) => {
  const { pair, other } = await callAcrossBrowsers()
  const sleep = await sleepFor(other, 20)
  await expectSeeEachOther(pair)
  for (const page of pair) await expectGoesOn(page)
  await noteCost(sleep, pair)
})

if (process.env['EARSHOT_SOAK']) {
  test('after 2 minutes of sleep the room is whole again, and the call goes on or has ended on both sides (F10)', async ({
    callAcrossBrowsers,
  }) => {
    test.setTimeout(240_000)
    const { pair, other } = await callAcrossBrowsers()
    const sleep = await sleepFor(other, 120)
    await expectSeeEachOther(pair)
    const outcomes = async () => [...new Set(await Promise.all(pair.map(async (page) => (await states(page)).at(-1))))]
    await expect.poll(outcomes, { timeout: backMs }).toEqual([expect.stringMatching(/^(connected|ended)$/)])
    await noteCost(sleep, pair)
  })
}

async function darkFor(turn: Relay, seconds: number, darken = darkenAll): Promise<Outage> {
  const from = Date.now()
  darken(turn, true)
  await passes(seconds * 1_000)
  darken(turn, false)
  return { from, until: Date.now() }
}

async function darkUntil(turn: Relay, happened: (from: number) => Promise<boolean>): Promise<Outage> {
  const from = Date.now()
  darkenAll(turn, true)
  await expect.poll(() => happened(from), { timeout: backMs }).toBe(true)
  darkenAll(turn, false)
  return { from, until: Date.now() }
}

/** One of the two restarts for both. */
async function triedAnotherPath(pair: readonly [Page, Page], since: number): Promise<boolean> {
  const attempts = await Promise.all(pair.map((page) => page.evaluate(() => peer.times.attempts)))
  return attempts.flat().some((at) => at >= since)
}

function darkenAll({ proxies }: Relay, dark: boolean): void {
  for (const proxy of proxies) proxy.dark = dark
}

/** What the first end sends is lost, while everything still arrives there. */
function deafen({ proxies: [proxy] }: Relay, deaf: boolean): void {
  if (proxy !== undefined) proxy.up.loss = deaf ? 1 : 0
}

/** What could take its place is there at once: the outage is no longer than the kill. */
async function kill(turn: Relay): Promise<Outage> {
  const from = Date.now()
  await turn.kill()
  return { from, until: from }
}

async function sleepFor(browser: Browser, seconds: number): Promise<Outage> {
  const wakeUp = await freeze(browser)
  const from = Date.now()
  await passes(seconds * 1_000)
  wakeUp()
  return { from, until: Date.now() }
}

async function expectSeeEachOther([hall, office]: readonly [Page, Page]): Promise<void> {
  await expect.poll(() => hall.evaluate(() => peer.others), { timeout: backMs }).toEqual(['office'])
  await expect.poll(() => office.evaluate(() => peer.others), { timeout: backMs }).toEqual(['hall'])
}

/** The same call is up, and shows new pictures. */
async function expectGoesOn(page: Page): Promise<void> {
  await expectMoreFrames(page)
  await expect.poll(async () => (await states(page)).at(-1), { timeout: backMs }).toBe('connected')
  expect(await page.evaluate(() => peer.endings)).toEqual([])
}

async function expectMoreFrames(page: Page): Promise<void> {
  const shown = () => page.evaluate(() => peer.frames)
  const before = await shown()
  await expect.poll(shown, { message: 'pictures of the other side', timeout: backMs }).toBeGreaterThan(before + 5)
}

const states = (page: Page) => page.evaluate(() => peer.states)
const path = (page: Page): Promise<PathEnd | null> => page.evaluate(() => peer.path())
