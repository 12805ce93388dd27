import { expect, test } from 'vitest'

import { parsePresence } from '../../src/signaling/presence.ts'

const presence = { peerId: 'hall', epoch: 'e1', role: 'member', name: 'Front desk', capabilities: ['pranswer'] }

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
  ['a list', [presence]],
])('%s is refused', (_, value) => {
  expect(parsePresence(value)).toBeNull()
})
