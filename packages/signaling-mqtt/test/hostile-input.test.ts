import { connect as connectTcp } from 'node:net'

import { honestPair, type HonestPair } from '@earshot/signaling-contract'
import { mqtt } from '@earshot/signaling-mqtt'
import { createBroker } from '@earshot/signaling-mqtt/broker'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'

import { listening, type Listening } from './listening.ts'
import { honest, rawClient, type RawClient } from './raw-client.ts'

let server: Listening
let pair: HonestPair
let uncaught: unknown[]
const attackers: RawClient[] = []
const noteUncaught = (error: unknown): unknown => uncaught.push(error)

beforeEach(async () => {
  uncaught = []
  process.on('uncaughtExceptionMonitor', noteUncaught)
  server = await listening()
  pair = await honestPair(() => mqtt({ url: server.url }))
})

// Whatever a test sent: the broker goes on, and the honest peers have noticed nothing.
afterEach(async () => {
  await pair.exchange()
  for (const { client } of attackers.splice(0)) client.end(true)
  await pair.close()
  await server.close()
  process.off('uncaughtExceptionMonitor', noteUncaught)
  if (uncaught.length > 0) throw new AggregateError(uncaught, 'uncaught, while the test ran')
})

async function attacker(options = honest('mallory')): Promise<RawClient> {
  const client = await rawClient(server.url, options)
  client.client.on('error', () => {}) // it is thrown out
  attackers.push(client)
  return client
}

const messagesTo = (peerId: 'anna' | 'ben') => pair.heardBy(peerId).filter((event) => event.type === 'message')

test('T4: who writes in the name of another is thrown out, and nothing arrives', async () => {
  for (const topic of [
    'earshot/v1/room/to/anna/from/ben',
    'earshot/v1/another/to/anna/from/mallory',
    'earshot/v1/room/presence/ben',
    'anything/else',
    '$SYS/broker/uptime',
  ]) {
    const mallory = await attacker()
    await mallory.publish(topic, '"forged"')
    await expect.poll(() => mallory.closed).toBe(true)
  }
  expect(messagesTo('anna')).toEqual([])
  expect(pair.heardBy('anna').some((event) => event.type === 'left')).toBe(false)
})

test('T5: who is not in the room reads nothing of it, and nobody reads what is for another', async () => {
  const mallory = await attacker(honest('mallory', 'another-room'))
  const filters = [
    'earshot/v1/room/presence/+',
    'earshot/v1/room/to/anna/from/+',
    'earshot/v1/another-room/to/anna/from/+',
    'earshot/v1/+/presence/+',
    'earshot/v1/room/#',
  ]
  for (const filter of filters) expect(await mallory.subscribe(filter)).toBe(128)
  await pair.exchange()
  expect(mallory.heard).toEqual([])
})

test('T6: neither # nor $SYS tells who is connected', async () => {
  const mallory = await attacker()
  for (const filter of ['#', '+/#', '$SYS/#', '$SYS/+/new/clients', '$SYS/+/heartbeat'])
    expect(await mallory.subscribe(filter)).toBe(128)
  const noisy = await attacker(honest('noisy'))
  await noisy.publish('earshot/v1/room/presence/noisy', '{}', { retain: true })
  await pair.exchange()
  expect(mallory.heard).toEqual([])
})

test('T8: a second connection with the same client id is refused, and the first one stays', async () => {
  const victim = await attacker(honest('victim'))
  const clientId = victim.client.options.clientId ?? ''
  await expect(rawClient(server.url, { ...honest('mallory'), clientId })).rejects.toThrow('Identifier rejected')
  await expect(rawClient(server.url, { ...honest('victim'), clientId })).rejects.toThrow('Identifier rejected')
  expect(await victim.subscribe('earshot/v1/room/to/victim/from/+')).toBe(1)
  expect(victim.closed).toBe(false)
})

test('T9: a will about somebody else, or with something to say, is not accepted', async () => {
  const { will: annas } = honest('anna')
  for (const will of [
    { ...annas, topic: 'earshot/v1/room/to/anna/from/ben', payload: Buffer.from('"forged"') },
    { ...annas, topic: 'earshot/v1/room/presence/ben', payload: Buffer.from('{"type":"left","epoch":"ben-1"}'), qos: 1 as const },
    { topic: '#', payload: Buffer.alloc(0), qos: 1 as const, retain: true },
  ]) {
    await expect(rawClient(server.url, { ...honest('mallory'), will: { qos: 1, retain: true, ...will } })).rejects.toThrow(
      'Not authorized',
    )
  }
  expect(messagesTo('anna')).toEqual([])
  expect(pair.heardBy('anna').some((event) => event.type === 'left')).toBe(false)
})

test('T9: who lies about its presence, or writes nonsense there, is thrown out, and nobody hears of it', async () => {
  const presence = { peerId: 'mallory', epoch: 'mallory-1', role: 'member', name: 'Mallory', capabilities: [], data: null }
  const here = (changes: object) => JSON.stringify({ type: 'here', connection: 1, presence: { ...presence, ...changes } })
  for (const lie of [
    here({ peerId: 'ben', epoch: 'ben-1' }),
    here({ epoch: 'another' }),
    here({ role: 'owner' }),
    here({ data: 'x'.repeat(4_095) }),
    here({ data: JSON.parse(`${'['.repeat(17)}${']'.repeat(17)}`) }),
    `{"type":"here","connection":1,"presence":${'['.repeat(3_000)}${']'.repeat(3_000)}}`,
    here({}).replace('"data":null', '"data":1e999'),
    JSON.stringify({ type: 'here', connection: -1, presence }),
    JSON.stringify({ type: 'left', epoch: 'ben-1' }),
    '{"type":"here"}',
    '{"type":',
    '[]',
    '"x"',
  ]) {
    const mallory = await attacker()
    await mallory.publish('earshot/v1/room/presence/mallory', lie, { retain: true })
    await expect.poll(() => mallory.closed).toBe(true)
  }
  await pair.exchange()
  const changes = pair.heardBy('anna').filter(({ type }) => type !== 'message')
  expect(changes.map(({ type }) => type)).toEqual(['up', 'joined'])
})

