import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { ChannelEvent, Presence } from '@earshot/core/signaling'
import { mqtt } from '@earshot/signaling-mqtt'
import { createBroker, type JoinRequest } from '@earshot/signaling-mqtt/broker'
import { afterEach, expect, test } from 'vitest'

import { listening } from './listening.ts'
import { honest, rawClient } from './raw-client.ts'

const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
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

async function start(...options: Parameters<typeof listening>): Promise<Awaited<ReturnType<typeof listening>>> {
  const server = await listening(...options)
  closers.push(() => server.close())
  return server
}

async function join(url: string, self: Presence, options = {}): Promise<readonly ChannelEvent[]> {
  const channel = await mqtt({ url, ...options }).open('room', self)
  closers.push(() => channel.close())
  const heard: ChannelEvent[] = []
  channel.subscribe((event) => heard.push(event))
  return heard
}

test('knows and logs the number of users in a room', async () => {
  const lines: object[] = []
  const logger = { info: (fields: object, message: string) => lines.push({ ...fields, message }), warn() {} }
  const server = await start({ logger })
  await join(server.url, presence('anna'))
  const ben = await mqtt({ url: server.url }).open('room', presence('ben'))
  expect([...server.broker.rooms]).toEqual([['room', 2]])
  await ben.close()
  await expect.poll(() => server.broker.rooms.get('room')).toBe(1)
  expect(lines).toEqual([
    { room: 'room', peer: 'anna', users: 1, message: 'connected' },
    { room: 'room', peer: 'ben', users: 2, message: 'connected' },
    { room: 'room', peer: 'ben', users: 1, message: 'gone' },
  ])
})

test('asks who may join, and takes no for an answer', async () => {
  const asked: JoinRequest[] = []
  const server = await start({
    authorize(request) {
      asked.push(request)
      return request.password === 'secret'
    },
  })
  await join(server.url, presence('anna'), { username: 'anna', password: 'secret' })
  expect(asked).toEqual([{ room: 'room', peerId: 'anna', username: 'anna', password: 'secret' }])
  await expect(join(server.url, presence('ben'), { username: 'ben', password: 'wrong' })).rejects.toMatchObject({
    code: 'signaling-refused',
    message: expect.stringContaining('user name and password'),
  })
  expect([...server.broker.rooms]).toEqual([['room', 1]])
})

test('lets nobody in when the one it asks fails', async () => {
  const server = await start({ authorize: () => Promise.reject(new Error('the user database is away')) })
  await expect(join(server.url, presence('anna'))).rejects.toMatchObject({ code: 'signaling-refused' })
})

test('a full room is refused', async () => {
  const server = await start({ maxMembersPerRoom: 1 })
  await join(server.url, presence('anna'))
  await expect(join(server.url, presence('ben'))).rejects.toMatchObject({ code: 'signaling-refused' })
})

test('nobody reads along under the name of another: the newest connection is the only one', async () => {
  const server = await start()
  const eavesdropper = await rawClient(server.url, honest('anna'))
  await eavesdropper.subscribe('earshot/v1/room/to/anna/from/+')
  const anna = await join(server.url, presence('anna', 'annas-own'))
  await expect.poll(() => eavesdropper.closed).toBe(true)
  await expect(rawClient(server.url, { ...honest('anna'), clientId: 'other.again.0123456789' })).rejects.toThrow(
    'Identifier rejected',
  )
  expect(anna.map(({ type }) => type)).toEqual(['up'])
})

test('one broker serves several HTTP servers under /mqtt, leaves their own requests alone, and TCP where it is given a port', async () => {
  const servers = ['first', 'second'].map((text) => createServer((_, response) => response.end(text)))
  const broker = await createBroker(servers)
  const hosts = await Promise.all(servers.map((server) => listen(server)))
  closers.push(async () => {
    await broker.close()
    for (const server of servers) server.close()
  })
  const [anna] = await Promise.all(hosts.map((host, index) => join(`ws://${host}/mqtt`, presence(`peer-${index}`))))
  await expect.poll(() => anna?.map(({ type }) => type)).toContain('joined')
  expect(await (await fetch(`http://${hosts[0]}/mqtt`)).text()).toBe('first')
  await expect(
    mqtt({ url: `ws://${hosts[0]}/elsewhere`, connectTimeoutMs: 300 }).open('room', presence('x')),
  ).rejects.toMatchObject({
    code: 'signaling-unreachable',
  })
  await broker.close()
  await broker.close()
  expect(await (await fetch(`http://${hosts[1]}`)).text()).toBe('second')

  const tcp = await createBroker(0)
  closers.push(() => tcp.close())
  await join(`mqtt://127.0.0.1:${tcp.port}`, presence('anna'))
  expect(tcp.rooms.get('room')).toBe(1)
})

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}
