import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { messageTopic, parseTopic, presenceTopic, subscriptionsOf } from '../src/topics.ts'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
const runs = { numRuns: 10_000 }

test('what is written is read back', () => {
  fc.assert(
    fc.property(id, id, id, (room, one, other) => {
      expect(parseTopic(presenceTopic(room, one))).toEqual({ type: 'presence', room, peerId: one })
      expect(parseTopic(messageTopic(room, one, other))).toEqual({ type: 'message', room, to: one, from: other })
    }),
  )
})

test('T7: whatever a name is, it makes a topic of as many levels as ours have and no wildcard, or none at all', () => {
  const piece = fc.oneof(
    fc.string(),
    id,
    fc.constantFrom('#', '+', '$SYS', 'a/b', '..', '\u0000', 'é', '', 'earshot', 'to', 'from'),
  )
  fc.assert(
    fc.property(piece, piece, piece, (room, one, other) => {
      for (const text of [presenceTopic(room, one), messageTopic(room, one, other)]) {
        const topic = parseTopic(text)
        if (topic === null) continue
        for (const character of '#+$\u0000') expect(text).not.toContain(character)
        expect(text.split('/')).toHaveLength(topic.type === 'presence' ? 5 : 7)
      }
    }),
    runs,
  )
})

test('T7: any text is a topic of ours or none', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(id, fc.string(), fc.constantFrom('earshot', 'v1', 'presence', 'to', 'from', '+', '#'))),
      (levels) => {
        const text = levels.join('/')
        const topic = parseTopic(text)
        if (topic === null) return
        const again =
          topic.type === 'presence' ? presenceTopic(topic.room, topic.peerId) : messageTopic(topic.room, topic.to, topic.from)
        expect(again).toBe(text)
      },
    ),
    runs,
  )
})

test('a peer subscribes to the presence of everybody and to its own messages', () => {
  expect(subscriptionsOf('room', 'anna')).toEqual(['earshot/v1/room/presence/+', 'earshot/v1/room/to/anna/from/+'])
})
