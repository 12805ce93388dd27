import { joinRoom, memoryTransport, type JoinOptions, type Presence, type PresenceChange, type Room } from '@earshot/core'
import { afterEach, describe, expect, test } from 'vitest'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

async function join(signaling: JoinOptions['signaling'], peerId: string, options: Partial<JoinOptions> = {}): Promise<Room> {
  const room = await joinRoom({ signaling, room: 'tea', peerId, name: peerId, ...options })
  rooms.push(room)
  return room
}

/** Two peers who know of each other, and what the second hears of the first. */
async function meet(options: Partial<JoinOptions> = {}) {
  const signaling = memoryTransport()
  const ada = await join(signaling, 'ada', options)
  const bob = await join(signaling, 'bob')
  await expect.poll(() => [ada.peers.has('bob'), bob.peers.has('ada')]).toEqual([true, true])
  const heard: [now: Presence, before: Presence][] = []
  const comings: string[] = []
  bob.on('peer-changed', (now, before) => heard.push([now, before]))
  bob.on('peer-joined', ({ name }) => comings.push(`joined ${name}`))
  bob.on('peer-left', ({ name }) => comings.push(`left ${name}`))
  return { signaling, ada, bob, heard, comings }
}

describe('the presence of a peer', () => {
  test('has the data it joined with, a copy, for everyone', async () => {
    const data = { hand: false, seat: [1, 2], gone: undefined }
    const { ada, bob } = await meet({ data })
    data.hand = true
    expect(ada.self.data).toEqual({ hand: false, seat: [1, 2] })
    expect(bob.peers.get('ada')?.data).toEqual({ hand: false, seat: [1, 2] })
    expect(ada.peers.get('bob')?.data).toBeNull()
  })

  test('changes while it is in the room: its own at once, then for the others, who hear it once', async () => {
    const { ada, bob, heard, comings } = await meet()
    ada.setPresence({ data: { hand: true } })
    expect(ada.self).toMatchObject({ name: 'ada', data: { hand: true } })
    await expect.poll(() => heard.length).toBe(1)
    expect(heard).toMatchObject([
      [
        { peerId: 'ada', name: 'ada', data: { hand: true } },
        { peerId: 'ada', name: 'ada', data: null },
      ],
    ])
    expect(bob.peers.get('ada')).toBe(heard[0]?.[0])
    ada.setPresence({ name: 'Ada' })
    await expect.poll(() => bob.peers.get('ada')).toMatchObject({ name: 'Ada', data: { hand: true } })
    ada.setPresence({ data: null })
    await expect.poll(() => bob.peers.get('ada')).toMatchObject({ name: 'Ada', data: null })
    expect(heard).toHaveLength(3)
    expect(comings).toEqual([])
  })

  test('that stays as it is is no news', async () => {
    const { ada, bob, heard } = await meet({ data: 1 })
    ada.setPresence({})
    ada.setPresence({ name: 'ada', data: 1 })
    bob.setPresence({ data: 'mark' })
    await expect.poll(() => ada.peers.get('bob')?.data).toBe('mark')
    expect(heard).toEqual([])
  })

  test('is seen by who comes later', async () => {
    const { signaling, ada } = await meet()
    ada.setPresence({ name: 'Ada', data: [1] })
    const late = await join(signaling, 'late')
    await expect.poll(() => late.peers.get('ada')).toMatchObject({ name: 'Ada', data: [1] })
  })

  test('changed while signaling is away is heard when it is back: the peer returns, and has changed', async () => {
    const { signaling, ada, bob, heard, comings } = await meet()
    signaling.interrupt()
    await expect.poll(() => ada.state).toBe('reconnecting')
    ada.setPresence({ data: 1 })
    ada.setPresence({ data: 2 })
    expect(ada.self.data).toBe(2)
    signaling.restore()
    await expect.poll(() => bob.peers.get('ada')?.data).toBe(2)
    expect(heard.map(([now, before]) => [before.data, now.data])).toEqual([[null, 2]])
    expect(comings).toEqual([])
  })

  test('of an observer changes as well', async () => {
    const { signaling, ada } = await meet()
    const watcher = await join(signaling, 'watcher', { role: 'observer' })
    watcher.setPresence({ name: 'Dashboard' })
    await expect.poll(() => ada.peers.get('watcher')?.name).toBe('Dashboard')
  })

  test('is left alone once the room is closed', async () => {
    const { ada } = await meet()
    await ada.leave()
    const before = ada.self
    ada.setPresence({ name: 'too late' })
    expect(ada.self).toBe(before)
  })

  test.each<[what: string, change: unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a name in place of options', 'Ada'],
    ['an empty name', { name: '' }],
    ['a name of spaces', { name: '   ' }],
    ['a long name', { name: 'x'.repeat(65) }],
    ['a name that is none', { name: 7 }],
    ['data that is no JSON', { data: new Map() }],
    ['data too long', { name: 'Ada', data: 'x'.repeat(5_000) }],
  ])('refuses %s, and stays as it was', async (_, change) => {
    const { ada, bob, heard } = await meet()
    const before = ada.self
    expect(() => ada.setPresence(change as PresenceChange)).toThrow(TypeError)
    expect(() => ada.setPresence(change as PresenceChange)).toThrow(/must /)
    expect(ada.self).toBe(before)
    bob.setPresence({ data: 'mark' })
    await expect.poll(() => ada.peers.get('bob')?.data).toBe('mark')
    expect(heard).toEqual([])
  })

  test.each([[new Date()], [() => 1], ['x'.repeat(5_000)]])('refuses to join with %s as data', async (data) => {
    await expect(joinRoom({ signaling: memoryTransport(), room: 'tea', data })).rejects.toThrow(TypeError)
  })
})
