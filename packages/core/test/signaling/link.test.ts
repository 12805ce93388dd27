import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  earlyLength,
  link,
  maxEarlyLength,
  maxUnacknowledged,
  newLink,
  type LinkCommand,
  type LinkEvent,
  type LinkState,
} from '../../src/signaling/link.ts'

/** Runs events one after the other; the commands of the last. */
function run(...events: readonly LinkEvent[]): readonly [LinkState, readonly LinkCommand[]] {
  return events.reduce<readonly [LinkState, readonly LinkCommand[]]>(([state], event) => link(state, event), [newLink, []])
}

const send = (body: unknown): LinkEvent => ({ type: 'send', body })
const received = (sequence: number, body: unknown = `m${sequence}`, acknowledged = 0, length = 10): LinkEvent => ({
  type: 'received',
  sequence,
  acknowledged,
  body,
  length,
})
const delivered = (commands: readonly LinkCommand[]) =>
  commands.flatMap((command) => (command.type === 'deliver' ? [command.body] : []))
const transmitted = (commands: readonly LinkCommand[]) =>
  commands.flatMap((command) => (command.type === 'transmit' ? [command.sequence] : []))

describe('sending', () => {
  test('numbers messages from 1 and starts the resend timer once', () => {
    const [, first] = run(send('a'))
    expect(first).toEqual([
      { type: 'transmit', sequence: 1, acknowledged: 0, body: 'a', everywhere: false },
      { type: 'start-timer', timer: 'resend', delayMs: 1_000 },
    ])
    expect(run(send('a'), send('b'))[1]).toEqual([
      { type: 'transmit', sequence: 2, acknowledged: 0, body: 'b', everywhere: false },
    ])
  })

  test('repeats what is not acknowledged over every route, ever more slowly', () => {
    const delays = [1, 2, 3, 4, 5].map((times) => {
      const [, commands] = run(send('a'), ...Array.from({ length: times }, (): LinkEvent => ({ type: 'resend-due' })))
      expect(commands[0]).toMatchObject({ type: 'transmit', sequence: 1, everywhere: true })
      return commands.at(-1)
    })
    expect(delays).toEqual(
      [2_000, 4_000, 8_000, 8_000, 8_000].map((delayMs) => ({ type: 'start-timer', timer: 'resend', delayMs })),
    )
  })

  test('repeats everything at once when a route was lost with what was on it', () => {
    const [, commands] = run(send('a'), send('b'), send('c'), received(0, undefined, 1), { type: 'route-lost' })
    expect(transmitted(commands)).toEqual([2, 3])
  })

  test('leaves a fresh message to its timer when a route is opened beside the one it is on', () => {
    const [state, commands] = run(send('a'), { type: 'route-opened' })
    expect(commands).toEqual([])
    expect(transmitted(link(state, { type: 'resend-due' })[1])).toEqual([1])
  })

  test('repeats over a route that is opened what nobody has acknowledged in time', () => {
    const [, commands] = run(send('a'), send('b'), { type: 'resend-due' }, { type: 'route-opened' })
    expect(transmitted(commands)).toEqual([1, 2])
  })

  test('stops repeating when all is acknowledged', () => {
    const [state, commands] = run(send('a'), send('b'), received(0, undefined, 2))
    expect(commands).toEqual([{ type: 'stop-timer', timer: 'resend' }])
    expect(link(state, { type: 'resend-due' })[1]).toEqual([])
  })

  test('refuses to grow without bound', () => {
    const full = Array.from({ length: maxUnacknowledged }, (_, index) => send(index))
    const [state, commands] = run(...full, send('one too many'))
    expect(commands).toEqual([{ type: 'overflow' }])
    expect(state.unacknowledged).toHaveLength(maxUnacknowledged)
  })
})

