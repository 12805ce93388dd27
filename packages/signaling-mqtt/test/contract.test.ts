import { describeSignaling, tcpPath, type SignalingSetup } from '@earshot/signaling-contract'
import { mqtt } from '@earshot/signaling-mqtt'
import { describe } from 'vitest'

import { freePort, startMosquitto, withoutMosquitto } from '../../../tools/net/mosquitto.mjs'
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

/** A WebSocket listener alone does not start in Debian's 2.0.11. */
const withWebSocket = (tcpPort: number): string =>
  `listener ${tcpPort} 127.0.0.1\nlistener PORT 127.0.0.1\nprotocol websockets\nallow_anonymous true\n`

describe.skipIf(withoutMosquitto)('mosquitto', () => {
  // What the broker remembers arrives before the SUBACK here, and after it over TCP.
  const overWebSocket = async (): Promise<SignalingSetup> => {
    const configuration = withWebSocket(await freePort())
    let broker = await startMosquitto({ configuration })
    const { port } = broker
    return {
      transport: () => mqtt({ url: `ws://127.0.0.1:${port}`, leaseMs }),
      async breakable() {
        const path = await tcpPath(port)
        return { ...path, transport: mqtt({ url: `ws://127.0.0.1:${path.port}`, leaseMs }) }
      },
      interrupt: () => broker.kill(),
      async restore() {
        broker = await startMosquitto({ port, configuration })
      },
      close: () => broker.kill(),
    }
  }
  describeSignaling('MQTT, mosquitto over WebSocket', overWebSocket, {
    slow: 'mosquitto 2.0.11 sends 40 kB a second over WebSocket: a client that waits for three seconds takes it for dead',
  })

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
