import { expect, test } from 'vitest'

import { signalingPath } from '../../../src/negotiation/lib/signaling-path.ts'
import { notesOf } from './notes.ts'

const warm = notesOf(
  ['kitchen', { type: 'new-connection' }],
  ['kitchen', { type: 'signaling', state: 'have-remote-offer' }],
  ['hall', { type: 'new-connection' }],
  ['kitchen', { type: 'signaling', state: 'have-local-pranswer' }],
  ['kitchen', { type: 'signaling', state: 'stable' }],
)

test('there is no state before there is a connection', () => {
  expect(signalingPath([], 'hall')).toEqual({ present: null, passed: new Map() })
})

test('a new connection is stable', () => {
  expect(signalingPath(warm, 'hall')).toEqual({ present: 'stable', passed: new Map([['stable', [1]]]) })
})

test('each state says at which steps it was passed', () => {
  const { present, passed } = signalingPath(warm, 'kitchen')
  expect(present).toBe('stable')
  expect(Object.fromEntries(passed)).toEqual({ stable: [1, 4], 'have-remote-offer': [2], 'have-local-pranswer': [3] })
})

test('no state is present once the call is over', () => {
  const ended = [...warm, ...notesOf(['kitchen', { type: 'call', state: 'ended' }])]
  expect(signalingPath(ended, 'kitchen')).toMatchObject({ present: 'closed', passed: signalingPath(warm, 'kitchen').passed })
})
