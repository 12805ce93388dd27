import { createServer } from 'node:http'

import { socketIo, type SocketIoOptions } from '@earshot/signaling-socketio'
import { createSignalingServer, type SignalingServerOptions } from '@earshot/signaling-socketio/server'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'

import { listening } from './listening.ts'

afterEach(() => vi.unstubAllGlobals())

const anna = { peerId: 'anna', epoch: 'anna-1', role: 'member', name: 'Anna', capabilities: [], data: null } as const

test.each([
  ['/rt', '/rt'],
  ['rt', '/rt/'],
  ['/app/rt/', 'app/rt'],
  ['app/rt/', '/app/rt'],
  ['/', '/'],
  ['/a.b-c_d~e/%41', 'a.b-c_d~e/%41/'],
])('a server with the path %s is found by a client with the path %s', async (serverPath, clientPath) => {
  const server = await listening({ path: serverPath })
  onTestFinished(() => server.close())
  const channel = await socketIo({ url: server.url, path: clientPath, connectTimeoutMs: 5_000 }).open('room', anna)
  await channel.close()
})

test.each(['', '//', 'a//b', '/a/../b', './a', 'http://localhost/rt', '/rt?x=1', '/rt#x', '/a b', '/ü', 5, null, ['/rt'], {}])(
  'the path %j is refused by both ends, with an example',
  (path) => {
    const given = { path } as never
    expect(() => createSignalingServer(createServer(), given)).toThrow(TypeError)
    expect(() => createSignalingServer(createServer(), given)).toThrow(/`path` must be .*such as '\/socket\.io'/)
    expect(() => socketIo({ url: 'http://localhost', path: path as never })).toThrow(TypeError)
  },
)

test.each<[NonNullable<SignalingServerOptions['allowedOrigins']>, string]>([
  ['*', 'https://anything.test'],
  [['*'], 'null'],
  [['https://partner.test/'], 'https://partner.test'],
  [['HTTPS://Partner.Test'], 'https://partner.test'],
  [['https://partner.test:443'], 'https://partner.test'],
  [['http://partner.test:80/'], 'http://partner.test'],
  [['https://partner.test:8443'], 'https://partner.test:8443'],
  [['https://Bücher.test'], 'https://xn--bcher-kva.test'],
  [['http://[::1]:3000'], 'http://[::1]:3000'],
  [['capacitor://localhost', 'https://partner.test'], 'capacitor://localhost'],
])('allowedOrigins %j lets a page of %s connect', async (allowedOrigins, origin) => {
  const server = await listening({ allowedOrigins })
  onTestFinished(() => server.close())
  expect(await answerTo(server.port, origin)).toBe('open')
})

test.each<[readonly string[], string]>([
  [['https://partner.test'], 'http://partner.test'],
  [['https://partner.test'], 'https://partner.test:8443'],
  [['https://partner.test'], 'https://partner.test.evil.test'],
  [['https://partner.test'], 'https://partner.tes'],
  [['https://partner.test'], 'null'],
])('allowedOrigins %j does not let a page of %s connect', async (allowedOrigins, origin) => {
  const server = await listening({ allowedOrigins })
  onTestFinished(() => server.close())
  expect(await answerTo(server.port, origin)).toContain('403')
})

test.each<[unknown, string]>([
  ['https://example.org', "['https://example.org']"],
  [['example.org'], "['https://example.org']"],
  [['localhost:3000'], "['http://localhost:3000']"],
  [['//example.org'], "['https://example.org']"],
  [['https://example.org/app'], "['https://example.org']"],
  [['https://example.org?x'], "['https://example.org']"],
  [['wss://example.org'], "['https://example.org']"],
  [['https://*.example.org'], "['https://example.org']"],
  [['https://anna:secret@example.org'], "['https://example.org']"],
  [['null'], "['https://"],
  [[''], "['https://example.org']"],
  [[/example/], "['https://example.org']"],
  [[undefined], "['https://example.org']"],
  [true, "'*'"],
  [null, "'*'"],
  [{ origin: '*' }, "'*'"],
])('allowedOrigins %j is refused, with the right spelling', (allowedOrigins, spelling) => {
  const create = () => createSignalingServer(createServer(), { allowedOrigins } as never)
  expect(create).toThrow(TypeError)
  expect(create).toThrow('`allowedOrigins` must be ')
  expect(create).toThrow(spelling)
})

