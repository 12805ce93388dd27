import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { mayAnnounce, mayPublish, mayReceive, maySubscribe, placeOf, type ConnectRequest } from '../src/access.ts'
import { messageTopic, presenceTopic } from '../src/topics.ts'

const place = { room: 'room', peerId: 'anna', epoch: 'e', again: false }
const publish = { qos: 1, retain: false, bytes: 10 }
const names = ['anna', 'ben', '+', '#', '', 'anna/from/ben', '__proto__', '$SYS', 'Anna', 'anna ', 'x'.repeat(65)]
const rooms = ['room', 'another', '+', '#', '', 'room/presence', '$SYS']

test('T4, T5: of every room, recipient and sender, a peer may write just its own name in its own room, and read just what is for it', () => {
  for (const room of rooms) {
    for (const one of names) {
      const presence = presenceTopic(room, one)
      expect([presence, mayPublish(place, { ...publish, topic: presence })]).toEqual([
        presence,
        room === 'room' && one === 'anna',
      ])
      const plain = /^[A-Za-z0-9_-]{1,64}$/.test(one)
      expect([presence, mayReceive(place, presence)]).toEqual([presence, room === 'room' && plain])
      expect([presence, maySubscribe(place, presence, 1)]).toEqual([presence, room === 'room' && one === '+'])
      for (const other of names) {
        const topic = messageTopic(room, one, other)
        const both = plain && /^[A-Za-z0-9_-]{1,64}$/.test(other)
        expect([topic, mayPublish(place, { ...publish, topic })]).toEqual([topic, room === 'room' && both && other === 'anna'])
        expect([topic, mayReceive(place, topic)]).toEqual([topic, room === 'room' && both && one === 'anna'])
        expect([topic, maySubscribe(place, topic, 1)]).toEqual([topic, room === 'room' && one === 'anna' && other === '+'])
      }
    }
  }
})

test('T4: 10,000 forged topics, none accepted', () => {
  const level = fc.oneof(fc.constantFrom(...names, 'earshot', 'v1', 'room', 'to', 'from', 'presence'), fc.string())
  fc.assert(
    fc.property(fc.array(level, { maxLength: 9 }), (levels) => {
      const topic = levels.join('/')
      fc.pre(topic !== 'earshot/v1/room/presence/anna' && !/^earshot\/v1\/room\/to\/[A-Za-z0-9_-]{1,64}\/from\/anna$/.test(topic))
      expect(mayPublish(place, { ...publish, topic })).toBe(false)
    }),
    { numRuns: 10_000 },
  )
})

test.each([
  '#',
  '+',
  '$SYS/#',
  '+/#',
  'earshot/#',
  'earshot/v1/#',
  'earshot/v1/+/presence/+',
  'earshot/v1/room/+/+',
  'earshot/v1/room/to/+/from/+',
])('T6: nobody may subscribe to %s', (filter) => expect(maySubscribe(place, filter, 1)).toBe(false))

test('T9: only presence is retained, and it is short', () => {
  const presence = { ...publish, topic: presenceTopic('room', 'anna') }
  const message = { ...publish, topic: messageTopic('room', 'ben', 'anna') }
  expect(mayPublish(place, { ...presence, retain: true, bytes: 8_192 })).toBe(true)
  expect(mayPublish(place, { ...presence, bytes: 8_193 })).toBe(false)
  expect(mayPublish(place, { ...message, retain: true })).toBe(false)
  expect(mayPublish(place, { ...message, bytes: 65_536 * 6 + 2 })).toBe(true)
  expect(mayPublish(place, { ...message, bytes: 65_536 * 6 + 3 })).toBe(false)
})

test('T9: a peer speaks of itself alone, as the page that connected, in one role', () => {
  const presence = { peerId: 'anna', epoch: 'e', role: 'member', name: 'Anna', capabilities: [], data: null } as const
  const here = { type: 'here', connection: 1, presence } as const
  for (const role of [null, 'member'] as const) expect(mayAnnounce(place, here, role)).toBe(true)
  expect(mayAnnounce(place, { ...here, presence: { ...presence, name: 'Ann', data: [1] } }, 'member')).toBe(true)
  expect(mayAnnounce(place, here, 'observer')).toBe(false)
  expect(mayAnnounce(place, { ...here, presence: { ...presence, peerId: 'ben' } }, null)).toBe(false)
  expect(mayAnnounce(place, { ...here, presence: { ...presence, epoch: 'older' } }, null)).toBe(false)
  expect(mayAnnounce(place, { type: 'left', epoch: 'e' }, null)).toBe(true)
  expect(mayAnnounce(place, { type: 'left', epoch: 'older' }, null)).toBe(false)
})

test('QoS 2 keeps a state for each message, and is not used', () => {
  expect(mayPublish(place, { ...publish, topic: presenceTopic('room', 'anna'), qos: 2 })).toBe(false)
  expect(maySubscribe(place, 'earshot/v1/room/presence/+', 2)).toBe(false)
})

const good: ConnectRequest = {
  clientId: 'epoch-1.new.0123456789abcdef',
  clean: true,
  keepalive: 60,
  will: { topic: 'earshot/v1/room/presence/anna', qos: 1, retain: true, bytes: 0 },
}

test('a CONNECT is bound to the place that its will clears', () => {
  expect(placeOf(good)).toEqual({ room: 'room', peerId: 'anna', epoch: 'epoch-1', again: false })
  expect(placeOf({ ...good, clientId: 'epoch-1.again.0123456789abcdef' })).toMatchObject({ again: true })
})

test.each<[string, Partial<ConnectRequest>]>([
  ['T8: a client id that could be guessed', { clientId: 'anna' }],
  ['T8: a client id with a wildcard', { clientId: '#.new.0123456789' }],
  ['T9: no will', { will: null }],
  ['T9: a will with a payload', { will: { topic: 'earshot/v1/room/presence/anna', qos: 1, retain: true, bytes: 1 } }],
  ['T9: a will that is a message', { will: { topic: 'earshot/v1/room/to/ben/from/anna', qos: 1, retain: true, bytes: 0 } }],
  ['T9: a will elsewhere', { will: { topic: '$SYS/x', qos: 1, retain: true, bytes: 0 } }],
  ['T11: no keepalive', { keepalive: 0 }],
  ['T11: a keepalive of hours', { keepalive: 65_535 }],
  ['a session that would be kept', { clean: false }],
])('is refused: %s', (_, change) => {
  expect(placeOf({ ...good, ...change })).toEqual(expect.any(String))
})
