import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { callStep, newCall, type CallCommand, type CallEvent, type CallStatus } from '../../src/call/call-state.ts'

function run(direction: CallStatus['direction'], ...events: readonly CallEvent[]): readonly [CallStatus, readonly CallCommand[]] {
  return events.reduce<readonly [CallStatus, readonly CallCommand[]]>(
    ([status], event) => callStep(status, event),
    [newCall(direction), []],
  )
}

const up: CallEvent = { type: 'path-up' }
const broken: CallEvent = { type: 'path-broken' }
const unreachable: CallEvent = { type: 'unreachable' }

test('an incoming call is connecting once it is accepted, and connected with its path', () => {
  expect(run('incoming', { type: 'accept' })).toMatchObject([{ state: 'connecting' }, [{ type: 'send-accept' }]])
  expect(run('incoming', { type: 'accept' }, up)[0].state).toBe('connected')
})

test('a call whose path is up while it rings is connected as soon as it is accepted', () => {
  expect(run('incoming', up, { type: 'accept' })).toMatchObject([{ state: 'connected' }, [{ type: 'send-accept' }]])
  expect(run('outgoing', up, { type: 'remote-accept' })[0].state).toBe('connected')
  expect(run('outgoing', up, broken, { type: 'remote-accept' })[0].state).toBe('connecting')
})

test('a peer that the room no longer sees rings on while its path is up, and no longer', () => {
  const away: CallEvent = { type: 'peer-away' }
  expect(run('incoming', away)[0].ended).toEqual({ by: 'remote', reason: 'left' })
  expect(run('incoming', up, away)[0].state).toBe('ringing')
  expect(run('incoming', up, away, broken)[0].ended).toEqual({ by: 'remote', reason: 'left' })
  expect(run('incoming', up, away, { type: 'peer-back' }, broken)[0].state).toBe('ringing')
})

test('a call that nobody takes ends with no answer, and the other side stops ringing', () => {
  const [status, commands] = run('outgoing', { type: 'ring-timeout' })
  expect(status.ended).toEqual({ by: 'remote', reason: 'no-answer' })
  expect(commands).toEqual([{ type: 'send-hang-up', reason: 'no-answer' }])
})

test('a broken path is reconnecting and may come back', () => {
  const gone: CallEvent[] = [{ type: 'remote-accept' }, up, broken]
  expect(run('outgoing', ...gone)[0].state).toBe('reconnecting')
  expect(run('outgoing', ...gone, up)[0].state).toBe('connected')
  expect(run('outgoing', ...gone, unreachable)[0].ended).toEqual({ by: 'local', reason: 'failed' })
})

test('a peer that the room no longer sees is gone only when it has no path either', () => {
  const talking: CallEvent[] = [{ type: 'remote-accept' }, up, { type: 'peer-away' }]
  expect(run('outgoing', ...talking)[0].state).toBe('connected')
  expect(run('outgoing', ...talking, broken)[0].state).toBe('reconnecting')
  expect(run('outgoing', ...talking, broken, unreachable)[0].ended).toEqual({ by: 'remote', reason: 'left' })
  expect(run('outgoing', ...talking, { type: 'peer-back' }, broken, unreachable)[0].ended).toEqual({
    by: 'local',
    reason: 'failed',
  })
  expect(run('outgoing', { type: 'peer-away' })[0].ended).toEqual({ by: 'remote', reason: 'left' })
})

test('messages that crossed each other change nothing', () => {
  expect(run('outgoing', { type: 'hang-up', reason: 'hung-up' }, { type: 'remote-accept' })[0].state).toBe('ended')
  expect(run('outgoing', { type: 'remote-accept' }, { type: 'remote-decline', reason: 'declined' })[0].state).toBe('connecting')
  expect(run('incoming', { type: 'remote-accept' })[0].state).toBe('ringing')
  expect(run('incoming', { type: 'remote-hang-up', reason: 'hung-up' }, { type: 'accept' })).toMatchObject([
    { state: 'ended' },
    [],
  ])
})

const event: fc.Arbitrary<CallEvent> = fc.constantFrom<CallEvent>(
  { type: 'accept' },
  { type: 'decline', reason: 'declined' },
  { type: 'hang-up', reason: 'hung-up' },
  { type: 'ring-timeout' },
  { type: 'replaced', by: 'remote' },
  { type: 'remote-accept' },
  { type: 'remote-decline', reason: 'busy' },
  { type: 'remote-hang-up', reason: 'left' },
  { type: 'peer-away' },
  { type: 'peer-back' },
  up,
  broken,
  unreachable,
)

test('any order of events: an ended call stays ended, says why, and says nothing more', () => {
  fc.assert(
    fc.property(fc.constantFrom('incoming', 'outgoing'), fc.array(event, { maxLength: 20 }), (direction, events) => {
      let status = newCall(direction)
      for (const next of events) {
        const [after, commands] = callStep(status, next)
        const changes = after !== status || commands.length > 0
        expect(status.state === 'ended' && changes).toBe(false)
        expect(after.ended !== null).toBe(after.state === 'ended')
        status = after
      }
    }),
    { numRuns: 5_000 },
  )
})
