import { describeSignaling, tcpPath } from '@earshot/signaling-contract'
import { mqtt } from '@earshot/signaling-mqtt'
import { describe } from 'vitest'

import { startMosquitto, withoutMosquitto } from '../../../tools/net/mosquitto.mjs'
import { listening } from './listening.ts'

/** Peers who are not heard for so long have left: short, so that a test sees it. */
const leaseMs = 2_000

// The brokers really go away and come back, knowing nobody, on the same port.
describeSignaling('MQTT, the embedded broker', async () => {
  let server = await listening()
  const { port, url } = server
  return {
    transport: () => mqtt({ url, leaseMs }),
    async breakable() {
      const path = await tcpPath(port)
      return { ...path, transport: mqtt({ url: `ws://127.0.0.1:${path.port}/mqtt`, leaseMs }) }
    },
    interrupt: () => server.close(),
    async restore() {
      server = await listening({}, port)
    },
    close: () => server.close(),
  }
})

describe.skipIf(withoutMosquitto)('mosquitto', () => {
  describeSignaling('MQTT, mosquitto', async () => {
    let broker = await startMosquitto()
    const { port } = broker
    return {
      transport: () => mqtt({ url: `mqtt://127.0.0.1:${port}`, leaseMs }),
      async breakable() {
        const path = await tcpPath(port)
        return { ...path, transport: mqtt({ url: `mqtt://127.0.0.1:${path.port}`, leaseMs }) }
      },
      interrupt: () => broker.kill(),
      async restore() {
        broker = await startMosquitto({ port })
      },
      close: () => broker.kill(),
    }
  })
})
