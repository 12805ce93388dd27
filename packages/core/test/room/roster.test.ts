import { expect, test } from 'vitest'

import { emptyRoster, updateRoster, type Roster, type RosterChange } from '../../src/room/roster.ts'
import type { ChannelEvent, Presence } from '../../src/signaling/channel.ts'

const peer = (peerId: string, epoch = 'e1'): Presence => ({
  peerId,
  epoch,
  role: 'member',
  name: peerId,
  capabilities: [],
  data: null,
})
const joined = (peerId: string, epoch?: string): ChannelEvent => ({ type: 'joined', peer: peer(peerId, epoch) })
const left = (peerId: string, epoch = 'e1'): ChannelEvent => ({ type: 'left', peerId, epoch })

function run(...events: readonly ChannelEvent[]): readonly [Roster, readonly RosterChange[]] {
  return events.reduce<readonly [Roster, readonly RosterChange[]]>(
    ([roster], event) => updateRoster(roster, event),
    [emptyRoster, []],
  )
}

test('who joins is here until it leaves', () => {
  expect(run(joined('hall'))[1]).toEqual([{ type: 'joined', peer: peer('hall') }])
  const [roster, changes] = run(joined('hall'), left('hall'))
  expect(changes).toEqual([{ type: 'left', peer: peer('hall') }])
  expect(roster.size).toBe(0)
})

test('a new epoch replaces the old one at once, and the late farewell of the old one changes nothing (F8)', () => {
  expect(run(joined('hall'), joined('hall', 'e2'))[1]).toEqual([
    { type: 'left', peer: peer('hall') },
    { type: 'joined', peer: peer('hall', 'e2') },
  ])
  expect(run(joined('hall'), joined('hall', 'e2'), left('hall'))[0].get('hall')?.epoch).toBe('e2')
})

test('nobody leaves because signaling is down', () => {
  const [roster] = run(joined('hall'), { type: 'down', reason: 'cut' }, { type: 'up' })
  expect([...roster.keys()]).toEqual(['hall'])
})

test('who is announced again was never away', () => {
  expect(run(joined('hall'), joined('hall'))[1]).toEqual([{ type: 'returned', peer: peer('hall') }])
})

test('everybody is gone with the channel', () => {
  const [roster, changes] = run(joined('hall'), joined('office'), { type: 'closed' })
  expect([roster.size, changes.map(({ type }) => type)]).toEqual([0, ['left', 'left']])
})

test('who is announced again with another name or other data was never away, and has changed', () => {
  const ada = { ...peer('hall'), name: 'Ada' }
  const hand = { ...ada, data: { hand: true } }
  const [roster, changes] = run(joined('hall'), { type: 'joined', peer: ada })
  expect(changes).toEqual([
    { type: 'returned', peer: ada },
    { type: 'changed', peer: ada, before: peer('hall') },
  ])
  expect(roster.get('hall')).toBe(ada)
  expect(updateRoster(roster, { type: 'joined', peer: hand })[1].at(-1)).toEqual({ type: 'changed', peer: hand, before: ada })
  expect(run(joined('hall'), { type: 'joined', peer: { ...ada, epoch: 'e2' } })[1].map(({ type }) => type)).toEqual([
    'left',
    'joined',
  ])
})
