import type { Server } from 'node:http'

import { createSignalingServer } from '@earshot/signaling-socketio/server'
import type { Browser, Page } from 'puppeteer-core'
import { createServer, defaultClientConditions } from 'vite'

import { watchErrors } from './engines.ts'
import type { JoinAs } from './page/driver.ts'

/** Serves the page of a peer and, on the same port, the signaling between them. */
export interface Meeting {
  readonly address: string
  close(): Promise<void>
}

export interface Peer {
  readonly page: Page
  readonly errors: readonly string[]
}

export async function startMeeting(): Promise<Meeting> {
  const vite = await createServer({
    configFile: false,
    root: 'e2e/browsers/page',
    logLevel: 'error',
    // Found late, a dependency would reload the page in the middle of a call.
    optimizeDeps: { include: ['@earshot/signaling-socketio > socket.io-client', '@earshot/core > valibot', 'webrtc-adapter'] },
    resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  })
  await vite.listen()
  const { httpServer, resolvedUrls } = vite
  const address = resolvedUrls?.local[0]
  if (!httpServer || !address || !('setTimeout' in httpServer)) throw new Error('Vite serves over plain HTTP here.')
  const signaling = createSignalingServer(httpServer as Server)
  return {
    address,
    async close() {
      await signaling.close()
      await vite.close()
    },
  }
}

/** Opens the page of a peer and joins the room with it. */
export async function joinMeeting(
  { address }: Meeting,
  browser: Browser,
  {
    room,
    peerId,
    adapter,
    as = {},
  }: { readonly room: string; readonly peerId: string; readonly adapter: boolean; readonly as?: JoinAs },
): Promise<Peer> {
  const page = await browser.newPage()
  const errors = watchErrors(page)
  await page.goto(adapter ? `${address}?adapter` : address)
  await page.waitForFunction(() => 'driver' in globalThis)
  await page.evaluate((name, id, options) => driver.join(name, id, options), room, peerId, as)
  return { page, errors }
}
