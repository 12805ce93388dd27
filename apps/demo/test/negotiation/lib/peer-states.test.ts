import { expect, test } from 'vitest'

import { peerStates } from '../../../src/negotiation/lib/peer-states.ts'
import { notesOf } from './notes.ts'

test('the states are the last that were noted of that peer', () => {
  const notes = notesOf(
    ['hall', { type: 'call', state: 'ringing' }],
    ['hall', { type: 'ice-gathering', state: 'gathering' }],
    ['hall', { type: 'candidate', kind: 'host', protocol: 'udp', address: '192.0.2.1:5000' }],
    ['kitchen', { type: 'ice', state: 'failed' }],
    ['hall', { type: 'ice', state: 'checking' }],
    ['hall', { type: 'ice', state: 'connected' }],
    ['hall', { type: 'dtls', state: 'connected' }],
    ['hall', { type: 'connection', state: 'connected' }],
    ['hall', { type: 'ready', ready: true }],
  )
  expect(peerStates(notes, 'hall')).toEqual({
    call: 'ringing',
    ready: true,
    gathering: 'gathering',
    candidates: 1,
    ice: 'connected',
    dtls: 'connected',
    connection: 'connected',
  })
})

test('a connection that takes the place of another begins anew', () => {
  const notes = notesOf(
    ['hall', { type: 'call', state: 'reconnecting' }],
    ['hall', { type: 'ice', state: 'failed' }],
    ['hall', { type: 'new-connection' }],
  )
  expect(peerStates(notes, 'hall')).toMatchObject({ call: 'reconnecting', ice: 'new' })
})

test('all is closed when the call is over, though no event says so', () => {
  const notes = notesOf(['hall', { type: 'ice', state: 'connected' }], ['hall', { type: 'call', state: 'ended' }])
  expect(peerStates(notes, 'hall')).toMatchObject({ call: 'ended', ice: 'closed', dtls: 'closed', connection: 'closed' })
})
