import type { Json, Presence } from '@earshot/core/signaling'
import { describe, expect, test } from 'vitest'

import { became, joined, joinBreakable, left, useMeeting, type Condition, type Peer } from './meeting.ts'
import type { ContractOptions, SetUp } from './setup.ts'

/** Above the longest back-off of a client. */
const patienceMs = 20_000
const maxDataBytes = 4_096

export function describePresenceChanges(setUp: SetUp, { cannotBreak }: ContractOptions): void {
  describe('changes of presence', { timeout: patienceMs }, () => {
    const meeting = useMeeting(setUp)

    test('a changed presence reaches those who are here and those who come later, and nobody else', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      const elsewhere = await meeting().join('another-room', 'cleo')
      await anna.hears(joined('ben'))
      const changed = change(ben, { name: 'Benjamin', capabilities: ['v2'], data: { hand: 'up' } })
      await anna.hears(sees(changed))
      expect(anna.heard.map(({ type }) => type)).toEqual(['up', 'joined', 'joined'])
      const dora = await meeting().join('room', 'dora')
      await dora.hears(sees(changed))
      expect(ben.heard.some((event) => event.type === 'joined' && event.peer.peerId === 'ben')).toBe(false)
      expect(elsewhere.heard.map(({ type }) => type)).toEqual(['up'])
    })

    test('changes arrive in order, and the last one stays', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      for (let count = 1; count <= 40; count += 1) change(ben, { data: count })
      await anna.hears(sees({ ...ben.self, data: 40 }))
      const counts = anna.heard.flatMap((event) => (event.type === 'joined' ? [Number(event.peer.data)] : []))
      expect(counts).toEqual(counts.toSorted((one, other) => one - other))
      const cleo = await meeting().join('room', 'cleo')
      await cleo.hears(sees({ ...ben.self, data: 40 }))
      expect(cleo.heard.filter((event) => event.type === 'joined' && event.peer.peerId === 'ben')).toHaveLength(1)
    })

    test('messages pass before and after a change, which nobody takes for a departure', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      await ben.hears(joined('anna'))
      ben.channel.send('anna', 'before')
      const changed = change(ben, { data: true })
      ben.channel.send('anna', 'after')
      await anna.hears(sees(changed))
      await anna.receives('after')
      anna.channel.send('ben', 'an answer')
      await ben.receives('an answer')
      expect(anna.received()).toEqual(['ben: before', 'ben: after'])
      expect(left('ben')(anna.heard)).toBe(false)
    })

    test.each<[string, Json]>([
      ['null', null],
      ['a text', 'Grüße, 你好 \ud800 \u0000 "\\'],
      ['a number', -0.5e-7],
      ['a list', [false, [], {}, [null, ['x']]]],
      ['names that objects inherit', { constructor: { hasOwnProperty: 1 }, toString: null }],
      ['the greatest length', 'x'.repeat(maxDataBytes - 2)],
      ['the greatest length, in three-byte characters', '語'.repeat((maxDataBytes - 2) / 3)],
      ['the greatest depth', nested(16)],
    ])('data of %s arrives unchanged, with the join and with a change', async (_, data) => {
      const anna = await meeting().join('room', 'anna', { data })
      const ben = await meeting().join('room', 'ben')
      await ben.hears(sees(anna.self))
      await anna.hears(joined('ben'))
      const changed = change(ben, { name: 'Benjamin', data })
      await anna.hears(sees(changed))
    })

    test.each<[string, Partial<Presence>]>([
      ['peer id', { peerId: 'cleo' }],
      ['epoch', { epoch: 'another' }],
      ['role', { role: 'observer' }],
    ])('a change to another %s is a mistake of the caller, and changes nothing', async (_, wrong) => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      expect(() => change(ben, { name: 'Benjamin', ...wrong })).toThrow(TypeError)
      const cleo = await meeting().join('room', 'dora')
      await cleo.hears(sees(ben.self))
      expect(anna.heard.filter((event) => event.type === 'joined' && event.peer.peerId === 'ben')).toHaveLength(1)
    })

    test.each<[string, object]>([
      ['no name to be seen', { name: ' \u202e' }],
      ['a member that nobody knows', { admin: true }],
      ['undefined as data', { data: undefined }],
      ['data too long', { data: 'x'.repeat(maxDataBytes - 1) }],
      ['data too long in bytes', { data: '語'.repeat(maxDataBytes / 3) }],
      ['data too deep', { data: nested(17) }],
      ['data without an end', { data: cycle() }],
      ['a function as data', { data: () => 1 }],
      ['a date in the data', { data: { at: new Date() } }],
      ['a number that JSON has not', { data: [Number.NaN] }],
      ['a hole in a list', { data: Array.from({ length: 2, 0: 1 }) }],
      ['a bigint as data', { data: 1n }],
    ])('nobody joins with %s, or changes to it, and nothing has changed', async (_, wrong) => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      expect(() => change(ben, { capabilities: ['v2'], ...wrong })).toThrow(TypeError)
      const opening = meeting()
        .engine.transport()
        .open('room', { ...ben.self, peerId: 'cleo', ...wrong })
      await expect(opening).rejects.toThrow(TypeError)
      const dora = await meeting().join('room', 'dora')
      await dora.hears(sees(ben.self))
      await anna.hears(joined('dora'))
      expect(anna.heard.map(({ type }) => type)).toEqual(['up', 'joined', 'joined'])
    })

    test('what the application does to the object afterwards is not seen by anybody', async () => {
      const anna = await meeting().join('room', 'anna')
      const data = { hands: ['left'] }
      const ben = await meeting().join('room', 'ben', { data })
      data.hands.push('right')
      const cleo = await meeting().join('room', 'cleo')
      await cleo.hears(sees({ ...ben.self, data: { hands: ['left'] } }))
      await anna.hears(sees({ ...ben.self, data: { hands: ['left'] } }))
    })

    test('T14: a member that would become a prototype is left out, and the rest arrives', async () => {
      const anna = await meeting().join('room', 'anna')
      const data: Json = JSON.parse('{"__proto__":{"polluted":true},"kept":{"__proto__":[],"x":1}}')
      const ben = await meeting().join('room', 'ben', { data })
      await anna.hears(sees({ ...ben.self, data: { kept: { x: 1 } } }))
      change(ben, { name: 'Benjamin', data })
      await anna.hears(sees({ ...ben.self, name: 'Benjamin', data: { kept: { x: 1 } } }))
    })

    test('what hides or turns text in a name is taken out', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben', { name: ' ad\u202emin' })
      await anna.hears(sees({ ...ben.self, name: 'admin' }))
      change(ben, { name: 'ro\u0000ot\u2066' })
      await anna.hears(sees({ ...ben.self, name: 'root' }))
    })

    test('a change to what it was already, or after close, says nothing to anybody', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      change(ben, {})
      await ben.channel.close()
      await anna.hears(left('ben'))
      change(ben, { data: 'too late' })
      const cleo = await meeting().join('room', 'cleo')
      await anna.hears(joined('cleo'))
      await cleo.hears(joined('anna'))
      expect(anna.heard.map(({ type }) => type)).toEqual(['up', 'joined', 'left', 'joined'])
      expect(joined('ben')(cleo.heard)).toBe(false)
    })

    test('a change while everything is interrupted arrives after it, and what changed before is not undone', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      const cleo = await meeting().join('room', 'cleo')
      await anna.hears((heard) => joined('ben')(heard) && joined('cleo')(heard))
      const changedCleo = change(cleo, { data: 'before' })
      await anna.hears(sees(changedCleo))
      await meeting().engine.interrupt()
      for (const peer of [anna, ben, cleo]) await peer.hears(became('down'))
      change(ben, { data: 'first' })
      const changedBen = change(ben, { data: 'during' })
      await meeting().engine.restore()
      await anna.hears((heard) => became('up', 2)(heard) && sees(changedBen)(heard))
      await anna.hears((heard) => seesAtLast(changedCleo)(heard))
      const dora = await meeting().join('room', 'dora')
      await dora.hears((heard) => seesAtLast(changedBen)(heard) && seesAtLast(changedCleo)(heard))
      expect(anna.heard.some((event) => event.type === 'joined' && event.peer.data === 'first')).toBe(false)
    })

    if (cannotBreak !== undefined) return

    test('a change outlasts a cut of the connection that it was made over, just before and just after', async () => {
      const anna = await meeting().join('room', 'anna')
      const [ben, way] = await joinBreakable(meeting(), 'ben')
      await anna.hears(joined('ben'))
      for (let round = 1; round <= 3; round += 1) {
        const before = change(ben, { data: { round, when: 'before' } })
        way.cut()
        await ben.hears(became('up', round + 1))
        await anna.hears(seesAtLast(before))
        const after = change(ben, { data: { round, when: 'after' } })
        await anna.hears(seesAtLast(after))
      }
      expect(left('ben')(anna.heard)).toBe(false)
    })

    test('a change while the way is blocked arrives when the peer is back, also when it was given up meanwhile', async () => {
      const anna = await meeting().join('room', 'anna')
      const [ben, way] = await joinBreakable(meeting(), 'ben')
      await anna.hears(joined('ben'))
      way.block()
      await ben.hears(became('down'))
      await anna.hears(left('ben'))
      const changed = change(ben, { data: 'meanwhile' })
      way.unblock()
      await anna.hears(sees(changed))
      const cleo = await meeting().join('room', 'cleo')
      await cleo.hears(sees(changed))
    })
  })
}

function change(peer: Peer, changes: Partial<Presence>): Presence {
  const presence = { ...peer.self, ...changes }
  peer.channel.update(presence)
  return presence
}

/** Has heard just this presence, at some time. */
function sees(presence: Presence): Condition {
  const text = sorted(presence)
  return (heard) => heard.some((event) => event.type === 'joined' && sorted(event.peer) === text)
}

function seesAtLast(presence: Presence): Condition {
  return (heard) => {
    const last = heard.findLast((event) => event.type === 'joined' && event.peer.peerId === presence.peerId)
    return last?.type === 'joined' && sorted(last.peer) === sorted(presence)
  }
}

function sorted({ peerId, epoch, role, name, capabilities, data }: Presence): string {
  return JSON.stringify([peerId, epoch, role, name, capabilities, data])
}

function nested(depth: number): Json {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
}

function cycle(): object {
  const list: unknown[] = []
  list.push(list)
  return list
}
