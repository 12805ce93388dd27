import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/**
 * The path between a browser and its TURN server: with `iceTransportPolicy: 'relay'` every packet of a call passes here, both ways.
 *
 * @typedef {object} UdpProxy
 * @property {number} port on 127.0.0.1
 * @property {{ loss: number; delayMs: number }} up what happens to packets on their way to the server
 * @property {{ loss: number; delayMs: number }} down the same on their way back
 * @property {boolean} dark nothing passes, in neither direction, and nobody is told
 * @property {{ carried: number; lost: number }} packets
 * @property {() => void} close
 */

const host = '127.0.0.1'

/**
 * @param {number} targetPort
 * @returns {Promise<UdpProxy>}
 */
export async function startUdpProxy(targetPort) {
  const front = createSocket('udp4').bind(0, host)
  await once(front, 'listening')
  /** @type {Map<string, import('node:dgram').Socket>} one towards the server for each socket of the browser, by its address and port */
  const towardsServer = new Map()

  /** @type {UdpProxy} */
  const proxy = {
    port: front.address().port,
    up: { loss: 0, delayMs: 0 },
    down: { loss: 0, delayMs: 0 },
    dark: false,
    packets: { carried: 0, lost: 0 },
    close() {
      proxy.dark = true // packets that are still on their way have no socket any more
      for (const socket of [front, ...towardsServer.values()]) socket.close()
    },
  }

  /**
   * @param {'up' | 'down'} direction
   * @param {() => void} send
   */
  const carry = (direction, send) => {
    const { loss, delayMs } = proxy[direction]
    const arrive = () => {
      const lost = proxy.dark || Math.random() < loss
      proxy.packets[lost ? 'lost' : 'carried'] += 1
      if (!lost) send()
    }
    if (delayMs > 0) setTimeout(arrive, delayMs)
    else arrive()
  }

  /** @param {import('node:dgram').RemoteInfo} browser not always 127.0.0.1: a browser binds its sockets to the addresses it has */
  const openTowardsServer = ({ address, port }) => {
    const socket = createSocket('udp4')
    towardsServer.set(`${address}:${port}`, socket)
    socket.on('message', (packet) => carry('down', () => front.send(packet, port, address)))
    return socket
  }

  front.on('message', (packet, browser) => {
    const socket = towardsServer.get(`${browser.address}:${browser.port}`) ?? openTowardsServer(browser)
    carry('up', () => socket.send(packet, targetPort, host))
  })
  return proxy
}
