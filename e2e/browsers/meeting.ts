import { createSignalingServer } from '@earshot/signaling-socketio/server'
import type { Browser, Page } from 'puppeteer-core'

import { watchErrors } from '../../tools/engines.mjs'
import { servePage } from '../../tools/serve-page.mjs'
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
  const served = await servePage('e2e/browsers/page')
  const signaling = createSignalingServer(served.httpServer)
  return {
    address: served.address,
    async close() {
      await signaling.close()
      await served.close()
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
