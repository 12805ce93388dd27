import { connectLoopback, joinRoom, memoryTransport, type Call, type Room } from '@earshot/core'
import { afterEach, expect, test } from 'vitest'

import { reaches } from './support.ts'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

async function meet() {
  const signaling = memoryTransport()
  const join = async (peerId: string) => {
    const room = await joinRoom({ signaling, room: 'test', peerId, name: peerId })
    rooms.push(room)
    return room
  }
  const [hall, office] = [await join('hall'), await join('office')]
  await expect.poll(() => [hall.peers.has('office'), office.peers.has('hall')]).toEqual([true, true])
  return { hall, office }
}

const incoming = (room: Room) => new Promise<Call>((resolve) => room.on('incoming-call', resolve))

test.each([
  ['an object', { topic: 'tea', guests: ['ada', null], left: undefined }, { topic: 'tea', guests: ['ada', null] }],
  ['a word', 'tea', 'tea'],
  ['false', false, false],
  ['nothing', undefined, null],
])('%s that a caller gives can be read on both sides while it rings and afterwards', async (_, metadata, seen) => {
  const { hall, office } = await meet()
  const caller = hall.call('office', { metadata })
  const callee = await incoming(office)
  expect([caller.metadata, callee.metadata]).toEqual([seen, seen])
  callee.accept()
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  caller.hangUp()
  await reaches(callee, 'ended')
  expect([caller.metadata, callee.metadata]).toEqual([seen, seen])
})

test('when both call at the same moment, both see what came with the invitation that stands', async () => {
  const { hall, office } = await meet()
  const [standing, giving] = [
    hall.call('office', { metadata: 'of the hall' }),
    office.call('hall', { metadata: 'of the office' }),
  ]
  expect(giving.metadata).toBe('of the office')
  await Promise.all([reaches(standing, 'connected'), reaches(giving, 'connected')])
  expect([standing.metadata, giving.metadata]).toEqual(['of the hall', 'of the hall'])
})

test('who calls somebody that rings here sees what the other gave', async () => {
  const { hall, office } = await meet()
  const caller = hall.call('office', { metadata: 1 })
  await expect.poll(() => office.calls.size).toBe(1)
  const callee = office.call('hall', { metadata: 2 })
  await reaches(caller, 'connected')
  expect([caller.metadata, callee.metadata]).toEqual([1, 1])
})

test.each([
  ['more than 4 KiB', 'x'.repeat(5_000)],
  ['a function', () => 1],
  ['a stream', new MediaStream()],
])('%s is refused, and there is no call', async (_, metadata: unknown) => {
  const { hall } = await meet()
  expect(() => hall.call('office', { metadata: metadata as never })).toThrow(/`metadata` must be JSON of at most 4096 bytes/)
  expect(() => hall.call('office', { metadata: metadata as never })).toThrow(TypeError)
  expect(hall.calls.size).toBe(0)
})

test('a loopback has its metadata at both ends', async () => {
  const [caller, callee] = await connectLoopback({ metadata: { topic: 'tea' } })
  expect([caller.metadata, callee.metadata]).toEqual([{ topic: 'tea' }, { topic: 'tea' }])
  caller.hangUp()
})

test("the peer of a call has the name and data that it has in the room now, and the call's own end is told to nobody", async () => {
  const { hall, office } = await meet()
  const ringing = incoming(office)
  const caller = hall.call('office')
  const callee = await ringing
  hall.setPresence({ name: 'Main hall', data: { hand: true } })
  await expect.poll(() => callee.peer).toMatchObject({ peerId: 'hall', name: 'Main hall', data: { hand: true } })
  expect(office.peers.get('hall')).toBe(callee.peer)
  callee.accept()
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  office.setPresence({ data: 7 })
  await expect.poll(() => caller.peer.data).toBe(7)
  expect([caller.state, callee.state]).toEqual(['connected', 'connected'])
})
