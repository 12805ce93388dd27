import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { liveKey, otherEnd, withoutPeer, withSession, type Sessions } from '../../src/lib/live.ts'
import type { Origin, Session } from '../../src/lib/session.ts'
import { fromFile, live, sessionOf } from '../sessions.ts'

const ada = { peerId: 'a', epoch: 'e1', role: 'member', name: 'Ada', capabilities: [], data: null } as const
const bob = { ...ada, peerId: 'b', epoch: 'e2', name: 'Bob' } as const
/** Her epoch begins as Ada's does. */
const eve = { ...ada, peerId: 'e', epoch: 'e11', name: 'Eve' } as const

const blank = sessionOf(fromFile)

function sessionAt(key: string, origin: Origin): Session {
  return { ...blank, key, origin }
}

function all(...sessions: readonly Session[]): Sessions {
  return new Map(sessions.map((session) => [session.key, session]))
}

test('a session takes the place of what was known under its key, and nothing else changes', () => {
  const [file, before] = [sessionAt('f', fromFile), sessionAt('a', live({ heardAt: 1 }))]
  const after = sessionAt('a', live({ heardAt: 2 }))
  const sessions = withSession(all(before, file), after)
  expect([...sessions]).toEqual([
    ['a', after],
    ['f', file],
  ])
})

const maxLive = 100

test('keeps the live sessions that were heard of last, and every file', () => {
  const arrival = fc.record({ key: fc.nat(99), file: fc.boolean(), heardAt: fc.nat(1_000) })
  const arrivals = fc.array(arrival, { minLength: 120, maxLength: 160 })
  fc.assert(
    fc.property(arrivals, (list) => {
      let sessions: Sessions = new Map()
      for (const { key, file, heardAt } of list) {
        const session = file ? sessionAt(`f${key}`, fromFile) : sessionAt(`l${key}`, live({ heardAt }))
        const known = new Map(sessions).set(session.key, session)
        sessions = withSession(sessions, session)
        const others = liveOf(known)
          .filter(({ key: other }) => other !== session.key)
          .map(heardAtOf)
          .toSorted((a, b) => b - a)
        const kept = liveOf(sessions).filter(({ key: other }) => other !== session.key)
        expect(kept.map(heardAtOf).toSorted((a, b) => b - a)).toEqual(others.slice(0, file ? maxLive : maxLive - 1))
        expect(sessions.get(session.key)).toBe(session)
        expect(sessions.size - liveOf(sessions).length).toBe(known.size - liveOf(known).length)
      }
    }),
    // What fails with forty sessions takes minutes to shrink, and needs forty.
    { numRuns: 30, endOnFailure: true },
  )
})

function liveOf(sessions: Sessions): readonly Session[] {
  return [...sessions.values()].filter(({ origin }) => origin.type === 'live')
}

function heardAtOf({ origin }: Session): number {
  return origin.type === 'live' ? origin.heardAt : Number.NaN
}

test('what a peer measured stays when the peer leaves, and says when that was', () => {
  const file = sessionAt('e1.f', fromFile)
  const before = all(
    sessionAt(liveKey(ada, 'c1'), live({ call: 'c1' })),
    sessionAt(liveKey(ada, 'c2'), live({ call: 'c2', leftAt: 5_000 })),
    sessionAt(liveKey(bob, 'c1'), live({ call: 'c1' })),
    sessionAt(liveKey(eve, 'c1'), live({ call: 'c1' })),
    file,
  )
  const after = withoutPeer(before, ada, 9_000)
  expect([...after.values()].map(({ origin }) => (origin.type === 'live' ? origin.leftAt : 'file'))).toEqual([
    9_000,
    5_000,
    null,
    null,
    'file',
  ])
  expect(after.get(file.key)).toBe(file)
  expect([...before.values()][0]?.origin).toMatchObject({ leftAt: null })
})

test('finds the other end of a call, and no end of another one', () => {
  const [hers, his] = [sessionAt(liveKey(ada, 'c1'), live({ call: 'c1' })), sessionAt(liveKey(bob, 'c1'), live({ call: 'c1' }))]
  const [alone, file] = [sessionAt(liveKey(ada, 'c2'), live({ call: 'c2' })), sessionAt('c1', fromFile)]
  const sessions = all(file, alone, hers, his)
  expect(otherEnd(sessions, hers)).toBe(his)
  expect(otherEnd(sessions, his)).toBe(hers)
  expect(otherEnd(sessions, alone)).toBeNull()
  expect(otherEnd(sessions, file)).toBeNull()
})
