import { startCoturn } from './coturn.mjs'
import { startUdpProxy } from './udp-proxy.mjs'

/**
 * A TURN server with a proxy in front of it for each end of a call.
 *
 * @typedef {object} Relay
 * @property {readonly import('./udp-proxy.mjs').UdpProxy[]} proxies
 * @property {(end: number) => string} address where an end reaches it
 * @property {(end: number, lifetimeS?: number) => RTCConfiguration} answers the configuration of an end: through this server and no other
 *   way, with credentials made now
 * @property {() => Promise<void>} kill
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Relay>} */
export async function startRelay() {
  const coturn = await startCoturn()
  const proxies = [await startUdpProxy(coturn.port), await startUdpProxy(coturn.port)]
  const portFor = (/** @type {number} */ end) => {
    const proxy = proxies[end]
    if (proxy === undefined) throw new RangeError('A call has the ends 0 and 1.')
    return proxy.port
  }
  return {
    proxies,
    address: (end) => `127.0.0.1:${portFor(end)}`,
    answers: (end, lifetimeS = 3_600) => ({
      iceTransportPolicy: 'relay',
      iceServers: [coturn.iceServer(lifetimeS, portFor(end))],
    }),
    kill: () => coturn.stop(),
    async close() {
      for (const proxy of proxies) proxy.close()
      await coturn.stop()
    },
  }
}
