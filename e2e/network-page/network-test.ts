// Playwright reads what a fixture needs from its first parameter, also where that is nothing.
/* oxlint-disable no-empty-pattern */

import { expect, test as base, type Browser, type Page } from '@playwright/test'

import { coturnInstalled } from '../../tools/net/coturn.mjs'
import { startRelay, type Relay } from '../../tools/net/relay.mjs'

import { serveNetworkPages, type NetworkPages } from './serve.ts'

interface NetworkFixtures {
  readonly pages: NetworkPages
  readonly turn: Relay
  readonly otherTurn: Relay
  /** Two pages in a call with media both ways. `answers` is what end 0 or 1 says when it is asked for its ICE servers. */
  readonly relayedCall: (answers: Relay['answers']) => Promise<readonly [Page, Page]>
  /** Two pages in a direct call, the second one in a browser of its own. */
  readonly callAcrossBrowsers: () => Promise<{ readonly pair: readonly [Page, Page]; readonly other: Browser }>
}

const withoutCoturn = 'there is no TURN server here: on Debian, apt-get install coturn'

/** A test of calls whose network breaks. */
export const test = base.extend<NetworkFixtures>({
  pages: async ({}, use) => {
    const pages = await serveNetworkPages()
    await use(pages)
    await pages.close()
  },

  turn: async ({}, use, info) => {
    info.skip(!coturnInstalled, withoutCoturn)
    const server = await startRelay()
    await use(server)
    await server.close()
  },

  otherTurn: async ({}, use, info) => {
    info.skip(!coturnInstalled, withoutCoturn)
    const server = await startRelay()
    await use(server)
    await server.close()
  },

  relayedCall: async ({ pages, browser }, use) => {
    const opened: Page[] = []
    await use(async (answers) => {
      const pair = [
        await pages.join(browser, 'relayed', 'hall', { configuration: () => answers(0) }),
        await pages.join(browser, 'relayed', 'office', { configuration: () => answers(1) }),
      ] as const
      opened.push(...pair)
      return untilTheyTalk(pair)
    })
    for (const page of opened) await page.close()
  },

  callAcrossBrowsers: async ({ pages, browser, playwright, launchOptions }, use) => {
    const other = await playwright.chromium.launch(launchOptions)
    await use(async () => {
      const hall = await pages.join(browser, 'across', 'hall')
      const office = await pages.join(other, 'across', 'office')
      return { pair: await untilTheyTalk([hall, office]), other }
    })
    await other.close()
  },
})

async function untilTheyTalk(pair: readonly [Page, Page]): Promise<readonly [Page, Page]> {
  for (const page of pair) {
    await expect
      .poll(() => page.evaluate(() => peer.frames), { message: 'pictures of the other side', timeout: 20_000 })
      .toBeGreaterThan(10)
  }
  return pair
}
