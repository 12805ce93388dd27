import { createSocket } from 'node:dgram'
import { once } from 'node:events'

import { kindOfPacket } from './turn-packet.mjs'

/**
 * The path between a browser and its TURN server: with `iceTransportPolicy: 'relay'` every packet of a call passes here, both ways.
 *
 * @typedef {object} UdpProxy
 * @property {number} port on 127.0.0.1
 * @property {Way} up what happens to packets on their way to the server
 * @property {Way} down the same on their way back
 * @property {boolean} dark nothing passes, in neither direction, and nobody is told
 * @property {{ carried: number; lost: number }} packets
 * @property {() => void} close
 *
 * @typedef {object} Way
 * @property {number} loss 0..1 of the packets
 * @property {number} delayMs
 * @property {number} jitterMs up to so much more, for the packets of each 20 ms anew
 * @property {number} kbps how much passes, with a queue of 400 ms before it; 0: everything
 * @property {import('./turn-packet.mjs').PacketKind | null} without packets of this kind do not pass
 */

const host = '127.0.0.1'
const longestQueueMs = 400
const jitterPeriodMs = 20
/** Of IP and UDP. */
const headerBytes = 28

/**
 * @param {number} targetPort
 * @returns {Promise<UdpProxy>}
 */
export async function startUdpProxy(targetPort) {
  const front = createSocket('udp4').bind(0, host)
  await once(front, 'listening')
  /** @type {Map<string, import('node:dgram').Socket>} one towards the server for each socket of the browser, by its address and port */
  const towardsServer = new Map()
  /** When what passes now has passed, by direction, and when the last packet arrives. */
  const freeAt = { up: 0, down: 0 }
  const lastAt = { up: 0, down: 0 }
  /** The present part of the jitter, and until when. */
  const jitter = { up: { share: 0, until: 0 }, down: { share: 0, until: 0 } }

  /** @type {UdpProxy} */
  const proxy = {
    port: front.address().port,
    up: { ...openWay },
    down: { ...openWay },
    dark: false,
    packets: { carried: 0, lost: 0 },
    close() {
      proxy.dark = true // packets that are still on their way have no socket any more
      for (const socket of [front, ...towardsServer.values()]) socket.close()
    },
  }

  /**
   * @param {'up' | 'down'} direction
   * @param {Buffer} packet
   * @param {() => void} send
   */
  const carry = (direction, packet, send) => {
    const way = proxy[direction]
    const queueMs = way.kbps > 0 ? queue(direction, packet.length, way.kbps) : 0
    const arrive = () => {
      const lost = proxy.dark || queueMs === null || Math.random() < way.loss || isKept(packet, way)
      proxy.packets[lost ? 'lost' : 'carried'] += 1
      if (!lost) send()
    }
    const now = performance.now()
    if (now >= jitter[direction].until) jitter[direction] = { share: Math.random(), until: now + jitterPeriodMs }
    const late = now + way.delayMs + jitter[direction].share * way.jitterMs + (queueMs ?? 0)
    // What only comes late keeps its order, also when the delay ends; jitter comes of ways that packets overtake each other on.
    const arrivesAt = way.jitterMs > 0 ? late : Math.max(late, lastAt[direction])
    lastAt[direction] = arrivesAt
    if (arrivesAt > now) setTimeout(arrive, arrivesAt - now)
    else arrive()
  }

  /**
   * How long a packet waits until it has passed; `null` when there is no room for it.
   *
   * @param {'up' | 'down'} direction
   * @param {number} bytes
   * @param {number} kbps
   */
  const queue = (direction, bytes, kbps) => {
    const now = performance.now()
    const start = Math.max(now, freeAt[direction])
    if (start - now > longestQueueMs) return null
    freeAt[direction] = start + ((bytes + headerBytes) * 8) / kbps
    return freeAt[direction] - now
  }

  /** @param {import('node:dgram').RemoteInfo} browser not always 127.0.0.1: a browser binds its sockets to the addresses it has */
  const openTowardsServer = ({ address, port }) => {
    const socket = createSocket('udp4')
    towardsServer.set(`${address}:${port}`, socket)
    socket.on('message', (packet) => carry('down', packet, () => front.send(packet, port, address)))
    return socket
  }

  front.on('message', (packet, browser) => {
    const socket = towardsServer.get(`${browser.address}:${browser.port}`) ?? openTowardsServer(browser)
    carry('up', packet, () => socket.send(packet, targetPort, host))
  })
  return proxy
}

/** @type {Way} */
export const openWay = { loss: 0, delayMs: 0, jitterMs: 0, kbps: 0, without: null }

/**
 * @param {Buffer} packet
 * @param {Way} way
 */
function isKept(packet, { without }) {
  return without !== null && kindOfPacket(packet) === without
}
