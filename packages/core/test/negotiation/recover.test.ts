import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  isInDoubt,
  newRecovery,
  recover,
  type Recovery,
  type RecoveryCommand,
  type RecoveryEvent,
} from '../../src/negotiation/recover.ts'

type Type = RecoveryEvent['type']

/** Lets time pass as the machine's own timer says, from the given event on; what it did, and when. */
function ladder(first: Type, then: readonly (readonly [at: number, Type])[] = []): readonly string[] {
  let state: Recovery = newRecovery
  let due: number | null = null
  const log: string[] = []
  const dispatch = (type: Type, now: number) => {
    const [next, commands] = recover(state, { type, now })
    state = next
    for (const command of commands) {
      if (command.type === 'start-timer') due = now + command.delayMs
      else if (command.type === 'stop-timer') due = null
      else log.push(`${now / 1_000} s: ${describeCommand(command)}`)
    }
  }
  dispatch(first, 0)
  const waiting = [...then]
  while (due !== null && !log.at(-1)?.endsWith('give-up')) {
    const [next] = waiting
    if (next !== undefined && next[0] <= due) {
      waiting.shift()
      dispatch(next[1], next[0])
      continue
    }
    const now: number = due
    due = null
    dispatch('due', now)
  }
  return log
}

function describeCommand(command: RecoveryCommand): string {
  return command.type === 'restart-ice' && command.relayOnly ? 'restart-ice over relays' : command.type
}

describe('a path that stays broken', () => {
  test('is waited for two seconds, then restarted, over relays, rebuilt, and given up after a minute (F12)', () => {
    expect(ladder('disconnected')).toEqual([
      '2 s: restart-ice',
      '3 s: restart-ice',
      '5 s: restart-ice over relays',
      '9 s: rebuild',
      '17 s: restart-ice',
      '32 s: rebuild',
      '47 s: restart-ice',
      '60 s: give-up',
    ])
  })

  test('is restarted at once when it has failed', () => {
    expect(ladder('failed')[0]).toBe('0 s: restart-ice')
    expect(ladder('disconnected', [[500, 'failed']])[0]).toBe('0.5 s: restart-ice')
  })

  test('is restarted at once when nothing is heard, before the browser notices', () => {
    expect(ladder('stalled')[0]).toBe('0 s: restart-ice')
  })

  test('is given up after five seconds when the room does not see the peer either (F9)', () => {
    expect(ladder('disconnected', [[1_000, 'peer-away']]).at(-1)).toBe('5 s: give-up')
    expect(ladder('disconnected', [[20_000, 'peer-away']]).at(-1)).toBe('20 s: give-up')
  })

  test('is tried from the beginning when the network changes (F11)', () => {
    expect(ladder('disconnected', [[10_000, 'network-changed']])).toContain('10 s: restart-ice')
    expect(ladder('disconnected', [[10_000, 'network-changed']])).toContain('13 s: restart-ice over relays')
  })
})

test('a path that comes back is left alone', () => {
  expect(ladder('disconnected', [[1_500, 'connected']])).toEqual([])
})

test('a path that never comes up is given up after a minute', () => {
  expect(ladder('started')).toEqual(['60 s: give-up'])
})

test('a negotiation that failed for good makes a new connection', () => {
  expect(ladder('negotiation-failed')[0]).toBe('0 s: rebuild')
})

test('a network that changes under a path that works is answered by one restart', () => {
  const [state, commands] = recover(newRecovery, { type: 'network-changed', now: 0 })
  expect(commands).toEqual([{ type: 'restart-ice', relayOnly: false }])
  expect(recover(state, { type: 'restart-requested', now: 300 })[1]).toEqual([])
  expect(recover(state, { type: 'restart-requested', now: 1_300 })[1]).toHaveLength(1)
})

const type = fc.constantFrom<Type>(
  'started',
  'connected',
  'disconnected',
  'failed',
  'stalled',
  'network-changed',
  'restart-requested',
  'negotiation-failed',
  'peer-away',
  'peer-back',
  'due',
)

test('a path is in doubt while it is broken, and for five seconds after a change of network (F11)', () => {
  const after = (event: Type) => recover(newRecovery, { type: event, now: 1_000 })[0]
  expect(isInDoubt(newRecovery, 1_000)).toBe(false)
  expect(isInDoubt(after('disconnected'), 60_000)).toBe(true)
  for (const event of ['network-changed', 'restart-requested'] as const) {
    expect(isInDoubt(after(event), 5_999)).toBe(true)
    expect(isInDoubt(after(event), 6_000)).toBe(false)
  }
})

test('whatever happens, a broken path always has a timer, and one that is up has none (F12)', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(type, fc.nat({ max: 20_000 })), { maxLength: 30 }), (events) => {
      let state: Recovery = newRecovery
      let timer = false
      let now = 0
      for (const [next, later] of events) {
        if (next === 'due' && !timer) continue
        now += later
        if (next === 'due') timer = false
        const [after, commands] = recover(state, { type: next, now })
        state = after
        for (const command of commands) {
          if (command.type === 'start-timer') timer = true
          if (command.type === 'stop-timer') timer = false
          if (command.type === 'give-up') return
        }
        expect(timer).toBe(state.brokenSince !== null)
      }
    }),
    { numRuns: 5_000 },
  )
})
