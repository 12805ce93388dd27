import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * The path between a browser and a server: what passes arrives late, in order.
 *
 * @typedef {object} TcpProxy
 * @property {number} port on 127.0.0.1
 * @property {number} delayMs each way; what is on its way already keeps its own
 * @property {() => void} close
 */

const host = '127.0.0.1'

/**
 * @param {number} targetPort
 * @returns {Promise<TcpProxy>}
 */
export async function startTcpProxy(targetPort) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  const server = createServer((near) => {
    const far = connect({ host, port: targetPort, noDelay: true })
    near.setNoDelay(true)
    carry(near, far)
    carry(far, near)
  }).listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on a port.')

  /** @type {TcpProxy} */
  const proxy = {
    port: address.port,
    delayMs: 0,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }

  /**
   * @param {import('node:net').Socket} from
   * @param {import('node:net').Socket} to
   */
  function carry(from, to) {
    /** @type {Buffer[]} */
    const underway = []
    sockets.add(from)
    from.on('data', (chunk) => {
      underway.push(chunk)
      // Whichever timer it is, the oldest arrives: a shorter delay does not let one overtake.
      setTimeout(() => to.write(underway.shift() ?? ''), proxy.delayMs)
    })
    from.on('error', () => from.destroy())
    from.on('close', () => {
      sockets.delete(from)
      setTimeout(() => to.end(), proxy.delayMs)
    })
  }
  return proxy
}
