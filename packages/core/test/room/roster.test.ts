import { expect, test } from 'vitest'

import { emptyRoster, updateRoster, type Roster, type RosterCommand, type RosterEvent } from '../../src/room/roster.ts'
import type { Presence } from '../../src/signaling/channel.ts'

const peer = (peerId: string, epoch = 'e1'): Presence => ({ peerId, epoch, role: 'member', name: peerId, capabilities: [] })
const joined = (peerId: string, epoch?: string): RosterEvent => ({ type: 'joined', peer: peer(peerId, epoch) })
const down: RosterEvent = { type: 'down', reason: 'cut' }

function run(...events: readonly RosterEvent[]): readonly [Roster, readonly RosterCommand[]] {
  return events.reduce<readonly [Roster, readonly RosterCommand[]]>(
    ([roster], event) => updateRoster(roster, event),
    [emptyRoster, []],
  )
}

test('who joins is here until it leaves', () => {
  expect(run(joined('hall'))[1]).toEqual([{ type: 'joined', peer: peer('hall') }])
  const [roster, commands] = run(joined('hall'), { type: 'left', peerId: 'hall', epoch: 'e1' })
  expect(commands).toEqual([{ type: 'left', peer: peer('hall') }])
  expect(roster.peers.size).toBe(0)
})

test('a new epoch replaces the old one at once, and the late farewell of the old one changes nothing (F8)', () => {
  const [, commands] = run(joined('hall'), joined('hall', 'e2'))
  expect(commands).toEqual([
    { type: 'left', peer: peer('hall') },
    { type: 'joined', peer: peer('hall', 'e2') },
  ])
  const [roster] = run(joined('hall'), joined('hall', 'e2'), { type: 'left', peerId: 'hall', epoch: 'e1' })
  expect(roster.peers.get('hall')?.epoch).toBe('e2')
})

test('nobody leaves because signaling is down, nor because the server has forgotten everybody', () => {
  const [roster, commands] = run(joined('hall'), joined('office'), down, { type: 'up' }, joined('hall'))
  expect([...roster.peers.keys()]).toEqual(['hall', 'office'])
  expect(commands).toEqual([{ type: 'returned', peer: peer('hall') }])
})

test('who has not come back some time after signaling did has left', () => {
  const [roster, commands] = run(joined('hall'), joined('office'), down, { type: 'up' }, joined('hall'), { type: 'grace-over' })
  expect(commands).toEqual([{ type: 'left', peer: peer('office') }])
  expect([...roster.peers.keys()]).toEqual(['hall'])
})

test('the time to come back starts anew with every interruption', () => {
  expect(run(joined('hall'), down, { type: 'up' })[1]).toEqual([{ type: 'start-grace', graceMs: 15_000 }])
  expect(run(joined('hall'), down, { type: 'up' }, down)[1]).toEqual([{ type: 'stop-grace' }])
})
