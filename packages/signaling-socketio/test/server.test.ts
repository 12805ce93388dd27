import { createServer } from 'node:http'

import type { ChannelEvent, Presence, SignalingChannel } from '@earshot/core/signaling'
import { socketIo } from '@earshot/signaling-socketio'
import { createSignalingServer } from '@earshot/signaling-socketio/server'
import { afterEach, expect, test, vi } from 'vitest'

import { listening, type Listening } from './listening.ts'
import { rawClient } from './raw-client.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  for (const close of closers.splice(0).toReversed()) await close()
})

const presence = (peerId: string, epoch = `${peerId}-1`): Presence => ({
  peerId,
  epoch,
  role: 'member',
  name: peerId,
  capabilities: [],
  data: null,
})

async function start(...options: Parameters<typeof listening>): Promise<Listening> {
  const server = await listening(...options)
  closers.push(() => server.close())
  return server
}

async function join(server: Listening, self: Presence): Promise<{ channel: SignalingChannel; heard: ChannelEvent[] }> {
  const channel = await socketIo({ url: server.url }).open('room', self)
  const heard: ChannelEvent[] = []
  channel.subscribe((event) => heard.push(event))
  closers.push(() => channel.close())
  return { channel, heard }
}

test('knows and logs the number of users in a room', async () => {
  const lines: object[] = []
  const logger = { info: (fields: object, message: string) => lines.push({ ...fields, message }), warn() {} }
  const server = await start({ logger })
  await join(server, presence('anna'))
  const ben = await join(server, presence('ben'))
  expect([...server.signaling.rooms]).toEqual([['room', 2]])
  await ben.channel.close()
  expect([...server.signaling.rooms]).toEqual([['room', 1]])
  expect(lines).toEqual([
    { room: 'room', peer: 'anna', users: 1, message: 'joined' },
    { room: 'room', peer: 'ben', users: 2, message: 'joined' },
    { room: 'room', peer: 'ben', users: 1, message: 'left' },
  ])
})

test('F9: a peer whose connection is lost stays for the grace time, and then has left', async () => {
  const server = await start({ graceMs: 200 })
  const anna = await join(server, presence('anna'))
  const ben = await rawClient(server.url)
  ben.request(1, 'join', { room: 'room', presence: presence('ben') })
  await expect.poll(() => anna.heard).toContainEqual({ type: 'joined', peer: presence('ben') })
  const lostAt = performance.now()
  ben.close()
  await expect.poll(() => anna.heard).toContainEqual({ type: 'left', peerId: 'ben', epoch: 'ben-1' })
  expect(performance.now() - lostAt).toBeGreaterThan(190)
})

test('a peer who comes back within the grace time is announced again and never has left', async () => {
  const server = await start({ graceMs: 60_000 })
  const anna = await join(server, presence('anna'))
  const ben = await rawClient(server.url)
  ben.request(1, 'join', { room: 'room', presence: presence('ben') })
  await expect.poll(() => anna.heard.length).toBe(2)
  ben.close()
  await join(server, presence('ben'))
  await expect.poll(() => anna.heard.length).toBe(3)
  expect(anna.heard.slice(1)).toEqual([
    { type: 'joined', peer: presence('ben') },
    { type: 'joined', peer: presence('ben') },
  ])
})

test('F24: an older page that lost its connection does not come back over a newer one', async () => {
  const server = await start()
  const older = await rawClient(server.url)
  older.request(1, 'join', { room: 'room', presence: presence('ben', 'older') })
  await expect.poll(() => server.signaling.rooms.get('room')).toBe(1)
  older.close()
  const newer = await join(server, presence('ben', 'newer'))
  await expect(join(server, presence('ben', 'older'))).rejects.toMatchObject({ code: 'replaced' })
  expect(newer.heard.some((event) => event.type === 'closed')).toBe(false)
})

