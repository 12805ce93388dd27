import { createSignalingServer } from '@earshot/signaling-socketio/server'
import { launch } from '../../tools/engines.mjs'
import { coturnInstalled } from '../../tools/net/coturn.mjs'
import { startRelay } from '../../tools/net/relay.mjs'
import { startTcpProxy } from '../../tools/net/tcp-proxy.mjs'
import { servePage } from '../../tools/serve-page.mjs'

/**
 * Two browsers, and everything between them, on loopback.
 *
 * @typedef {object} Stage
 * @property {import('puppeteer-core').Page} caller
 * @property {import('puppeteer-core').Page} callee
 * @property {string} signalingUrl
 * @property {(setting: import('./cells.mjs').Setting | null) => void} delay what passes between them; `null`: nothing is late
 * @property {(setting: import('./cells.mjs').Setting, end: number) => RTCConfiguration} configuration of end 0 or 1
 * @property {() => Promise<void>} close
 */

/**
 * @param {import('./cells.mjs').Pair} pair
 * @returns {Promise<Stage>}
 */
export async function setStage({ caller, callee }) {
  /** @type {(() => Promise<void> | void)[]} */
  const closers = []
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    return await build()
  } catch (error) {
    await close()
    throw error
  }

  /** @returns {Promise<Stage>} */
  async function build() {
    const served = await servePage('bench/warm-up/page')
    closers.push(() => served.close())
    const signaling = createSignalingServer(served.httpServer, { allowedOrigins: [served.address] })
    closers.push(() => signaling.close())
    const wire = await startTcpProxy(served.port)
    closers.push(() => wire.close())
    const relay = coturnInstalled ? await startRelay() : null
    closers.push(() => relay?.close())
    const [callers, callees] = [await openPage(caller, served.address), await openPage(callee, served.address)]

    return {
      caller: callers,
      callee: callees,
      signalingUrl: `http://localhost:${wire.port}`,
      close,

      delay(setting) {
        // What one peer says passes the wire twice, to the server and from it; what it sends passes both proxies.
        wire.delayMs = (setting?.signalingMs ?? 0) / 4
        for (const proxy of relay?.proxies ?? []) {
          for (const direction of [proxy.up, proxy.down]) direction.delayMs = (setting?.relayMs ?? 0) / 4
        }
      },

      configuration: ({ relayMs }, end) => (relayMs === null ? {} : (relay?.answers(end) ?? {})),
    }
  }

  /**
   * @param {import('../../tools/engines.mjs').Engine} engine
   * @param {string} address
   */
  async function openPage(engine, address) {
    const browser = await launch(engine)
    closers.push(() => browser.close())
    const page = await browser.newPage()
    await page.goto(address)
    await page.waitForFunction(() => 'measured' in globalThis)
    return page
  }
}
