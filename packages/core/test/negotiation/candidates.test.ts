import { describe, expect, test } from 'vitest'

import type { Clock } from '../../src/clock.ts'
import { batchCandidates, bufferCandidates, noCandidates, type CandidateEvent } from '../../src/negotiation/candidates.ts'
import type { Candidate } from '../../src/signaling/message.ts'

const candidate = (name: string, usernameFragment: string | null = 'one'): Candidate => ({
  candidate: name,
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment,
})
const described = (...fragments: readonly string[]): CandidateEvent => ({
  type: 'remote-description',
  sdp: fragments.map((fragment) => `m=audio 9\r\na=ice-ufrag:${fragment}\r\n`).join(''),
})
const received = (...candidates: readonly Candidate[]): CandidateEvent => ({ type: 'received', candidates })

/** The candidates added after each event. */
function added(...events: readonly CandidateEvent[]): readonly (readonly string[])[] {
  let state = noCandidates
  return events.map((event) => {
    const [next, candidates] = bufferCandidates(state, event)
    state = next
    return candidates.map((each) => each.candidate)
  })
}

describe('remote candidates', () => {
  test('wait for the first description', () => {
    expect(added(received(candidate('a')), described('one'), received(candidate('b')))).toEqual([[], ['a'], ['b']])
  })

  test('of another generation wait for theirs and are not given to this one', () => {
    expect(added(described('one'), received(candidate('a', 'two'), candidate('b')), described('two'))).toEqual([[], ['b'], ['a']])
  })

  test('without a generation are added as they are', () => {
    expect(added(described('one'), received(candidate('a', null)))).toEqual([[], ['a']])
  })

  test('that never find their description are kept up to a bound', () => {
    const flood = Array.from({ length: 500 }, (_, index) => candidate(String(index)))
    expect(added(received(...flood), described('one'))[1]).toHaveLength(200)
  })
})

describe('local candidates', () => {
  function batches() {
    const due: (() => void)[] = []
    const clock: Clock = {
      now: () => 0,
      origin: 0,
      after: (_, task) => {
        due.push(task)
        return () => undefined
      },
    }
    const sent: string[][] = []
    const add = batchCandidates(clock, (candidates) => sent.push(candidates.map((each) => each.candidate)))
    return { sent, add, passTime: () => due.splice(0).forEach((task) => task()) }
  }

  test('the first leaves at once, those of the next 30 ms together', () => {
    const { sent, add, passTime } = batches()
    for (const name of ['a', 'b', 'c']) add(candidate(name))
    expect(sent).toEqual([['a']])
    passTime()
    expect(sent).toEqual([['a'], ['b', 'c']])
  })

  test('a late one leaves at once again', () => {
    const { sent, add, passTime } = batches()
    add(candidate('a'))
    passTime()
    add(candidate('b'))
    expect(sent).toEqual([['a'], ['b']])
  })
})
