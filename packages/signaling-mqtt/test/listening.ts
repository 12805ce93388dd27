import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createBroker, type Broker, type BrokerOptions } from '@earshot/signaling-mqtt/broker'

export interface Listening {
  readonly broker: Broker
  /** Of its WebSocket. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** An embedded broker on a port of this machine: a free one, or the one asked for. */
export async function listening(options?: BrokerOptions, port = 0): Promise<Listening> {
  const http = createServer()
  const broker = await createBroker(http, options)
  await listen(http, port)
  const address = http.address() as AddressInfo
  return {
    broker,
    url: `ws://127.0.0.1:${address.port}/mqtt`,
    port: address.port,
    async close() {
      await broker.close()
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
