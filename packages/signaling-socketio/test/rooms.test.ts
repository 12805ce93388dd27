import type { Presence } from '@earshot/core/signaling'
import { expect, test } from 'vitest'

import { Rooms, type Membership } from '../src/rooms.ts'

const presence = (peerId: string, epoch = `${peerId}-1`): Presence => ({
  peerId,
  epoch,
  role: 'member',
  name: peerId,
  capabilities: [],
  data: null,
})

function join(rooms: Rooms<string>, peerId: string, connection: string, epoch?: string): Membership<string> {
  const outcome = rooms.join('room', presence(peerId, epoch), connection)
  if (outcome.type === 'refused') throw new Error(outcome.reason)
  return outcome.membership
}

const namesOf = (memberships: readonly Membership<string>[]): readonly string[] =>
  memberships.map((place) => place.presence.peerId)

test('counts the users of each room, and forgets a room without users', () => {
  const rooms = new Rooms<string>(8)
  const anna = join(rooms, 'anna', 'socket 1')
  const ben = join(rooms, 'ben', 'socket 2')
  rooms.join('another-room', presence('anna'), 'socket 3')
  expect([...rooms.sizes()]).toEqual([
    ['room', 2],
    ['another-room', 1],
  ])
  expect(namesOf(rooms.others(anna))).toEqual(['ben'])
  rooms.remove(anna)
  rooms.remove(ben)
  expect([...rooms.sizes()]).toEqual([['another-room', 1]])
})

test('one connection joins one room, once', () => {
  const rooms = new Rooms<string>(8)
  join(rooms, 'anna', 'socket 1')
  expect(rooms.join('room', presence('ben'), 'socket 1')).toEqual({ type: 'refused', reason: 'already-joined' })
  expect(rooms.join('another-room', presence('anna'), 'socket 1')).toEqual({ type: 'refused', reason: 'already-joined' })
})

test('a full room refuses newcomers, and takes back its own', () => {
  const rooms = new Rooms<string>(2)
  join(rooms, 'anna', 'socket 1')
  join(rooms, 'ben', 'socket 2')
  expect(rooms.join('room', presence('cleo'), 'socket 3')).toEqual({ type: 'refused', reason: 'room-full' })
  expect(join(rooms, 'ben', 'socket 4').connection).toBe('socket 4')
})

test('finds another member of the same room, and not oneself', () => {
  const rooms = new Rooms<string>(8)
  const anna = join(rooms, 'anna', 'socket 1')
  join(rooms, '__proto__', 'socket 2')
  rooms.join('another-room', presence('dora'), 'socket 3')
  expect(rooms.find(anna, '__proto__')?.connection).toBe('socket 2')
  expect(rooms.find(anna, 'anna')).toBeNull()
  expect(rooms.find(anna, 'dora')).toBeNull()
  expect(rooms.find(anna, 'constructor')).toBeNull()
})

test('who lost its connection stays a member without one, until it is removed', () => {
  const rooms = new Rooms<string>(8)
  const anna = join(rooms, 'anna', 'socket 1')
  join(rooms, 'ben', 'socket 2')
  const away = rooms.away('socket 2')
  expect(rooms.find(anna, 'ben')?.connection).toBeNull()
  expect(rooms.of('socket 2')).toBeNull()
  expect(away && rooms.remove(away)).toBe(true)
  expect(rooms.find(anna, 'ben')).toBeNull()
})

test('who came back in time can not be removed by the timer of its absence', () => {
  const rooms = new Rooms<string>(8)
  join(rooms, 'ben', 'socket 1')
  const away = rooms.away('socket 1')
  join(rooms, 'ben', 'socket 2')
  expect(away && rooms.remove(away)).toBe(false)
  expect(rooms.size('room')).toBe(1)
})

test('another presence of the same peer takes the place of its earlier one, wherever the peer is looked for', () => {
  const rooms = new Rooms<string>(8)
  const anna = join(rooms, 'anna', 'socket 1')
  join(rooms, 'ben', 'socket 2')
  const changed = { ...presence('ben'), data: 'hand' }
  const place = rooms.update('socket 2', changed)
  expect(rooms.find(anna, 'ben')).toBe(place)
  expect(rooms.of('socket 2')?.presence).toEqual(changed)
  expect(rooms.away('socket 2')?.presence).toEqual(changed)
  for (const other of [presence('anna'), presence('ben', 'another'), { ...presence('ben'), role: 'observer' } as const])
    expect(rooms.update('socket 2', other)).toBeNull()
})

test('a newer epoch takes the place of an older one, whose connection no longer counts', () => {
  const rooms = new Rooms<string>(8)
  join(rooms, 'ben', 'socket 1', 'epoch-1')
  const outcome = rooms.join('room', presence('ben', 'epoch-2'), 'socket 2')
  expect(outcome).toMatchObject({ type: 'joined', previous: { connection: 'socket 1', presence: { epoch: 'epoch-1' } } })
  expect(rooms.of('socket 1')).toBeNull()
  expect(rooms.away('socket 1')).toBeNull()
  expect(rooms.size('room')).toBe(1)
})

test('an epoch that was replaced does not come back', () => {
  const rooms = new Rooms<string>(8)
  join(rooms, 'ben', 'socket 1', 'epoch-1')
  join(rooms, 'ben', 'socket 2', 'epoch-2')
  expect(rooms.join('room', presence('ben', 'epoch-1'), 'socket 3')).toEqual({ type: 'refused', reason: 'replaced' })
  expect(join(rooms, 'ben', 'socket 4', 'epoch-2').connection).toBe('socket 4')
})
