import { createServer, type AddressInfo } from 'node:net'

import { joinRoom } from '@earshot/core'
import { mqtt } from '@earshot/signaling-mqtt'
import { Aedes, type PublishPacket } from 'aedes'
import { expect, onTestFinished, test } from 'vitest'

const leaseMs = 600

/** A broker that publishes what it remembers before it acknowledges the subscription, as OASIS MQTT 3.1.1 3.8.4 allows. */
async function hastyBroker(): Promise<string> {
  const remembered = new Map<string, PublishPacket>()
  const aedes = await Aedes.createBroker({
    authorizePublish(_, packet, callback) {
      if (packet.retain) remembered.set(packet.topic, { ...packet })
      packet.retain = false
      callback(null)
    },
    authorizeSubscribe(client, subscription, callback) {
      const prefix = subscription.topic.replace(/\+$/, '')
      const matching = [...remembered.values()].filter(({ topic, payload }) => topic.startsWith(prefix) && payload.length > 0)
      let written = 0
      const done = (): void => {
        if (written === matching.length) setTimeout(() => callback(null, subscription), 50) // in a packet of its own
        written += 1
      }
      for (const [index, packet] of matching.entries()) {
        const counted = { brokerId: prefix, brokerCounter: index + 1 }
        client.publish({ ...packet, retain: true, ...counted }, done)
      }
      done()
    },
  })
  const tcp = createServer((socket) => aedes.handle(socket))
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await new Promise<void>((resolve) => aedes.close(resolve))
    tcp.close()
  })
  return `mqtt://127.0.0.1:${(tcp.address() as AddressInfo).port}`
}

test('members are there when the room opens, also where the broker names them before it acknowledges the subscription', async () => {
  const signaling = mqtt({ url: await hastyBroker(), leaseMs })
  const here: string[] = []
  for (const peerId of ['anna', 'ben', 'cleo', 'dora']) {
    const room = await joinRoom({ signaling, room: 'room', peerId })
    onTestFinished(() => room.leave())
    expect(new Set(room.peers.keys())).toEqual(new Set(here))
    here.push(peerId)
  }
})
