import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'

import { createSignalingServer } from '@earshot/signaling-socketio/server'

import { launch } from '../engines.mjs'
import { startCoturn } from '../net/coturn.mjs'
import { startRelay } from '../net/relay.mjs'
import { openWay } from '../net/udp-proxy.mjs'
import { servePage } from '../serve-page.mjs'

/**
 * Two browsers in a call, and everything between them.
 *
 * @typedef {object} Stage
 * @property {readonly [import('puppeteer-core').Page, import('puppeteer-core').Page]} pages of hall, who calls, and of office
 * @property {import('../net/relay.mjs').Relay | null} relay
 * @property {{ up: import('../net/udp-proxy.mjs').Way; down: import('../net/udp-proxy.mjs').Way }} ways between hall and its relay
 * @property {import('node:child_process').ChildProcess[]} busy
 * @property {(up: boolean) => Promise<void>} signaling
 * @property {(end: 'hall' | 'office', asleep: boolean) => void} sleep
 * @property {(end: 'hall' | 'office', processors: string) => void} restrict an end to some of the machine's processors
 * @property {() => Promise<void>} call and wait until it is up
 * @property {() => Promise<void>} close
 */

/**
 * @param {import('./scenes.mjs').Scene} scene
 * @returns {Promise<Stage>}
 */
export async function setStage({
  name,
  relay: kind = 'udp',
  camera = { height: 360, frameRate: 20 },
  codecs = {},
  spoils = false,
}) {
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
    const signaling = await startSignaling()
    closers.push(() => signaling.set(false))
    const served = await servePage('tools/labelled/page', { signalingAt: signaling.address })
    closers.push(() => served.close())
    const relay = kind === 'udp' ? await startRelay() : null
    closers.push(() => relay?.close())
    const overTcp = kind === 'tcp' ? await startCoturn({ tcp: true }) : null
    closers.push(() => overTcp?.stop())
    const browsers = { hall: await launch('chromium'), office: await launch('chromium') }
    for (const browser of Object.values(browsers)) closers.push(() => browser.close())
    const hall = await browsers.hall.newPage()
    const office = await browsers.office.newPage()
    for (const page of [hall, office]) {
      await page.goto(served.address)
      await page.waitForFunction(() => 'recorded' in globalThis)
    }
    const [proxy] = relay?.proxies ?? []

    /** @returns {RTCConfiguration} */
    const configurationOf = (/** @type {number} */ end) => {
      if (relay !== null) return relay.answers(end)
      return overTcp !== null && end === 0 ? { iceTransportPolicy: 'relay', iceServers: [overTcp.iceServer(3_600)] } : {}
    }
    return {
      pages: [hall, office],
      relay,
      ways: { up: proxy?.up ?? { ...openWay }, down: proxy?.down ?? { ...openWay } },
      busy: [],
      signaling: (up) => signaling.set(up),
      sleep: (end, asleep) => freeze(browsers[end], asleep),
      restrict: (end, processors) => restrict(browsers[end], processors),
      close,

      async call() {
        for (const [end, page] of [office, hall].entries()) {
          const place = {
            room: name,
            peerId: end === 0 ? 'office' : 'hall',
            rtcConfiguration: configurationOf(1 - end),
            camera: end === 1 || camera === null ? camera : usualCamera,
            codecs,
            spoils: spoils && end === 1,
          }
          await page.evaluate((where) => recorded.join(where), place)
        }
      },
    }
  }
}

const usualCamera = { height: 360, frameRate: 20 }

/** A signaling server that can be away for a while, and comes back where it was. */
async function startSignaling() {
  let { server, port } = await listen(0)
  let signaling = createSignalingServer(server)
  return {
    address: `http://127.0.0.1:${port}`,
    /** @param {boolean} up */
    async set(up) {
      if (!up) {
        await signaling.close()
        server.closeAllConnections()
        server.close()
        return
      }
      server = (await listen(port)).server
      signaling = createSignalingServer(server)
    },
  }
}

/** @param {number} wanted */
async function listen(wanted) {
  const server = createServer().listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A server listens on a port.')
  return { server, port: address.port }
}

/**
 * Stops every process of a browser, as the sleep of a machine does, or lets them go on.
 *
 * @param {import('puppeteer-core').Browser} browser
 * @param {boolean} asleep
 */
function freeze(browser, asleep) {
  for (const id of processesOf(browser)) process.kill(id, asleep ? 'SIGSTOP' : 'SIGCONT')
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} processors as `taskset` takes them
 */
function restrict(browser, processors) {
  for (const id of processesOf(browser)) execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', processors, String(id)])
}

/** @param {import('puppeteer-core').Browser} browser */
function processesOf(browser) {
  const { pid } = browser.process() ?? {}
  if (pid === undefined) throw new Error('This browser has no process of its own.')
  return familyOf(pid)
}

/**
 * A process and all that it started, by what Linux says of parents.
 *
 * @param {number} pid
 * @returns {readonly number[]}
 */
function familyOf(pid) {
  const parents = readdirSync('/proc').flatMap((name) => {
    const id = Number(name)
    if (!Number.isInteger(id)) return []
    try {
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? []
      return [{ id, parent: Number(parent) }]
    } catch {
      return [] // it has ended meanwhile
    }
  })
  const family = [pid]
  for (const member of family) family.push(...parents.filter(({ parent }) => parent === member).map(({ id }) => id))
  return family
}