test('a full room is refused, with a reason', async () => {
  const server = await start({ maxMembersPerRoom: 1 })
  await join(server, presence('anna'))
  await expect(join(server, presence('ben'))).rejects.toMatchObject({
    code: 'signaling-refused',
    message: 'The room room is full',
  })
})

test('a server that cannot be reached is said to be so, with its address', async () => {
  const gone = await listening()
  await gone.close()
  const opening = socketIo({ url: gone.url, connectTimeoutMs: 100 }).open('room', presence('anna'))
  await expect(opening).rejects.toMatchObject({ code: 'signaling-unreachable', message: expect.stringContaining(gone.url) })
})

test('a url with a path is a mistake, and so is none where there is no page', () => {
  expect(() => socketIo({ url: 'http://localhost:3000/signaling' })).toThrow(TypeError)
  expect(() => socketIo({ url: 'nonsense' })).toThrow(TypeError)
  expect(() => socketIo()).toThrow(TypeError)
})

test('a client that the server dismisses comes back by itself', async () => {
  const server = await start()
  const anna = await join(server, presence('anna'))
  for (let index = 0; index < 1_000; index += 1) anna.channel.send('ben', `${index}`)
  await expect
    .poll(() => anna.heard, { timeout: 5_000 })
    .toEqual([{ type: 'up' }, { type: 'down', reason: 'more than 50 messages per second' }, { type: 'up' }])
})

test('T11: who has connected and joins no room is cut off, with a reason; who has joined is not', async () => {
  const server = await start({ joinTimeoutMs: 200 })
  const member = await rawClient(server.url)
  member.request(1, 'join', { room: 'room', presence: presence('ben') })
  const gone = await rawClient(server.url)
  gone.request(1, 'join', { room: 'room', presence: presence('cleo') })
  gone.request(2, 'leave')
  const idle = await rawClient(server.url)
  idle.request(1, 'join', { room: 'no such room!', presence: presence('dan') })
  for (const client of [gone, idle]) {
    await expect.poll(() => client.closeCode).not.toBe(0)
    expect(client.frames).toContain('42["dismissed","in no room for 0.2 s"]')
  }
  expect(member.closeCode).toBe(0)
  expect([...server.signaling.rooms]).toEqual([['room', 1]])
  member.close()
})

test('a client does not sit out its pause when the browser is online again', async () => {
  const browser = new EventTarget()
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser))
  vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }) // no pause ends by itself
  const server = await listening()
  const { channel } = await join(server, presence('anna'))
  const next = (type: ChannelEvent['type']) =>
    new Promise<void>((resolve) => channel.subscribe((event) => event.type === type && resolve()))
  const [down, up] = [next('down'), next('up')]
  await server.close()
  await down
  await start({}, server.port)
  browser.dispatchEvent(new Event('online'))
  await up
})

test('one signaling server serves several HTTP servers, and leaves their own requests alone', async () => {
  const answer = (text: string) => createServer((_, response) => response.end(text))
  const servers = [answer('first'), answer('second')] as const
  const signaling = createSignalingServer(servers)
  const urls = await Promise.all(servers.map((server) => listenAnywhere(server)))
  closers.push(async () => {
    await signaling.close()
    for (const server of servers) server.close()
  })
  const [anna, ben] = await Promise.all(
    urls.map((url, index) => socketIo({ url }).open('room', presence(['anna', 'ben'][index] ?? ''))),
  )
  const heard: ChannelEvent[] = []
  ben?.subscribe((event) => heard.push(event))
  anna?.send('ben', 'across')
  await expect.poll(() => heard).toContainEqual({ type: 'message', from: 'anna', payload: 'across' })
  expect(await (await fetch(`${urls[0]}/socket.io/?EIO=4&transport=polling`)).text()).toBe('first')
  await signaling.close()
  await signaling.close()
  await expect(rawClient(urls[0] ?? '')).rejects.toThrow('Unexpected server response')
  expect(await (await fetch(urls[1] ?? '')).text()).toBe('second')
  await Promise.all([anna?.close(), ben?.close()])
})

function listenAnywhere(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
    })
  })
}
