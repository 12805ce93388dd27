import type { Presence } from '@earshot/core/signaling'
import { honestPair, type HonestPair } from '@earshot/signaling-contract'
import { socketIo } from '@earshot/signaling-socketio'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { listening, type Listening } from './listening.ts'
import { rawClient, type RawClient } from './raw-client.ts'

const inheritedNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype']

let server: Listening
let pair: HonestPair
let attacker: RawClient
let uncaught: unknown[]
const noteUncaught = (error: unknown): unknown => uncaught.push(error)

beforeEach(async () => {
  uncaught = []
  process.on('uncaughtExceptionMonitor', noteUncaught)
  server = await listening()
  pair = await honestPair(() => socketIo({ url: server.url }))
  attacker = await rawClient(server.url)
})

// Whatever a test sent: the server goes on, and the honest peers have noticed nothing.
afterEach(async () => {
  await pair.exchange()
  attacker.close()
  await pair.close()
  await server.close()
  process.off('uncaughtExceptionMonitor', noteUncaught)
  if (uncaught.length > 0) throw new AggregateError(uncaught, 'uncaught, while the test ran')
})

test('T4: a sender can not write its own from, in a message or beside it', async () => {
  await join(attacker, 'mallory')
  attacker.emit('message', { to: 'anna', payload: 'forged', from: 'ben' })
  attacker.emit('message', { to: 'anna', payload: 'forged' }, 'ben')
  attacker.emit('message', { to: 'ben', payload: 'forged', room: 'room' })
  await answered(attacker)
  // The second was a plain message with something behind it: it may arrive, from who sent it.
  await expect.poll(() => pair.heardBy('anna')).toContainEqual({ type: 'message', from: 'mallory', payload: 'forged' })
  expect(pair.heardBy('ben')).not.toContainEqual(expect.objectContaining({ payload: 'forged' }))
})

test('T4: who has not joined can send to nobody', async () => {
  attacker.emit('message', { to: 'anna', payload: 'from outside' })
  await answered(attacker)
  await join(attacker, 'mallory', 'another-room')
  attacker.emit('message', { to: 'anna', payload: 'from another room' })
  await answered(attacker)
})

test('T5: who has left the room hears nothing of it', async () => {
  await join(attacker, 'mallory')
  attacker.request(7, 'leave')
  await expect.poll(() => attacker.frames.some((frame) => frame.startsWith('437'))).toBe(true)
  const heard = attacker.frames.length
  await pair.exchange()
  await answered(attacker)
  expect(attacker.frames.slice(heard).filter((frame) => frame.includes('exchange'))).toEqual([])
})

test.each<[string, unknown]>([
  ['another peer', { ...presence('ben'), name: 'Ben' }],
  ['another epoch', { ...presence('mallory'), epoch: 'another' }],
  ['another role', { ...presence('mallory'), role: 'observer' }],
  ['an unknown role', { ...presence('mallory'), role: 'owner' }],
  ['an endless name', { ...presence('mallory'), name: 'x'.repeat(65) }],
  ['a member too many', { ...presence('mallory'), admin: true }],
  ['data too long', { ...presence('mallory'), data: 'x'.repeat(4_095) }],
  ['data too deep', { ...presence('mallory'), data: JSON.parse(`${'['.repeat(17)}${']'.repeat(17)}`) }],
  ['nothing', undefined],
  ['a list', [presence('mallory')]],
])('T4: a change of presence to %s is passed on to nobody', async (_, value) => {
  await join(attacker, 'mallory')
  attacker.emit('presence', value)
  await answered(attacker)
  await pair.exchange()
  expect(pair.heardBy('anna').map(({ type }) => type)).toEqual(['up', 'joined', 'joined', 'message'])
})

test('T4: who is in no room changes nothing, and who left it neither', async () => {
  attacker.emit('presence', presence('ben'))
  await answered(attacker)
  await join(attacker, 'mallory')
  attacker.request(2, 'leave')
  attacker.emit('presence', { ...presence('mallory'), name: 'Mal' })
  await answered(attacker)
  await pair.exchange()
  expect(pair.heardBy('anna').map(({ type }) => type)).toEqual(['up', 'joined', 'joined', 'left', 'message'])
})

