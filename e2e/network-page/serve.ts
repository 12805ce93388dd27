import type { Server } from 'node:http'

import { createSignalingServer } from '@earshot/signaling-socketio/server'
import type { Browser, Page } from '@playwright/test'
import { createServer, defaultClientConditions } from 'vite'

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
  const vite = await createServer({
    configFile: false,
    root: 'e2e/network-page',
    logLevel: signalingAt === undefined ? 'error' : 'silent', // a proxy tells of every attempt while the server is away
    optimizeDeps: {
      include: ['@earshot/signaling-socketio > socket.io-client', '@earshot/signaling-socketio > valibot'],
    },
    resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
    server: {
      host: '127.0.0.1',
      port: 0,
      hmr: false,
      watch: null,
      ...(signalingAt && { proxy: { '/socket.io': { target: signalingAt, ws: true } } }),
    },
  })
  await vite.listen()
  const { httpServer } = vite
  const address = httpServer?.address()
  if (!httpServer || !address || typeof address === 'string') throw new Error('Vite serves over TCP here.')
  const signaling = signalingAt === undefined ? createSignalingServer(httpServer as Server) : null
  return {
    port: address.port,

    async join(browser, room, peerId, { configuration = () => ({}), passed = () => undefined } = {}) {
      const page = await browser.newPage({ permissions: ['camera', 'microphone'] })
      await page.exposeFunction('rtcConfiguration', configuration)
      await page.exposeFunction('passed', passed)
      await page.goto(`http://localhost:${address.port}`)
      await page.waitForFunction(() => 'peer' in globalThis)
      await page.evaluate(([name, self]) => peer.join(name, self), [room, peerId] as const)
      return page
    },

    async close() {
      await signaling?.close()
      await vite.close()
    },
  }
}
