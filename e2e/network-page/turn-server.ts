import { startCoturn } from '../../tools/net/coturn.mjs'
import { startUdpProxy, type UdpProxy } from '../../tools/net/udp-proxy.mjs'

/** A TURN server with a proxy in front of it for each end of a call. */
export interface TurnServer {
  readonly proxies: readonly UdpProxy[]
  /** Where an end reaches it. */
  address(end: number): string
  /** The configuration of an end: relay through this server, with credentials made now. */
  readonly answers: (end: number, lifetimeS?: number) => RTCConfiguration
  kill(): Promise<void>
  close(): Promise<void>
}

export async function startTurnServer(): Promise<TurnServer> {
  const coturn = await startCoturn()
  const proxies = [await startUdpProxy(coturn.port), await startUdpProxy(coturn.port)]
  const portFor = (end: number): number => {
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