test('T15: what hides or turns text in a name is taken out before it is passed on, with the join and with a change', async () => {
  attacker.request(1, 'join', { room: 'room', presence: { ...presence('mallory'), name: 'Mal\u202elory' } })
  attacker.emit('presence', { ...presence('mallory'), name: ' ad\u0000min' })
  await expect.poll(() => pair.heardBy('anna').filter(({ type }) => type === 'joined')).toHaveLength(3)
  const watcher = await rawClient(server.url)
  watcher.request(1, 'join', { room: 'room', presence: presence('watcher') })
  await expect.poll(() => watcher.frames.find((frame) => frame.startsWith('431'))).toContain('"name":"admin"')
  watcher.close()
})

test('T10: a flood of changes of presence is cut off, with a reason', async () => {
  await join(attacker, 'mallory')
  for (let index = 0; index < 2_000; index += 1) attacker.emit('presence', { ...presence('mallory'), data: index })
  await expect.poll(() => attacker.closeCode).not.toBe(0)
  expect(attacker.frames.at(-1)).toContain('messages per second')
})

test('T10: a flood is cut off, with a reason, and others are not', async () => {
  await join(attacker, 'mallory')
  for (let index = 0; index < 2_000; index += 1) attacker.emit('message', { to: 'anna', payload: `${index}` })
  await expect.poll(() => attacker.closeCode).not.toBe(0)
  expect(attacker.frames.at(-1)).toContain('messages per second')
  expect(pair.heardBy('anna').filter((event) => event.type === 'message').length).toBeLessThan(400)
})

test('T10: a flood of bytes is cut off, with a reason', async () => {
  await join(attacker, 'mallory')
  for (let index = 0; index < 40; index += 1) attacker.emit('message', { to: 'anna', payload: 'x'.repeat(65_000) })
  await expect.poll(() => attacker.closeCode).not.toBe(0)
  expect(attacker.frames.at(-1)).toContain('bytes per second')
})

test('T10: a flood of packets that are no events is cut off too', async () => {
  for (let index = 0; index < 2_000; index += 1) attacker.send('40/nowhere,')
  await expect.poll(() => attacker.closeCode).not.toBe(0)
})

test('T12: a message of a megabyte ends the connection that sent it', async () => {
  await join(attacker, 'mallory')
  attacker.emit('message', { to: 'anna', payload: 'x'.repeat(1_000_000) })
  await expect.poll(() => attacker.closeCode).toBe(1009)
})

test('T12: a payload above the limit is not passed on, nor an endless room, peer or name', async () => {
  await join(attacker, 'mallory')
  attacker.emit('message', { to: 'anna', payload: 'x'.repeat(65_537) })
  attacker.emit('message', { to: 'x'.repeat(60_000), payload: '' })
  await answered(attacker)
  expect(pair.heardBy('anna').filter((event) => event.type === 'message')).toEqual([])

  const other = await rawClient(server.url)
  for (const request of [
    { room: 'x'.repeat(65), presence: presence('eve') },
    { room: 'room', presence: presence('x'.repeat(65)) },
    { room: 'room', presence: { ...presence('eve'), name: 'x'.repeat(60_000) } },
    { room: 'room', presence: { ...presence('eve'), capabilities: Array.from({ length: 1_000 }, () => 'x') } },
  ]) {
    other.request(1, 'join', request)
  }
  await expect.poll(() => other.frames.filter((frame) => frame.includes('malformed'))).toHaveLength(4)
  other.close()
})

test.each([5_000, 10_000, 50_000])('T13: %i nested brackets, anywhere', async (depth) => {
  await join(attacker, 'mallory')
  const nested = '['.repeat(depth) + ']'.repeat(depth)
  for (const frame of [
    `42["message",${nested}]`,
    `42["message",{"to":"anna","payload":${nested}}]`,
    `42["message",{"to":"anna","payload":"","more":${nested}}]`,
    `42["join",{"room":"room","presence":${nested}}]`,
    `42["leave-not",${nested}]`,
    `42${nested}`,
    `40${nested}`,
    `431${nested}`,
    '{"a":'.repeat(depth),
  ]) {
    attacker.send(frame)
  }
  await survived(attacker)
})