test.each<[string, unknown, object | undefined]>([
  ['httpServer', undefined, undefined],
  ['httpServer', 3_000, undefined],
  ['httpServer', [], undefined],
  ['httpServer', [createServer(), null], undefined],
  ['httpServer', Object.assign(() => {}, { on() {}, listen() {} }), undefined],
  ['options', createServer(), 'path' as never],
  ['options', createServer(), null as never],
  ['options', createServer(), [] as never],
  ['logger', createServer(), { logger: () => {} }],
  ['logger', createServer(), { logger: { info() {} } }],
  ['graceMs', createServer(), { graceMs: -1 }],
  ['graceMs', createServer(), { graceMs: Number.NaN }],
  ['graceMs', createServer(), { graceMs: Number.POSITIVE_INFINITY }],
  ['graceMs', createServer(), { graceMs: '15s' }],
  ['joinTimeoutMs', createServer(), { joinTimeoutMs: 0 }],
  ['joinTimeoutMs', createServer(), { joinTimeoutMs: 3_000_000_000 }],
  ['maxMembersPerRoom', createServer(), { maxMembersPerRoom: 0 }],
  ['maxMembersPerRoom', createServer(), { maxMembersPerRoom: 2.5 }],
  ['maxMembersPerRoom', createServer(), { maxMembersPerRoom: '64' }],
])('a server with a wrong %s (%#) is refused before it has changed anything', (name, httpServer, options) => {
  const create = () => createSignalingServer(httpServer as never, options)
  expect(create).toThrow(TypeError)
  expect(create).toThrow(`\`${name}\` must be `)
  const listeners = [httpServer].flat().filter((server) => server instanceof createServer().constructor)
  for (const server of listeners) expect((server as ReturnType<typeof createServer>).listenerCount('upgrade')).toBe(0)
})

test.each(['ws://127.0.0.1:PORT', 'http://127.0.0.1:PORT/', 'HTTP://127.0.0.1:PORT', ' http://127.0.0.1:PORT '])(
  'the url %s is taken for what is meant',
  async (url) => {
    const server = await listening()
    onTestFinished(() => server.close())
    const signaling = socketIo({ url: url.replace('PORT', `${server.port}`), connectTimeoutMs: 5_000 })
    const channel = await signaling.open('room', anna)
    await channel.close()
  },
)

test.each<[unknown, string]>([
  ['localhost:3947', "'http://localhost:3947'"],
  ['127.0.0.1:3947', "'http://127.0.0.1:3947'"],
  ['[::1]:3947', "'http://[::1]:3947'"],
  ['localhost', "'http://localhost'"],
  ['example.org', "'https://example.org'"],
  ['example.org:8443/', "'https://example.org:8443'"],
  ['//example.org', "'https://example.org'"],
  ['mqtt://example.org', "'https://example.org'"],
  ['https//example.org', "'https://"],
  ['http://', "'https://example.org'"],
  ['/socket.io', "'https://"],
  ['', "'https://example.org'"],
  ['http://localhost:3000/app/rt/', "{ url: 'http://localhost:3000', path: '/app/rt/' }"],
  ['wss://example.org/rt', "{ url: 'https://example.org', path: '/rt' }"],
  ['http://localhost:3000?room=x', "'http://localhost:3000'"],
  ['ftp://anna:secret@localhost:3000', "'http://localhost:3000'"],
  ['http://anna:secret@localhost:3000', 'without a user name'],
  [3_000, "'https://example.org'"],
  [null, "'https://example.org'"],
  [new URL('http://localhost:3000'), "'https://example.org'"],
])('the url %s is refused at once, with the right spelling', (url, spelling) => {
  const create = () => socketIo({ url } as never)
  expect(create).toThrow(TypeError)
  expect(create).toThrow('`url` must be ')
  expect(create).toThrow(spelling)
  expect(create).not.toThrow('secret')
})

test.each(['file://', 'null'])('on a page of the origin %s a url has to be given', (origin) => {
  vi.stubGlobal('location', { origin })
  expect(() => socketIo()).toThrow('`url` must be given')
})

test('without a url it is the server of the page', async () => {
  const server = await listening()
  onTestFinished(() => server.close())
  vi.stubGlobal('location', { origin: server.url })
  const channel = await socketIo().open('room', anna)
  await channel.close()
})

test.each<[string, unknown]>([
  ['options', 'http://localhost:3000'],
  ['options', null],
  ['options', [{ url: 'http://localhost' }]],
  ['options', () => ({})],
  ['connectTimeoutMs', { url: 'http://localhost', connectTimeoutMs: 0 }],
  ['connectTimeoutMs', { url: 'http://localhost', connectTimeoutMs: Number.NaN }],
  ['connectTimeoutMs', { url: 'http://localhost', connectTimeoutMs: '5' }],
  ['connectTimeoutMs', { url: 'http://localhost', connectTimeoutMs: Number.POSITIVE_INFINITY }],
])('a client with wrong %s (%#) is refused at once', (name, options) => {
  const create = () => socketIo(options as SocketIoOptions)
  expect(create).toThrow(TypeError)
  expect(create).toThrow(`\`${name}\` must be `)
})

/** `open`, or why not. */
async function answerTo(port: number, origin: string): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, { origin })
  return new Promise((resolve) => {
    socket.on('error', (error) => resolve(error.message))
    socket.on('open', () => {
      socket.terminate()
      resolve('open')
    })
  })
}
