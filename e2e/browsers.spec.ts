import { expect, test } from '@playwright/test'
import type { Browser } from 'puppeteer-core'

import { isInstalled, launch, type Engine } from '../tools/engines.mjs'
import { disagreements } from './browsers/agreement.ts'
import { joinMeeting, startMeeting, type Meeting, type Peer } from './browsers/meeting.ts'
import { planOperations, type Operation } from './browsers/operations.ts'
import type { OfferSize } from './browsers/page/size.ts'
import { operationCount, seeds } from './browsers/seeds.ts'

interface Pairing {
  readonly caller: Engine
  readonly callee: Engine
  /** With webrtc-adapter in both pages: it must make no difference. */
  readonly adapter?: true
}

const pairings: readonly Pairing[] = [
  { caller: 'chromium', callee: 'chromium' },
  { caller: 'firefox', callee: 'firefox' },
  { caller: 'chromium', callee: 'firefox' },
  { caller: 'firefox', callee: 'chromium' },
  { caller: 'chromium', callee: 'firefox', adapter: true },
]

for (const { caller, callee, adapter = false } of pairings) {
  const name = `${caller} calls ${callee}${adapter ? ', with webrtc-adapter' : ''}`

  test.describe(name, () => {
    const missing = [caller, callee].find((engine) => !isInstalled(engine))
    // With CI set nothing may be skipped: the launch fails and says what is missing.
    if (missing !== undefined && !process.env['CI']) {
      console.log(`Skipped, ${name}: install ${missing}, or say in EARSHOT_${missing.toUpperCase()} where it is.`)
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

    test('both see each other move, change their tracks at once, and one hangs up', async () => {
      await duringCall(meeting, browsers, adapter, async (peers) => {
        await picturesMove(peers)
        await Promise.all(peers.map((peer) => perform(peer, [add(2, 'video'), add(3, 'audio')])))
        await atRest(peers)
        await Promise.all(peers.map((peer) => perform(peer, [{ type: 'replace', track: 1, kind: 'video', pauseMs: 0 }])))
        await perform(peers[0], [{ type: 'remove', track: 2, pauseMs: 0 }])
        await atRest(peers)
        await mediaFlows(peers)
        for (const peer of peers) {
          await perform(peer, [{ type: 'restart-ice', pauseMs: 0 }])
          await atRest(peers)
          await mediaFlows(peers)
        }
      })
    })

    for (const seed of seeds) {
      test(`${operationCount} random operations by both sides, seed ${seed}`, async () => {
        test.setTimeout(60_000 + operationCount * 500)
        const startedAt = performance.now()
        await duringCall(meeting, browsers, adapter, async (peers) => {
          // Whatever one side does, the other does something else at the same time.
          const plans = peers.map((_peer, index) => planOperations(seed * 2 + index, operationCount))
          await Promise.all(peers.map((peer, index) => perform(peer, plans[index] ?? [])))
          await atRest(peers)
          await Promise.all(peers.map((peer) => perform(peer, [unmute('audio'), unmute('video')])))
          await mediaFlows(peers)
          await anotherConnection(peers[0])
          await atRest(peers)
          await mediaFlows(peers)
          const sizes = await Promise.all(peers.map(({ page }) => page.evaluate(() => driver.size())))
          test.info().annotations.push({ type: 'measured', description: JSON.stringify(measured(name, startedAt, sizes)) })
          // Sections of a kind are about as long as each other, so this is the size of the description as well.
          for (const { sections, needed } of sizes) expect(sections, 'media sections').toBeLessThanOrEqual(2 * needed)
        })
      })
    }
  })
}

/** For the table of `pnpm soak`. */
function measured(calls: string, startedAt: number, sizes: readonly OfferSize[]): Readonly<Record<string, string | number>> {
  const both = (value: (size: OfferSize) => number): string => sizes.map(value).join(' / ')
  return {
    calls,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    offers: both(({ offers }) => offers),
    sections: both(({ sections }) => sections),
    needed: both(({ needed }) => needed),
    'longest offer': both(({ longest }) => longest),
  }
}

/** A call between two new pages, from the first ring to the last connection closed. */
async function duringCall(
  meeting: Meeting,
  browsers: readonly [Browser, Browser],
  adapter: boolean,
  test_: (peers: readonly [Peer, Peer]) => Promise<void>,
): Promise<void> {
  const room = crypto.randomUUID()
  const peers = await Promise.all([
    joinMeeting(meeting, browsers[0], { room, peerId: 'caller', adapter }),
    joinMeeting(meeting, browsers[1], { room, peerId: 'callee', adapter }),
  ])
  const [caller, callee] = peers
  await Promise.all([callee.page.evaluate(() => driver.accept()), caller.page.evaluate(() => driver.call('callee'))])
  try {
    await test_(peers)
  } catch (error) {
    for (const { page } of peers) console.log(await page.evaluate(() => driver.story()))
    throw error
  }

  await callee.page.evaluate(() => driver.hangUp())
  await expect.poll(() => caller.page.evaluate(() => driver.ended())).toBe('remote: hung-up')
  for (const { page } of peers) {
    expect(await page.evaluate(() => driver.openConnections()), 'connections left open').toBe(0)
  }
  for (const { errors } of peers) expect(errors, 'errors in the console').toEqual([])
  await Promise.all(peers.map(({ page }) => page.close()))
}

async function perform({ page }: Peer, operations: readonly Operation[]): Promise<void> {
  await page.evaluate((list) => driver.perform(list), operations)
}

/** The browser refuses whatever it is told from now on, so that the call goes on over another connection. */
async function anotherConnection(caller: Peer): Promise<void> {
  const { page } = caller
  const made = await page.evaluate(() => {
    const connection = connections.findLast(({ signalingState }) => signalingState !== 'closed')
    if (connection !== undefined) connection.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
    return connections.length
  })
  await perform(caller, [add(operationCount + 2, 'audio')])
  await expect.poll(() => page.evaluate(() => connections.length), { timeout: 20_000 }).toBeGreaterThan(made)
}

/** Both sides come to rest with the same media sections. */
async function atRest([caller, callee]: readonly [Peer, Peer]): Promise<void> {
  const state = ({ page }: Peer) => page.evaluate(() => driver.state())
  const compare = async () => disagreements(...(await Promise.all([state(caller), state(callee)])))
  await expect.poll(compare, { timeout: 20_000 }).toEqual([])
}

async function picturesMove(peers: readonly Peer[]): Promise<void> {
  const shown = ({ page }: Peer) => page.evaluate(() => Math.max(0, ...Object.values(driver.shown())))
  for (const peer of peers) await expect.poll(() => shown(peer)).toBeGreaterThan(10)
}

/** In every direction that was agreed on, more arrives than has. */
async function mediaFlows(peers: readonly Peer[]): Promise<void> {
  for (const { page } of peers) {
    const before = await page.evaluate(() => driver.received())
    const silent = async () => {
      const [state, now] = await page.evaluate(async () => [driver.state(), await driver.received()] as const)
      return state.sections.filter(({ mid, takes }) => takes !== null && !grew(before, now, mid ?? ''))
    }
    await expect.poll(silent, { timeout: 20_000, message: 'sections without media' }).toEqual([])
  }
}

function grew(before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>, mid: string): boolean {
  return (now[mid] ?? 0) > (before[mid] ?? 0)
}

function add(track: number, kind: 'audio' | 'video'): Operation {
  return { type: 'add', track, kind, pauseMs: 0 }
}

function unmute(kind: 'audio' | 'video'): Operation {
  return { type: 'mute', kind, muted: false, pauseMs: 0 }
}
