import { createSignalingServer } from '@earshot/signaling-socketio/server'
import type { Browser, Page } from '@playwright/test'

import { servePage } from '../../tools/serve-page.mjs'

export interface NetworkPages {
  readonly port: number
  /** Opens the page and joins a room with it. `configuration` answers whenever the page wants to know its ICE servers. */
  join(browser: Browser, room: string, peerId: string, options?: PageOptions): Promise<Page>
  close(): Promise<void>
}

interface PageOptions {
  /** @default host candidates only */
  readonly configuration?: () => RTCConfiguration
  /** Hears of each step of the page's calls. */
  readonly passed?: (step: string) => void
}

/**
 * Serves the page, with signaling on the same port, at `http://localhost`: browsers give camera and microphone there.
 * `signalingAt` is where a signaling server of the test's own is, if it is not to be one of the pages' own.
 */
export async function serveNetworkPages(signalingAt?: string): Promise<NetworkPages> {
  const served = await servePage('e2e/network-page', { signalingAt })
  const signaling = signalingAt === undefined ? createSignalingServer(served.httpServer) : null
  return {
    port: served.port,

    async join(browser, room, peerId, { configuration = () => ({}), passed = () => undefined } = {}) {
      const page = await browser.newPage({ permissions: ['camera', 'microphone'] })
      await page.exposeFunction('rtcConfiguration', configuration)
      await page.exposeFunction('passed', passed)
      await page.goto(served.address)
      await page.waitForFunction(() => 'peer' in globalThis)
      await page.evaluate(([name, self]) => peer.join(name, self), [room, peerId] as const)
      return page
    },

    async close() {
      await signaling?.close()
      await served.close()
    },
  }
}
