import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseMessage, type Message } from '../../src/signaling/message.ts'

const description = { type: 'offer', sdp: 'v=0\r\n', negotiation: 1 } as const
const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abcd' }

const invite = { type: 'invite', call: 'c1', description, warmUp: null, sections: [], metadata: null } as const

const messages: readonly Message[] = [
  {
    type: 'invite',
    call: 'c1',
    description,
    warmUp: { strategy: 'replace-track', earlyMedia: false },
    sections: [{ mid: '0', label: null }],
    metadata: null,
  },
  { type: 'invite', call: 'c1', description, warmUp: null, sections: [], metadata: { topic: 'tea', with: ['milk', null] } },
  { type: 'accept', call: 'c1' },
  { type: 'decline', call: 'c1', reason: 'busy' },
  { type: 'hang-up', call: 'c1', reason: 'left' },
  { type: 'description', call: 'c1', connection: 1, description: { ...description, type: 'answer' }, sections: [] },
  { type: 'description', call: 'c1', connection: 1, description: { ...description, type: 'pranswer' }, sections: [] },
  { type: 'sections', call: 'c1', connection: 1, sections: [{ mid: '1', label: 'screen' }] },
  { type: 'refuse-offer', call: 'c1', connection: 2, negotiation: 3 },
  { type: 'restart-ice', call: 'c1', connection: 1 },
  { type: 'rebuild', call: 'c1', connection: 2 },
  {
    type: 'candidates',
    call: 'c1',
    connection: 1,
    candidates: [candidate, { ...candidate, sdpMid: null, sdpMLineIndex: null, usernameFragment: null }],
  },
  { type: 'media', call: 'c1', audioMuted: true, videoMuted: false, held: false },
  { type: 'close-channels', call: 'c1', channels: [{ channel: 1, own: true, position: 0, refused: false }] },
  { type: 'summary', call: 'c1', summary: { any: 'thing' } },
  { type: 'recording', call: 'c1', peer: 'hall', text: '{"t":1}\n' },
]

test.each(messages)('$type is understood', (message) => {
  expect(parseMessage(JSON.parse(JSON.stringify(message)))).toEqual(message)
})

test.each([
  ['an unknown type', { type: 'launch', call: 'c1' }],
  ['an unknown member', { type: 'accept', call: 'c1', admin: true }],
  ['a missing member', { type: 'media', call: 'c1', audioMuted: true }],
  ['a call id that is no id', { type: 'accept', call: '../c1' }],
  [
    "a rollback, which is nobody else's business",
    { type: 'description', call: 'c1', connection: 1, description: { ...description, type: 'rollback' }, sections: [] },
  ],
  [
    'an invitation with a warm-up nobody knows',
    { type: 'invite', call: 'c1', description, warmUp: { strategy: 'magic', earlyMedia: false }, sections: [], metadata: null },
  ],
  [
    'an offer numbered 0',
    { type: 'invite', call: 'c1', description: { ...description, negotiation: 0 }, warmUp: null, sections: [], metadata: null },
  ],
  [
    'a session description of a megabyte (T16)',
    {
      type: 'invite',
      call: 'c1',
      description: { ...description, sdp: 'x'.repeat(1_000_000) },
      warmUp: null,
      sections: [],
      metadata: null,
    },
  ],
  [
    '101 candidates (T16)',
    { type: 'candidates', call: 'c1', connection: 1, candidates: Array.from({ length: 101 }, () => candidate) },
  ],
  [
    '101 sections (T16)',
    { type: 'sections', call: 'c1', connection: 1, sections: Array.from({ length: 101 }, () => ({ mid: '0', label: null })) },
  ],
  [
    'a label of 65 characters (T16)',
    { type: 'sections', call: 'c1', connection: 1, sections: [{ mid: '0', label: 'x'.repeat(65) }] },
  ],
  ['an invitation with metadata of 4 KiB and a byte', { ...invite, metadata: `${'x'.repeat(4_093)}é` }],
  ['an invitation with metadata nested too deep', { ...invite, metadata: JSON.parse(`${'['.repeat(17)}${']'.repeat(17)}`) }],
  [
    'an invitation with metadata as deep as a payload is long',
    { ...invite, metadata: JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`) },
  ],
  ['an invitation without metadata', { type: 'invite', call: 'c1', description, warmUp: null, sections: [] }],
  ['inherited names (T14)', { type: '__proto__', call: 'constructor' }],
  ['null', null],
])('%s is refused', (_, value) => {
  expect(parseMessage(value)).toBeNull()
})

test('anything at all is parsed without a throw, and pollutes nothing (T14)', () => {
  const members = fc.constantFrom('type', 'call', 'description', 'candidates', '__proto__', 'constructor', 'toString')
  const value = fc.dictionary(members, fc.oneof(fc.jsonValue(), fc.constantFrom('invite', 'candidates', 'sample', 'c1')))
  fc.assert(
    fc.property(fc.oneof(value, fc.anything()), (any) => void parseMessage(any)),
    { numRuns: 20_000 },
  )
  expect(Object.keys(Object.prototype)).toEqual([])
})

test('metadata brings no prototype along, not even to who copies it by assignment', () => {
  const value: unknown = JSON.parse(
    JSON.stringify(invite).replace('"metadata":null', '"metadata":{"__proto__":{"admin":true},"a":[{"__proto__":1}]}'),
  )
  const message = parseMessage(value)
  const metadata = message?.type === 'invite' ? message.metadata : undefined
  expect(JSON.stringify(metadata)).toBe('{"a":[{}]}')
  expect(Object.assign({}, metadata)).not.toHaveProperty('admin')
})
