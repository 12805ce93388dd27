import { expect, test } from 'vitest'

import { isSamePresence, parsePresence } from '../../src/signaling/presence.ts'

const presence = { peerId: 'hall', epoch: 'e1', role: 'member', name: 'Front desk', capabilities: ['pranswer'], data: null }

test('a presence is understood, and its name cleaned of what hides or turns text (T15)', () => {
  expect(parsePresence(presence)).toEqual(presence)
  expect(parsePresence({ ...presence, name: ' ad\u202emin\u0000 ' })?.name).toBe('admin')
})

test.each([
  ['a peer id with a wildcard (T7)', { ...presence, peerId: '#' }],
  ['an unknown role', { ...presence, role: 'owner' }],
  ['an empty name', { ...presence, name: '\u202e' }],
  ['a long name', { ...presence, name: 'x'.repeat(65) }],
  ['too many capabilities', { ...presence, capabilities: Array.from({ length: 17 }, () => 'x') }],
  ['an unknown member', { ...presence, admin: true }],
  ['data that is no JSON', { ...presence, data: { at: new Date(0) } }],
  ['data too long', { ...presence, data: 'x'.repeat(4_095) }],
  ['no data at all', { ...presence, data: undefined }],
  ['a list', [presence]],
])('%s is refused', (_, value) => {
  expect(parsePresence(value)).toBeNull()
})

test('data is understood, whatever JSON it is', () => {
  for (const data of [null, false, 0, '', [], { hand: { up: [1, null] } }, 'x'.repeat(4_094)])
    expect(parsePresence({ ...presence, data })).toEqual({ ...presence, data })
})

test('two presences are the same when they say the same, in whatever order they came', () => {
  const one = parsePresence(presence)
  const { data, ...rest } = presence
  const other = parsePresence({ data, ...rest })
  expect(one && other && isSamePresence(one, other)).toBe(true)
  expect(one && isSamePresence(one, { ...one, data: 0 })).toBe(false)
})
