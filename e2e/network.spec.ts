import { setTimeout as passes } from 'node:timers/promises'

import { expect, test as base, type Browser, type Page } from '@playwright/test'

import { chromiumArguments, findChromium } from '../tools/browser.mjs'
import { coturnInstalled, startCoturn } from '../tools/net/coturn.mjs'
import { namespacesPermitted, startTwoHosts } from '../tools/net/two-hosts.mjs'
import { startUdpProxy, type UdpProxy } from '../tools/net/udp-proxy.mjs'
import type { NetworkPages } from './network-page/serve.ts'
import { serveNetworkPages } from './network-page/serve.ts'

// The network of a call breaks. Every call here is relayed by a TURN server of the test's own, and every packet of it passes a proxy that
// the test can put out; or it runs between two network namespaces.

const soak = Boolean(process.env['EARSHOT_SOAK'])

interface NetworkFixtures {
  readonly pages: NetworkPages
  readonly turn: TurnServer
  readonly otherTurn: TurnServer
}

/** A TURN server behind a proxy for each peer. */
interface TurnServer {
  readonly proxies: readonly [UdpProxy, UdpProxy]
  /** What a peer's application answers: relay through this server, with credentials made now. */
  configuration(peer: 0 | 1, lifetimeS?: number): RTCConfiguration
  kill(): Promise<void>
}

const test = base.extend<NetworkFixtures>({
  pages: async ({ baseURL: _ }, use) => {
    const pages = await serveNetworkPages()
    await use(pages)
    await pages.close()
  },
  turn: async ({ baseURL: _ }, use) => useTurnServer(use),
  otherTurn: async ({ baseURL: _ }, use) => useTurnServer(use),
})

test.beforeEach(() => {
  test.slow()
})

test.describe('relayed calls', () => {
  test.skip(!coturnInstalled, 'there is no TURN server here: on Debian, apt-get install coturn')

  for (const blackoutMs of [5_000, 20_000]) {
    test(`after ${blackoutMs / 1_000} s without a network the media comes back (F12)`, async ({ pages, browser, turn }) => {
      const [caller, callee] = await relayedCall(pages, browser, turn)
      await blackout(turn, blackoutMs)
      for (const page of [caller, callee]) {
        await expectMoreFrames(page)
        await expect.poll(() => states(page)).toEqual(['connecting', 'connected', 'reconnecting', 'connected'])
      }
    })
  }
})

/** Two pages in a call that is relayed, each through its proxy. */
async function relayedCall(pages: NetworkPages, browser: Browser, turn: TurnServer): Promise<readonly [Page, Page]> {
  return talk(
    await pages.join(browser, 'network', 'hall', () => turn.configuration(0)),
    await pages.join(browser, 'network', 'office', () => turn.configuration(1)),
  )
}

async function talk(...pair: readonly [Page, Page]): Promise<readonly [Page, Page]> {
  for (const page of pair) await expectMoreFrames(page)
  return pair
}

async function blackout({ proxies }: TurnServer, lengthMs: number): Promise<void> {
  for (const proxy of proxies) proxy.dark = true
  await passes(lengthMs)
  for (const proxy of proxies) proxy.dark = false
}

const states = (page: Page) => page.evaluate(() => peer.states)

async function expectMoreFrames(page: Page, count = 10): Promise<void> {
  const before = await page.evaluate(() => peer.frames)
  await expect
    .poll(() => page.evaluate(() => peer.frames), { message: 'pictures of the other side', timeout: 30_000 })
    .toBeGreaterThanOrEqual(before + count)
}

async function useTurnServer(use: (server: TurnServer) => Promise<void>): Promise<void> {
  const coturn = await startCoturn()
  const proxies = [await startUdpProxy(coturn.port), await startUdpProxy(coturn.port)] as const
  let stop = async () => {
    stop = async () => undefined
    await coturn.stop()
  }
  await use({
    proxies,
    configuration: (peer, lifetimeS = 3_600) => ({
      iceTransportPolicy: 'relay',
      iceServers: [coturn.iceServer(lifetimeS, proxies[peer].port)],
    }),
    kill: () => stop(),
  })
  for (const proxy of proxies) proxy.close()
  await stop()
}
