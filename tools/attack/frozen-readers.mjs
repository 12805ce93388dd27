import { connect, createServer } from 'node:net'

import { mqtt } from '@earshot/signaling-mqtt'
import { socketIo } from '@earshot/signaling-socketio'

// `node frozen-readers.mjs socketio|aedes PORT READERS SENDERS SECONDS`: members that keep every rule but one. The readers stop to read and
// go on to answer pings; each sender sends one of them 60 kB four times a second. Says when the readers are frozen, and when it is over.

const [, , engine, ...numbers] = process.argv
const [port = 0, readers = 0, senders = 0, seconds = 0] = numbers.map(Number)
const room = 'under-attack'
const payload = 'x'.repeat(60_000)

const names = Array.from({ length: readers }, (_, index) => `reader-${index}`)
const thaws = []
for (const name of names) {
  const way = await freezable(port)
  await join(way.port, name)
  thaws.push(way.freeze)
}
const channels = []
for (let index = 0; index < senders; index += 1) channels.push(await join(port, `sender-${index}`))
for (const freeze of thaws) freeze()
process.send?.('frozen')

for (let round = 0; round < seconds * 4; round += 1) {
  for (const [index, channel] of channels.entries()) channel.send(names[index % readers] ?? '', payload)
  await new Promise((resolve) => setTimeout(resolve, 250))
}
process.send?.('over')
process.on('disconnect', () => process.exit())

/**
 * @param {number} at
 * @param {string} peerId
 */
async function join(at, peerId) {
  const patience = { connectTimeoutMs: 60_000 }
  const signaling =
    engine === 'aedes'
      ? mqtt({ url: `ws://127.0.0.1:${at}/mqtt`, ...patience })
      : socketIo({ url: `http://127.0.0.1:${at}`, ...patience })
  const channel = await signaling.open(room, {
    peerId,
    epoch: peerId,
    role: 'member',
    name: peerId,
    capabilities: [],
    data: null,
  })
  channel.subscribe(() => {})
  return channel
}

/**
 * A way to the server on which nothing is read any more, and on which the pongs of Engine.IO still come. New connections are refused then.
 *
 * @param {number} serverPort
 * @returns {Promise<{ readonly port: number; readonly freeze: () => void }>}
 */
async function freezable(serverPort) {
  /** A text frame "3", masked with zeros (RFC 6455 5.2). */
  const pong = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33])
  let frozen = false
  /** @type {Set<import('node:net').Socket>} */
  const outers = new Set()
  const proxy = createServer((inner) => {
    if (frozen) return void inner.destroy()
    const outer = connect(serverPort, '127.0.0.1')
    outers.add(outer)
    inner.on('data', (data) => frozen || outer.write(data))
    outer.on('data', (data) => inner.write(data))
    for (const socket of [inner, outer]) socket.on('error', () => {}) // it closes
  })
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(null)))
  const address = proxy.address()
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    freeze() {
      frozen = true
      for (const outer of outers) {
        outer.pause()
        if (engine === 'socketio') setInterval(() => outer.writable && outer.write(pong), 2_000)
      }
    },
  }
}