test('T9: an observer does not become a member by another presence', async () => {
  const mallory = await attacker()
  const presence = { peerId: 'mallory', epoch: 'mallory-1', role: 'observer', name: 'Mallory', capabilities: [], data: null }
  const say = (changes: object) =>
    mallory.publish(
      'earshot/v1/room/presence/mallory',
      JSON.stringify({ type: 'here', connection: 1, presence: { ...presence, ...changes } }),
      { retain: true },
    )
  await say({})
  await say({ name: 'Mal', data: { hand: 'up' } })
  await expect.poll(() => pair.heardBy('anna').filter(({ type }) => type === 'joined')).toHaveLength(3)
  await say({ role: 'member' })
  await expect.poll(() => mallory.closed).toBe(true)
  const roles = pair.heardBy('anna').flatMap((event) => (event.type === 'joined' ? [event.peer.role] : []))
  expect(roles).toEqual(['member', 'observer', 'observer'])
})

test('T10: a flood is cut off, and others are not', async () => {
  const mallory = await attacker()
  for (let index = 0; index < 2_000; index += 1)
    mallory.client.publish('earshot/v1/room/to/anna/from/mallory', `"${index}"`, { qos: 0 })
  await expect.poll(() => mallory.closed).toBe(true)
  expect(messagesTo('anna').length).toBeLessThan(400)
})

test('T11: neither no keepalive nor a very long one is accepted', async () => {
  for (const keepalive of [0, 121, 65_535])
    await expect(rawClient(server.url, { ...honest('mallory'), keepalive })).rejects.toThrow('Not authorized')
})

test('T12: 20 MB from somebody who never connects end after a few kilobytes, over WebSocket and over TCP', async () => {
  const publish = Buffer.concat([Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(65_536)])
  const socket = new WebSocket(server.url, 'mqtt')
  let closed = false
  socket.on('error', () => {})
  socket.on('close', () => (closed = true))
  await new Promise((resolve) => socket.once('open', resolve))
  for (let sent = 0; sent < 20_000_000 && socket.readyState === WebSocket.OPEN; sent += publish.length) socket.send(publish)
  await expect.poll(() => closed).toBe(true)

  const broker = await createBroker(0)
  for (const first of [0x10, 0x30]) {
    const tcp = connectTcp(broker.port ?? 0, '127.0.0.1')
    const ended = new Promise((resolve) => tcp.once('close', resolve))
    tcp.on('error', () => {})
    tcp.write(Buffer.concat([Buffer.from([first, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(20_000_000)]))
    await ended
    expect(tcp.bytesWritten).toBeGreaterThan(0)
  }
  await broker.close()
})

test('T12: a packet above the limit ends the connection that sent it', async () => {
  const mallory = await attacker()
  await mallory.publish('earshot/v1/room/to/anna/from/mallory', 'x'.repeat(400_000))
  await expect.poll(() => mallory.closed).toBe(true)
  expect(messagesTo('anna')).toEqual([])
})

test('T13: topics of a hundred levels, bytes that are no MQTT, and QoS 2 end one connection and not the broker', async () => {
  const deep = await attacker()
  await deep.publish(`earshot/v1/${'a/'.repeat(150)}b`, 'x')
  await expect.poll(() => deep.closed).toBe(true)
  expect(await (await attacker()).subscribe(`earshot/${'+/'.repeat(150)}x`)).toBe(128)

  const exactly = await attacker(honest('exact'))
  await exactly.publish('earshot/v1/room/to/anna/from/exact', '"x"', { qos: 2 })
  await expect.poll(() => exactly.closed).toBe(true)

  for (const bytes of [
    'GET / HTTP/1.1\r\n\r\n',
    '\u0010\u0002\u0000\u0000',
    '\u0010\u0000',
    '\u0000\u0000\u0000',
    '\u00f0\u00ff\u00ff',
  ]) {
    const socket = new WebSocket(server.url, 'mqtt')
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => {})
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(Buffer.from(bytes, 'latin1'))
    await closed
  }
})

test('T14: names that objects inherit are names like any other', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const client = await attacker({
      ...honest(name, name),
      clientId: `${name}.new.${Math.random().toString(36).slice(2).padEnd(8, '0')}`,
    })
    expect(await client.subscribe(`earshot/v1/${name}/presence/+`)).toBe(1)
    const presence = `{"peerId":"${name}","epoch":"${name}","role":"member","name":"x","capabilities":[],"data":{"__proto__":{"polluted":true}}}`
    const here = `{"type":"here","connection":1,"presence":${presence}}`
    await client.publish(`earshot/v1/${name}/presence/${name}`, here, { retain: true })
    expect(server.broker.rooms.get(name)).toBe(1)
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('T21: a page of another origin is refused before it has a connection', async () => {
  for (const origin of ['https://evil.test', 'null']) {
    const socket = new WebSocket(server.url, 'mqtt', { origin })
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve))
    expect(error.message).toContain('403')
  }
  const own = new WebSocket(server.url, 'mqtt', { origin: `http://127.0.0.1:${server.port}` })
  await new Promise((resolve) => own.once('open', resolve))
  own.terminate()
})
