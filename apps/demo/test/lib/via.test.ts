import { expect, test } from 'vitest'

import { roomQuery, viaFromSearch } from '../../src/lib/via.ts'

test('reads from the address which engine to use: Socket.IO, unless it names MQTT', () => {
  expect(['?via=mqtt', '?room=a&via=mqtt', '', '?via=socketio', '?via=carrier-pigeon'].map(viaFromSearch)).toEqual([
    'mqtt',
    'mqtt',
    'socketio',
    'socketio',
    'socketio',
  ])
})

test('leads into the room over the same engine', () => {
  expect(roomQuery('stand-up', 'socketio')).toBe('?room=stand-up')
  expect(roomQuery('stand-up', 'mqtt')).toBe('?room=stand-up&via=mqtt')
  expect(viaFromSearch(roomQuery('a', 'mqtt'))).toBe('mqtt')
})
