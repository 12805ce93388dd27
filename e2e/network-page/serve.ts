import type { Server } from 'node:http'

import { createSignalingServer } from '@earshot/signaling-socketio/server'
import type { Browser, Page } from '@playwright/test'
import { createServer, defaultClientConditions } from 'vite'

export interface NetworkPages {
  readonly port: number
  /** Opens the page and joins a room with it. `configuration` answers whenever the page wants to know its ICE servers. */
  join(browser: Browser, room: string, peerId: string, configuration: () => RTCConfiguration): Promise<Page>
  close(): Promise<void>
}

/** Serves the page, with signaling on the same port, at `http://localhost`: browsers give camera and microphone there. */
export async function serveNetworkPages(): Promise<NetworkPages> {
  const vite = await createServer({
    configFile: false,
    root: 'e2e/network-page',
    logLevel: 'error',
    optimizeDeps: {
      include: ['@earshot/signaling-socketio > socket.io-client', '@earshot/signaling-socketio > valibot'],
    },
    resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
    server: { host: '127.0.0.1', port: 0, hmr: false },
  })
  await vite.listen()
  const { httpServer } = vite
  const address = httpServer?.address()
  if (!httpServer || !address || typeof address === 'string') throw new Error('Vite serves over TCP here.')
  const signaling = createSignalingServer(httpServer as Server)
  return {
    port: address.port,

    async join(browser, room, peerId, configuration) {
      const page = await browser.newPage({ permissions: ['camera', 'microphone'] })
      await page.exposeFunction('rtcConfiguration', configuration)
      await page.goto(`http://localhost:${address.port}`)
      await page.waitForFunction(() => 'peer' in globalThis)
      await page.evaluate(([name, self]) => peer.join(name, self), [room, peerId] as const)
      return page
    },

    async close() {
      await signaling.close()
      await vite.close()
    },
  }
}
