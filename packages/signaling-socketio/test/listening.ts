import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createSignalingServer, type SignalingServer, type SignalingServerOptions } from '@earshot/signaling-socketio/server'

export interface Listening {
  readonly signaling: SignalingServer
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** A signaling server on a port of this machine: a free one, or the one asked for. */
export async function listening(options?: SignalingServerOptions, port = 0): Promise<Listening> {
  const http = createServer()
  const signaling = createSignalingServer(http, options)
  await listen(http, port)
  const address = http.address() as AddressInfo
  return {
    signaling,
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      await signaling.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

function listen(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, '127.0.0.1', resolve)
  })
}
