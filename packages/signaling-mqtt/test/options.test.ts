import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'

import { mqtt, type MqttOptions } from '@earshot/signaling-mqtt'
import { createBroker, type BrokerOptions } from '@earshot/signaling-mqtt/broker'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'

import { listening } from './listening.ts'

afterEach(() => vi.unstubAllGlobals())

const anna = { peerId: 'anna', epoch: 'anna-1', role: 'member', name: 'Anna', capabilities: [], data: null } as const

test.each([
  ['/rt', '/rt'],
  ['rt', '/rt/'],
  ['/app/rt/', '/app/rt'],
  ['/', '/'],
  ['/', ''],
])('a broker with the path %s is found by a client at %s', async (path, at) => {
  const server = await listening({ path })
  onTestFinished(() => server.close())
  const channel = await mqtt({ url: `ws://127.0.0.1:${server.port}${at}`, connectTimeoutMs: 5_000 }).open('room', anna)
  await channel.close()
})

test.each<[NonNullable<BrokerOptions['allowedOrigins']>, string, string]>([
  ['*', 'https://anything.test', 'open'],
  [['HTTPS://Partner.Test:443/'], 'https://partner.test', 'open'],
  [['https://partner.test'], 'https://partner.tes', '403'],
])('allowedOrigins %j and a page of %s: %s', async (allowedOrigins, origin, answer) => {
  const server = await listening({ allowedOrigins })
  onTestFinished(() => server.close())
  const socket = new WebSocket(server.url, 'mqtt', { origin })
  const answered = new Promise<string>((resolve) => {
    socket.on('error', (error) => resolve(error.message))
    socket.on('open', () => resolve('open'))
  })
  expect(await answered).toContain(answer)
  socket.terminate()
})

test.each<[string, unknown, unknown]>([
  ['target', undefined, undefined],
  ['target', '1883', undefined],
  ['target', -1, undefined],
  ['target', 65_536, undefined],
  ['target', Number.NaN, undefined],
  ['target', [], undefined],
  ['target', [1883], undefined],
  ['target', Object.assign(() => {}, { on() {}, listen() {} }), undefined],
  ['options', 0, 'host'],
  ['options', 0, null],
  ['path', createServer(), { path: '/a b' }],
  ['path', createServer(), { path: 'http://localhost/mqtt' }],
  ['path', createServer(), { path: 5 }],
  ['allowedOrigins', createServer(), { allowedOrigins: 'https://example.org' }],
  ['allowedOrigins', createServer(), { allowedOrigins: ['example.org'] }],
  ['authorize', 0, { authorize: true }],
  ['logger', 0, { logger: 'info' }],
  ['host', 0, { host: '' }],
  ['host', 0, { host: 'http://0.0.0.0' }],
  ['host', 0, { host: 5 }],
  ['maxMembersPerRoom', 0, { maxMembersPerRoom: 0 }],
  ['maxMembersPerRoom', 0, { maxMembersPerRoom: Number.NaN }],
])('a broker with a wrong %s (%#) is refused before it has changed anything', async (name, target, options) => {
  const creating = createBroker(target as never, options as never)
  await expect(creating).rejects.toThrow(TypeError)
  await expect(creating).rejects.toThrow(`\`${name}\` must be `)
})

test.each<[unknown, string]>([
  ['localhost:1883', "'mqtt://localhost:1883'"],
  ['127.0.0.1:8883', "'mqtts://127.0.0.1:8883'"],
  ['localhost:9001', "'ws://localhost:9001'"],
  ['[::1]:9001/mqtt', "'ws://[::1]:9001/mqtt'"],
  ['broker.example.org', "'wss://broker.example.org'"],
  ['//broker.example.org', "'wss://broker.example.org'"],
  ['http://localhost:9001', "'ws://localhost:9001'"],
  ['https://broker.example.org:8084/mqtt', "'wss://broker.example.org:8084/mqtt'"],
  ['tcp://broker.example.org:1883', "'mqtt://broker.example.org:1883'"],
  ['ssl://broker.example.org', "'mqtts://broker.example.org'"],
  ['mqtt://', "'wss://example.org/mqtt'"],
  ['mqtt:localhost:1883', 'such as'],
  ['ws://', "'wss://example.org/mqtt'"],
  ['/mqtt', 'such as'],
  ['', "'wss://example.org/mqtt'"],
  ['mqtt://localhost:1883/mqtt', "'mqtt://localhost:1883'"],
  ['mqtts://localhost?x=1', "'mqtts://localhost'"],
  ['ws://localhost:9001/mqtt#x', "'ws://localhost:9001/mqtt'"],
  ['https://anna:secret@example.org', "'wss://example.org'"],
  ['anna:secret@localhost:1883', "'mqtt://localhost:1883'"],
  ['mqtt://anna:secret@localhost', 'without user name and password'],
  [1_883, "'wss://example.org/mqtt'"],
  [null, "'wss://example.org/mqtt'"],
])('the url %s is refused at once, with the right spelling', (url, spelling) => {
  const create = () => mqtt({ url } as never)
  expect(create).toThrow(TypeError)
  expect(create).toThrow('`url` must be ')
  expect(create).toThrow(spelling)
  expect(create).not.toThrow('secret')
})

test.each([
  'mqtt://localhost:1883',
  'MQTT://localhost',
  'mqtts://localhost/',
  'ws://localhost:9001',
  'wss://example.org/mqtt?token=1',
])('the url %s is one of a broker', (url) => expect(() => mqtt({ url })).not.toThrow())

test('a page has no other way than a WebSocket', () => {
  vi.stubGlobal('location', { origin: 'https://example.org' })
  expect(() => mqtt({ url: 'mqtt://localhost:1883' })).toThrow('`url` must be one of wss: or ws:')
  expect(() => mqtt({ url: 'ws://localhost:9001' })).not.toThrow()
  expect(() => mqtt()).not.toThrow()
})

test.each(['file://', 'null'])('on a page of the origin %s a url has to be given', (origin) => {
  vi.stubGlobal('location', { origin })
  expect(() => mqtt()).toThrow('`url` must be given')
})

const url = 'mqtts://localhost'

test.each<[string, unknown]>([
  ['options', 'mqtt://localhost'],
  ['options', null],
  ['options', []],
  ['options', () => ({})],
  ['leaseMs', { url, leaseMs: 299 }],
  ['leaseMs', { url, leaseMs: Number.POSITIVE_INFINITY }],
  ['leaseMs', { url, leaseMs: '15000' }],
  ['connectTimeoutMs', { url, connectTimeoutMs: 0 }],
  ['connectTimeoutMs', { url, connectTimeoutMs: Number.NaN }],
  ['username', { url, username: 5 }],
  ['username', { url, username: '', password: 'x' }],
  ['username', { url, password: 'x' }],
  ['password', { url, username: 'anna', password: Buffer.from('x') }],
  ['password', { url, username: 'anna', password: '' }],
  ['ca', { url, ca: '/etc/ssl/ca.pem' }],
  ['ca', { url, ca: readFileSync(new URL(import.meta.url)) }],
])('a client with wrong %s (%#) is refused at once', (name, options) => {
  const create = () => mqtt(options as MqttOptions)
  expect(create).toThrow(TypeError)
  expect(create).toThrow(`\`${name}\` must be `)
})
