import type { Server } from 'node:http'

import type { Room } from '@earshot/core'
import type { Browser, Page } from '@playwright/test'
import { createServer, defaultClientConditions } from 'vite'

declare global {
  var meet: (room: string) => Promise<Room>
  var room: Room
}

export interface ExamplePages {
  readonly httpServer: Server
  /** Opens the example in a page of its own, which then has `window.meet`. */
  open(browser: Browser): Promise<Page>
  /** Opens it and joins the room with it. The page keeps the room as `window.room`. */
  join(browser: Browser, room: string): Promise<Page>
  close(): Promise<void>
}

/** Serves the example of the README as a developer would. `signaling` is where a signaling server runs, if not on the same port. */
export async function serveExample(signaling?: string): Promise<ExamplePages> {
  const vite = await createServer({
    configFile: false,
    root: 'examples',
    logLevel: 'error',
    optimizeDeps: { include: ['socket.io-client', 'valibot'] },
    resolve: { conditions: ['@earshot/source', ...defaultClientConditions] },
    server: {
      host: '127.0.0.1',
      port: 0,
      hmr: false,
      ...(signaling && { proxy: { '/socket.io': { target: signaling, ws: true } } }),
    },
  })
  await vite.listen()
  const { httpServer } = vite
  const address = vite.resolvedUrls?.local[0]
  if (!httpServer || !address || !('setTimeout' in httpServer)) throw new Error('Vite serves over plain HTTP here.')
  const open = async (browser: Browser): Promise<Page> => {
    const page = await browser.newPage()
    await page.goto(address)
    await page.waitForFunction(() => 'meet' in globalThis)
    return page
  }
  return {
    httpServer: httpServer as Server,
    open,
    async join(browser, room) {
      const page = await open(browser)
      await page.evaluate(async (name) => {
        globalThis.room = await globalThis.meet(name)
      }, room)
      return page
    },
    close: () => vite.close(),
  }
}