describe('receiving', () => {
  test('delivers in order, whatever the order of arrival', () => {
    const [state, commands] = run(received(3), received(2), received(1))
    expect(delivered(commands)).toEqual(['m1', 'm2', 'm3'])
    expect(state.early.size).toBe(0)
  })

  test('delivers once, however often it arrives', () => {
    expect(delivered(run(received(1), received(1))[1])).toEqual([])
    expect(delivered(run(received(2), received(2), received(1))[1])).toEqual(['m1', 'm2'])
  })

  test('acknowledges within 200 ms, over the preferred route alone', () => {
    const [state, commands] = run(received(1))
    expect(commands).toContainEqual({ type: 'start-timer', timer: 'acknowledgement', delayMs: 200 })
    const [, acknowledgement] = link(state, { type: 'acknowledgement-due' })
    expect(acknowledgement).toMatchObject([{ type: 'transmit', sequence: 0, acknowledged: 1, everywhere: false }])
  })

  test('acknowledges over every route what the peer repeats: the last acknowledgement may be lost', () => {
    const [state, commands] = run(received(1), { type: 'acknowledgement-due' }, received(1), received(2))
    expect(commands).toMatchObject([{ type: 'deliver' }])
    const [, acknowledgement] = link(state, { type: 'acknowledgement-due' })
    expect(acknowledgement).toMatchObject([{ type: 'transmit', sequence: 0, acknowledged: 2, everywhere: true }])
  })

  test('lets the next message carry the acknowledgement', () => {
    const [, commands] = run(received(1), send('a'))
    expect(commands[0]).toMatchObject({ type: 'transmit', sequence: 1, acknowledged: 1 })
    expect(commands[1]).toEqual({ type: 'stop-timer', timer: 'acknowledgement' })
  })

  test('keeps a bounded number of messages that came too early', () => {
    const [state] = run(received(maxUnacknowledged + 1), received(maxUnacknowledged))
    expect([...state.early.keys()]).toEqual([maxUnacknowledged])
  })

  test('keeps a bounded length of messages that came too early, and always takes the next one', () => {
    const half = maxEarlyLength / 2
    const [state] = run(...[4, 3, 2].map((sequence) => received(sequence, `m${sequence}`, 0, half)))
    expect([...state.early.keys()]).toEqual([4, 3])
    expect(earlyLength(state)).toBe(maxEarlyLength)
    expect(delivered(link(state, received(1, 'm1', 0, half))[1])).toEqual(['m1'])
  })
})

/** Two links over a wire that loses, repeats and reorders; time passes when nothing else can happen. */
function converse(steps: readonly Step[]): readonly [sent: readonly unknown[][], got: readonly unknown[][]] {
  const states: [LinkState, LinkState] = [newLink, newLink]
  const got: [unknown[], unknown[]] = [[], []]
  const sent: [unknown[], unknown[]] = [[], []]
  const timers: [Set<string>, Set<string>] = [new Set(), new Set()]
  const wire: { readonly to: 0 | 1; readonly event: LinkEvent }[] = []
  const dispatch = (side: 0 | 1, event: LinkEvent) => {
    const [state, commands] = link(states[side], event)
    states[side] = state
    for (const command of commands) {
      if (command.type === 'transmit')
        wire.push({ to: side === 0 ? 1 : 0, event: { ...command, type: 'received', length: 60_000 } })
      if (command.type === 'deliver') got[side].push(command.body)
      if (command.type === 'start-timer') timers[side].add(command.timer)
      if (command.type === 'stop-timer') timers[side].delete(command.timer)
      if (command.type === 'overflow') throw new Error('The link overflowed.')
    }
  }
  const fire = (side: 0 | 1) => {
    for (const timer of [...timers[side]]) {
      timers[side].delete(timer)
      dispatch(side, { type: timer === 'resend' ? 'resend-due' : 'acknowledgement-due' })
    }
  }
  const deliver = (at: number) => {
    const [packet] = wire.splice(at % wire.length, 1)
    if (packet !== undefined) dispatch(packet.to, packet.event)
  }
  for (const { action, side, at } of steps) {
    if (action === 'send') {
      const body = `${side}-${sent[side].length}`
      sent[side].push(body)
      dispatch(side, send(body))
    }
    if (action === 'deliver' && wire.length > 0) deliver(at)
    if (action === 'lose' && wire.length > 0) wire.splice(at % wire.length, 1)
    const repeated = wire[at % Math.max(1, wire.length)]
    if (action === 'repeat' && repeated !== undefined) wire.push(repeated)
    if (action === 'cut') wire.length = 0
    if (action === 'time') fire(side)
  }
  // From here on nothing is lost: both must come to know everything.
  for (let round = 0; round < 100 && (wire.length > 0 || timers[0].size + timers[1].size > 0); round += 1) {
    while (wire.length > 0) deliver(0)
    fire(0)
    fire(1)
  }
  expect([timers[0].size, timers[1].size, wire.length]).toEqual([0, 0, 0])
  return [sent, got]
}

interface Step {
  readonly action: 'send' | 'deliver' | 'lose' | 'repeat' | 'cut' | 'time'
  readonly side: 0 | 1
  readonly at: number
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('send', 'send', 'deliver', 'deliver', 'lose', 'repeat', 'cut', 'time'),
  side: fc.constantFrom(0, 1),
  at: fc.nat({ max: 30 }),
})

test('every message arrives exactly once and in order, over a wire that loses, repeats and reorders (F3)', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const [sent, [atFirst, atSecond]] = converse(steps)
      expect(atSecond).toEqual(sent[0])
      expect(atFirst).toEqual(sent[1])
    }),
    { numRuns: 3_000 },
  )
})
