import { expect, test } from 'vitest'

import { addressOf } from '../../src/lib/room-name.ts'

test('an address names a room, none, or one that cannot be', () => {
  expect(addressOf('?room=stand-up')).toEqual({ type: 'room', room: 'stand-up' })
  expect(addressOf('')).toEqual({ type: 'none' })
  expect(addressOf('?room=')).toEqual({ type: 'none' })
  expect(addressOf('?room=a/b')).toEqual({ type: 'invalid', room: 'a/b' })
  expect(addressOf(`?room=${'x'.repeat(5_000)}`)).toEqual({ type: 'invalid', room: 'x'.repeat(64) })
})
