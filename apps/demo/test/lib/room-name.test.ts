import { isId } from '@earshot/core/signaling'
import { expect, test } from 'vitest'

import { repairRoomName, roomFromSearch, roomNamePattern, suggestRoomName } from '../../src/lib/room-name.ts'

test('reads the room from the address', () => {
  expect(roomFromSearch('?room=stand-up')).toEqual({ type: 'room', room: 'stand-up' })
})

test('tells a missing room from a bad one', () => {
  expect(roomFromSearch('')).toEqual({ type: 'missing' })
  expect(roomFromSearch('?room=')).toEqual({ type: 'missing' })
  expect(roomFromSearch('?room=a%20b')).toEqual({ type: 'bad', given: 'a b' })
  expect(roomFromSearch('?room=%3Cscript%3E')).toEqual({ type: 'bad', given: '<script>' })
  expect(roomFromSearch(`?room=${'x'.repeat(65)}`).type).toBe('bad')
})

test('suggests a name that is allowed, whatever the random number', () => {
  for (const random of [0, 0.5, 0.999_999]) expect(isId(suggestRoomName(() => random))).toBe(true)
})

test('offers the nearest allowed name', () => {
  expect(repairRoomName('Café du Nord!')).toBe('Cafe-du-Nord')
  expect(repairRoomName('y'.repeat(100))).toBe('y'.repeat(64))
  expect(repairRoomName('会议')).toBeNull()
})

test('lets an input accept what isId accepts', () => {
  // As the browser compiles the pattern attribute.
  const pattern = new RegExp(`^(?:${roomNamePattern})$`, 'v')
  for (const name of ['a', 'A-_9', '', 'a b', 'é', 'z'.repeat(64), 'z'.repeat(65)]) expect(pattern.test(name)).toBe(isId(name))
})
