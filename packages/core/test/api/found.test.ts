import { afterAll, beforeAll, expect, test } from 'vitest'

import { joinRoom, memoryTransport, mesh, type Call, type Room } from '../../src/index.ts'

import type { FakePeerConnection } from './fake-connection.ts'
import { FakeStream, FakeTrack } from './fake-media.ts'
import { UncaughtErrors, World } from './world.ts'

/** What the random sequences found in us, repaired. */
const uncaught = new UncaughtErrors()

beforeAll(() => {
  World.install()
  uncaught.install()
})

afterAll(() => {
  uncaught.remove()
  World.remove()
})

interface Pair {
  readonly world: World
  readonly transport: ReturnType<typeof memoryTransport>
  readonly rooms: readonly [Room, Room]
}

async function meet(): Promise<Pair> {
  const world = new World(1)
  const transport = memoryTransport()
  const join = (peerId: string) => joinRoom({ signaling: transport, room: 'room', peerId })
  const joined = Promise.all([join('a'), join('b')])
  await world.time.pass(100)
  const rooms = await joined
  await world.time.pass(100)
  return { world, transport, rooms }
}

function streamOf(...tracks: readonly FakeTrack[]): MediaStream {
  return new FakeStream(tracks) as unknown as MediaStream
}

/** `a` calls, `b` accepts, and both are connected. */
async function connect({ world, rooms: [a, b] }: Pair, stream?: MediaStream): Promise<readonly [Call, Call]> {
  const incoming = new Promise<Call>((resolve) => b.on('incoming-call', resolve))
  const caller = a.call('b', stream && { stream })
  await world.time.pass(100)
  const callee = await incoming
  callee.accept()
  await world.time.pass(1_000)
  expect([caller.state, callee.state]).toEqual(['connected', 'connected'])
  return [caller, callee]
}

test('a call that is held before its invitation is out is held for the callee too', async () => {
  const { world, rooms } = await meet()
  const [a, b] = rooms
  const incoming = new Promise<Call>((resolve) => b.on('incoming-call', resolve))
  a.call('b').hold()
  await world.time.pass(100)
  const callee = await incoming
  callee.accept()
  await world.time.pass(1_000)
  expect(callee.remoteHeld).toBe(true)
})

test('a track that is paused and then removed is gone at the other side', async () => {
  const pair = await meet()
  const track = new FakeTrack('video')
  const [caller, callee] = await connect(pair, streamOf(track))
  const sender = caller.senderOf(track as never)
  expect(sender).toBeDefined()
  if (sender === undefined) return
  const paused = caller.replaceTrack(sender, null)
  await pair.world.time.pass(100)
  await paused
  caller.removeTrack(sender)
  await pair.world.time.pass(1_000)
  expect(callee.remoteTracks.size).toBe(0)
})

test('a track that is replaced while the call ends does not keep whoever waits for it waiting', async () => {
  const pair = await meet()
  const track = new FakeTrack('audio')
  const [caller] = await connect(pair, streamOf(track))
  const sender = caller.senderOf(track as never)
  expect(sender).toBeDefined()
  if (sender === undefined) return
  let settled = false
  // A browser that is closed while it replaces a track never answers.
  sender.replaceTrack = () => new Promise(() => undefined)
  const replaced = caller.replaceTrack(sender, new FakeTrack('audio') as never).finally(() => {
    settled = true
  })
  caller.hangUp()
  await pair.world.time.pass(1_000)
  expect(settled).toBe(true)
  await replaced
})

test('a peer that leaves, unheard, while it makes the connection anew is given up after a while', async () => {
  const pair = await meet()
  const { world, transport, rooms } = pair
  const [caller, callee] = await connect(pair)
  const connection = caller.peerConnection as unknown as FakePeerConnection
  connection.refusals = 3
  caller.preferCodecs({ video: ['video/H264'] })
  while (callee.state === 'connected') await world.time.pass(1)
  transport.interrupt()
  await rooms[0].leave()
  await world.time.pass(10)
  transport.restore()
  await world.time.pass(120_000)
  expect(callee.state).toBe('ended')
})

test('a mesh in a page that has no connection left goes on when there are some again', async () => {
  const { world, rooms } = await meet()
  const [a, b] = rooms
  world.network.allowance = 0
  const full: string[] = []
  const mine = mesh(a)
  mine.on('full', ({ peerId }) => full.push(peerId))
  await world.time.pass(100)
  expect(full).toEqual(['b'])
  await world.time.turn()
  expect(uncaught.take()).toEqual([])
  world.network.allowance = Infinity
  mesh(b)
  await world.time.pass(5_000)
  expect(a.calls.get('b')?.state).toBe('connected')
})

test('nothing rings on where both called each other and one hung up before either had heard', async () => {
  const { world, transport, rooms } = await meet()
  const [a, b] = rooms
  transport.interrupt()
  const call = a.call('b')
  b.call('a')
  await world.time.pass(1_000)
  call.hangUp()
  transport.restore()
  await world.time.pass(10_000)
  expect([a.calls.size, b.calls.size]).toEqual([0, 0])
})

test('a sender is that of the track it was given last, also while the browser changes it', async () => {
  const pair = await meet()
  const [before, after] = [new FakeTrack('audio'), new FakeTrack('audio')]
  const [caller] = await connect(pair, streamOf(before))
  const sender = caller.senderOf(before as never)
  expect(sender).toBeDefined()
  if (sender === undefined) return
  const replaced = caller.replaceTrack(sender, after as never)
  expect([caller.senderOf(before as never), caller.senderOf(after as never)]).toEqual([undefined, sender])
  await pair.world.time.pass(100)
  await replaced
})

test('a track that is replaced before the first answer is sent once', async () => {
  const { world, rooms } = await meet()
  const [a, b] = rooms
  const incoming = new Promise<Call>((resolve) => b.on('incoming-call', resolve))
  const caller = a.call('b', { warmUp: 'off' })
  await world.time.pass(100)
  const callee = await incoming
  callee.accept()
  const sender = callee.addTrack(new FakeTrack('audio') as never)
  // A browser takes its time.
  const replaceTrack = sender.replaceTrack.bind(sender)
  sender.replaceTrack = async (track) => {
    await new Promise<void>((resolve) => world.time.after(20, resolve))
    return replaceTrack(track)
  }
  const replaced = callee.replaceTrack(sender, new FakeTrack('audio') as never)
  await world.time.pass(2_000)
  await replaced
  expect(caller.remoteTracks.size).toBe(1)
})