test.each<[string, string | Uint8Array]>([
  ['a binary frame', new Uint8Array([0, 1, 2, 255])],
  ['an event that announces attachments', '451-["message",{"_placeholder":true,"num":0}]'],
  ['an event that announces a billion attachments', '451000000000-["message",{}]'],
  ['an event with an attachment that never was announced', '42["message",{"to":"anna","payload":{"_placeholder":true,"num":9}}]'],
  ['an event without a name', '42[]'],
  ['an event whose name is no string', '42[{"a":1},2]'],
  ['an event named error', '42["error",{"message":"crash"}]'],
  ['an event named disconnect', '42["disconnect","forged"]'],
  ['an event named connection', '42["connection"]'],
  ['an event named newListener', '42["newListener","x","y"]'],
  ['an event that nobody knows', '42["make-me-admin",{"room":"room"}]'],
  ['an event the server alone may send', '42["left",{"peerId":"ben","epoch":"ben-1"}]'],
  ['an acknowledgement nobody asked for', '4399["x"]'],
  ['a second connect', '40{"token":"x"}'],
  ['a connect error', '44{"message":"x"}'],
  ['an unknown packet type', '49["x"]'],
  ['no JSON', '42["message",'],
  ['no packet at all', 'hello'],
  ['an empty frame', ''],
  ['an engine packet of another direction', '0{"sid":"x"}'],
])('T13: %s', async (_, frame) => {
  await join(attacker, 'mallory')
  attacker.send(frame)
  await survived(attacker)
  expect(pair.heardBy('anna').filter((event) => event.type === 'left' && event.peerId === 'ben')).toEqual([])
})

test('T13: an acknowledgement that is no function, too many arguments, too few', async () => {
  attacker.emit('join', { room: 'room', presence: presence('mallory') }, 'not a function', { apply: 'x' })
  await expect.poll(() => pair.heardBy('anna')).toContainEqual({ type: 'joined', peer: presence('mallory') })
  for (const values of [[], [null], [1, 2, 3], [[[]]], ['text', 'text']]) attacker.emit('message', ...values)
  attacker.emit('leave', null, 5)
  await expect.poll(() => pair.heardBy('anna')).toContainEqual({ type: 'left', peerId: 'mallory', epoch: 'mallory-1' })
})

test('T13: a second join over the same connection is refused and changes nothing', async () => {
  await join(attacker, 'mallory')
  attacker.request(2, 'join', { room: 'room', presence: presence('eve') })
  attacker.request(3, 'join', { room: 'another-room', presence: presence('mallory') })
  await expect.poll(() => attacker.frames.filter((frame) => frame.includes('already-joined'))).toHaveLength(2)
  expect([...server.signaling.rooms]).toEqual([['room', 3]])
})

test('T14: names that objects inherit, as room, peer, recipient, event and key', async () => {
  for (const name of inheritedNames) {
    const client = await rawClient(server.url)
    await join(client, name, name)
    client.emit('message', { to: name, payload: name })
    for (const other of inheritedNames) client.emit('message', { to: other, payload: name })
    client.emit(name, {})
    client.send(`42["message",{"to":"anna","payload":"","__proto__":{"polluted":true}}]`)
    client.send(`42["join",{"room":"room","presence":{"__proto__":{"role":"member"}}}]`)
    await answered(client)
    expect(server.signaling.rooms.get(name)).toBe(1)
    client.close()
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('T21: a page of another origin is refused before it has a connection', async () => {
  await expect(rawClient(server.url, { origin: 'https://evil.test' })).rejects.toThrow('403')
  await expect(rawClient(server.url, { origin: 'null' })).rejects.toThrow('403')
  const own = await rawClient(server.url, { origin: server.url })
  own.close()
})

function presence(peerId: string): Presence {
  return {
    peerId,
    epoch: 'x'.repeat(65) === peerId ? 'e' : `${peerId}-1`,
    role: 'member',
    name: peerId.slice(0, 64),
    capabilities: [],
    data: null,
  }
}

async function join(client: RawClient, peerId: string, room = 'room'): Promise<void> {
  client.request(1, 'join', { room, presence: presence(peerId) })
  await expect.poll(() => client.frames.some((frame) => frame.startsWith('431[{"joined":true'))).toBe(true)
}

/** The server has dealt with everything that this client sent before. */
async function answered(client: RawClient): Promise<void> {
  client.request(99, 'join', null)
  await expect.poll(() => client.frames.some((frame) => frame.startsWith('4399'))).toBe(true)
}

/** The server has dealt with it or ended the connection: either will do. */
async function survived(client: RawClient): Promise<void> {
  client.request(99, 'join', null)
  await expect.poll(() => client.closeCode !== 0 || client.frames.some((frame) => frame.startsWith('4399'))).toBe(true)
}
