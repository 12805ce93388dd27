import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { addressOf } from '../../src/lib/room-name.ts'
import { roomQuery, viaFromSearch } from '../../src/lib/via.ts'

test.each([
  ['', 'socketio'],
  ['?via=mqtt', 'mqtt'],
  ['?room=a&via=mqtt', 'mqtt'],
  ['?via=carrier-pigeon', 'socketio'],
  ['?via=MQTT', 'socketio'],
])('the address %j names the engine %s', (search, via) => {
  expect(viaFromSearch(search)).toBe(via)
})

test('the query of a room leads into it, over the same engine', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w-]{1,64}$/), fc.constantFrom('socketio', 'mqtt'), (room, via) => {
      const query = roomQuery(room, via)
      expect(addressOf(query)).toEqual({ type: 'room', room })
      expect(viaFromSearch(query)).toBe(via)
    }),
  )
  expect(viaFromSearch(roomQuery('a&via=mqtt', 'socketio'))).toBe('socketio')
})
