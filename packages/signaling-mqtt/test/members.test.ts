import type { Presence } from '@earshot/core/signaling'
import { expect, test } from 'vitest'

import { arrives, expectAll, expire, extendAll, hear, type Members } from '../src/members.ts'
import type { PresenceMessage } from '../src/protocol.ts'

const presence = (epoch: string): Presence => ({
  peerId: 'ben',
  epoch,
  role: 'member',
  name: 'Ben',
  capabilities: [],
  data: null,
})
const here = (epoch: string, connection = 1): PresenceMessage => ({ type: 'here', connection, presence: presence(epoch) })
const nobody: Members = new Map()
const [ben] = hear(nobody, 'ben', here('1'), false, 0)

test('who is heard for the first time has joined, and a refresh says nothing new', () => {
  const [members, events] = hear(nobody, 'ben', here('1'), true, 0)
  expect(events).toEqual([{ type: 'joined', peer: presence('1') }])
  expect(hear(members, 'ben', here('1'), false, 5)[1]).toEqual([])
})

test('a new connection of the same epoch is announced again: it may have lost something', () => {
  expect(hear(ben, 'ben', here('1', 2), false, 5)[1]).toEqual([{ type: 'joined', peer: presence('1') }])
})

const changed = (data: string, connection = 1): PresenceMessage => ({
  type: 'here',
  connection,
  presence: { ...presence('1'), data },
})

test('a changed presence is announced, once', () => {
  const [members, events] = hear(ben, 'ben', changed('hand'), false, 5)
  expect(events).toEqual([{ type: 'joined', peer: { ...presence('1'), data: 'hand' } }])
  expect(hear(members, 'ben', changed('hand'), false, 6)[1]).toEqual([])
  expect(arrives(ben, 'ben', { type: 'here', connection: 1, presence: { ...presence('1'), data: 'hand' } })).toBe(false)
})

test('a change that was made before the present one does not undo it: neither from memory, nor from an earlier connection', () => {
  const [members] = hear(ben, 'ben', changed('newer', 2), false, 5)
  expect(hear(members, 'ben', changed('older', 2), true, 6)).toEqual([members, []])
  expect(hear(members, 'ben', changed('older', 1), false, 6)).toEqual([members, []])
  expect(hear(expectAll(members, 7), 'ben', changed('older', 1), true, 8)[1]).toEqual([])
})

test('a role is for an epoch: a message that says another is ignored', () => {
  const observer: PresenceMessage = { type: 'here', connection: 1, presence: { ...presence('1'), role: 'observer' } }
  expect(hear(ben, 'ben', observer, false, 5)).toEqual([ben, []])
})

test('a new epoch takes the place of the older one', () => {
  const [members, events] = hear(ben, 'ben', here('2'), false, 5)
  expect(events).toEqual([{ type: 'joined', peer: presence('2') }])
  expect(hear(members, 'ben', { type: 'left', epoch: '1' }, false, 6)[1]).toEqual([])
})

test('T9: what a broker remembers does not push out somebody who was heard', () => {
  expect(hear(ben, 'ben', here('old'), true, 5)).toEqual([ben, []])
})

test('who says so has left at once, and only the epoch that says it', () => {
  expect(hear(ben, 'ben', { type: 'left', epoch: '2' }, false, 5)[1]).toEqual([])
  expect(hear(ben, 'ben', { type: 'left', epoch: '1' }, false, 5)).toEqual([
    new Map(),
    [{ type: 'left', peerId: 'ben', epoch: '1' }],
  ])
})

test('F9: who is not heard for a lease has left; a remembered presence does not renew it', () => {
  const [refreshed] = hear(ben, 'ben', here('1'), false, 10_000)
  const [remembered] = hear(ben, 'ben', here('1'), true, 10_000)
  expect(expire(refreshed, 15_000, 15_001)[1]).toEqual([])
  expect(expire(remembered, 15_000, 15_001)[1]).toEqual([{ type: 'left', peerId: 'ben', epoch: '1' }])
})

test('after our own connection was lost, everyone has a lease to be heard again, and is announced when heard', () => {
  const expected = expectAll(ben, 100_000)
  expect(expire(expected, 15_000, 114_000)[1]).toEqual([])
  expect(hear(expected, 'ben', here('1'), true, 100_001)[1]).toEqual([{ type: 'joined', peer: presence('1') }])
  expect(expire(expected, 15_000, 116_000)[1]).toEqual([{ type: 'left', peerId: 'ben', epoch: '1' }])
})

test('F10: time in which this page slept counts against nobody', () => {
  expect(expire(extendAll(ben, 60_000), 15_000, 70_000)[1]).toEqual([])
})
