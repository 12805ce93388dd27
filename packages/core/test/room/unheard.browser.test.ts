import { joinRoom, memoryTransport, mesh, type Call, type Room } from '@earshot/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { expectFrames, reaches, syntheticStream } from './support.ts'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

/** Two peers who know of each other. */
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

const rings = (room: Room, peerId: string) => expect.poll(() => room.calls.get(peerId)?.state).toBe('ringing')

describe('a call that nobody has heard', () => {
  test('is told to the first listener, and can be read as state until then', async () => {
    const { hall, office } = await meet()
    const caller = hall.call('office', { stream: syntheticStream() })
    await rings(office, 'hall')
    const heard = vi.fn<(call: Call) => void>()
    office.on('incoming-call', heard)
    expect(heard).not.toHaveBeenCalled()
    await Promise.resolve()
    expect(heard.mock.calls).toEqual([[office.calls.get('hall')]])
    office.calls.get('hall')?.accept({ stream: syntheticStream() })
    await reaches(caller, 'connected')
  })

  test('is not told any more once it is over', async () => {
    const { hall, office } = await meet()
    hall.call('office')
    await rings(office, 'hall')
    hall.calls.get('office')?.hangUp()
    await expect.poll(() => office.calls.size).toBe(0)
    const heard = vi.fn<(call: Call) => void>()
    office.on('incoming-call', heard)
    const second = hall.call('office')
    await expect.poll(() => heard.mock.calls.map(([call]) => call.id)).toEqual([second.id])
  })

  test('is taken by a mesh that begins later', async () => {
    const { hall, office } = await meet()
    const caller = hall.call('office', { stream: syntheticStream() })
    await rings(office, 'hall')
    const meeting = mesh(office, { stream: syntheticStream() })
    await reaches(caller, 'connected')
    const calls: Call[] = []
    meeting.on('call', (call) => calls.push(call))
    await expect.poll(() => calls).toEqual([office.calls.get('hall')])
  })
})

describe('calling somebody who rings here', () => {
  test('joins their call, with the media that were given, and the call is no news any more', async () => {
    const { hall, office } = await meet()
    const caller = hall.call('office', { stream: syntheticStream() })
    await rings(office, 'hall')
    const ringing = office.calls.get('hall')
    const heard = vi.fn<(call: Call) => void>()
    office.on('incoming-call', heard)
    const callee = office.call('hall', { stream: syntheticStream(), receive: { video: false }, warmUp: 'off' })
    expect(callee).toBe(ringing)
    expect([callee.direction, callee.id]).toEqual(['incoming', caller.id])
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    for (const call of [caller, callee]) {
      await expect
        .poll(() => [...call.remoteTracks.values()].map(({ track }) => track.kind).toSorted())
        .toEqual(['audio', 'video'])
      for (const { track } of call.remoteTracks.values()) if (track.kind === 'video') await expectFrames(track)
    }
    expect(heard).not.toHaveBeenCalled()
  })

  test('and again is refused, and changes nothing', async () => {
    const { hall, office } = await meet()
    const caller = hall.call('office')
    await rings(office, 'hall')
    expect(() => hall.call('office')).toThrow(/There is a call with this peer already/)
    const callee = office.call('hall')
    expect(() => office.call('hall')).toThrow(TypeError)
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  })

  test('works in the listener itself: everyone else hears the call that was answered', async () => {
    const { hall, office } = await meet()
    const heard: string[] = []
    office.on('incoming-call', () => office.call('hall'))
    office.on('incoming-call', (call) => heard.push(call.state))
    const caller = hall.call('office')
    await reaches(caller, 'connected')
    expect(heard).toHaveLength(1)
    expect(heard).not.toContain('ringing')
  })
})

test.each(['hall', 'office'])('two who listen only when they have their media meet once, whoever is first: %s', async (first) => {
  const { hall, office } = await meet()
  const shown = new Map<Room, Call[]>([hall, office].map((room) => [room, []]))
  const begin = (room: Room) => {
    const show = (call: Call) => (shown.get(room)?.push(call), call)
    room.on('incoming-call', (call) => show(call).accept({ stream: syntheticStream() }))
    for (const { peerId } of room.peers.values()) show(room.call(peerId, { stream: syntheticStream() }))
  }
  const [early, late] = first === 'hall' ? ([hall, office] as const) : ([office, hall] as const)
  begin(early)
  await rings(late, early.self.peerId)
  begin(late)
  for (const room of [early, late]) {
    const calls = [...room.calls.values()]
    expect(calls).toHaveLength(1)
    for (const call of calls) await reaches(call, 'connected')
    expect(shown.get(room)).toEqual(calls)
  }
})

test('a call that ended in a listener is over for the room at once, and another may begin', async () => {
  const { hall, office } = await meet()
  const states: string[] = []
  office.on('incoming-call', (call) => call.accept())
  const first = hall.call('office')
  const second = new Promise<Call>((resolve) => {
    first.on('state', (state) => {
      if (state === 'ended') return
      first.hangUp()
      expect(hall.calls.size).toBe(0)
      resolve(hall.call('office'))
    })
  })
  first.on('state', (state) => states.push(state))
  await reaches(await second, 'connected')
  expect(states.at(-1)).toBe('ended')
  expect(states).toHaveLength(2)
})

test('a remote track that nobody has heard of is told to the first listener while it is there', async () => {
  const { hall, office } = await meet()
  office.on('incoming-call', (call) => call.accept({ stream: syntheticStream() }))
  const caller = hall.call('office', { stream: syntheticStream() })
  await reaches(caller, 'connected')
  await expect.poll(() => caller.remoteTracks.size).toBe(2)
  const heard: string[] = []
  caller.on('track', ({ track, mid }) => {
    heard.push(track.kind)
    expect(caller.remoteTracks.get(mid)?.track).toBe(track)
  })
  await Promise.resolve()
  expect(heard.toSorted()).toEqual(['audio', 'video'])
})

test('a remote track that is gone before anybody listens is not told', async () => {
  const { hall, office } = await meet()
  office.on('incoming-call', (call) => call.accept({ stream: syntheticStream() }))
  const caller = hall.call('office', { stream: syntheticStream() })
  await reaches(caller, 'connected')
  await expect.poll(() => caller.remoteTracks.size).toBe(2)
  const callee = office.calls.get('hall')
  const sender = callee?.peerConnection.getSenders().find(({ track }) => track?.kind === 'video')
  if (callee === undefined || sender === undefined) throw new Error('The office sends a picture.')
  callee.removeTrack(sender)
  await expect.poll(() => caller.remoteTracks.size).toBe(1)
  const heard: string[] = []
  caller.on('track', ({ track }) => heard.push(track.kind))
  await Promise.resolve()
  expect(heard).toEqual(['audio'])
})

interface Source {
  on(type: string, listener: unknown): () => void
}

test.each([
  ['room', (room: Room) => room],
  ['call', (room: Room) => room.call('nobody')],
])('an event that there is not, or no listener, is refused by a %s in words', async (_, sourceOf) => {
  const { hall } = await meet()
  const source = sourceOf(hall) as unknown as Source
  expect(() => source.on('sate', () => undefined)).toThrow(TypeError)
  expect(() => source.on('sate', () => undefined)).toThrow(/no event 'sate': it must be one of state, /)
  expect(() => source.on('state', null)).toThrow(TypeError)
  expect(() => source.on('state', null)).toThrow(/must be a function/)
  source.on('state', () => undefined)()
})
