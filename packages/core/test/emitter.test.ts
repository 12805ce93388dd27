import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import { Emitter, type Waiting } from '../src/emitter.ts'

interface Events {
  rang: [who: string]
  over: [who: string]
}

const emitter = (rang: Waiting<Events['rang']> | null = { most: 3 }) => new Emitter<Events>({ rang, over: null })
const microtask = () => Promise.resolve()

describe('the order of events', () => {
  test('every listener hears an event before the one that it causes', () => {
    const events = emitter()
    const heard: string[] = []
    events.on('rang', (who) => {
      events.emit('over', who)
      if (who === 'hall') events.emit('rang', 'office')
    })
    events.on('rang', (who) => heard.push(`rang ${who}`))
    events.on('over', (who) => heard.push(`over ${who}`))
    events.emit('rang', 'hall')
    expect(heard).toEqual(['rang hall', 'over hall', 'rang office', 'over office'])
  })

  test('what was emitted before it is cleared is heard by everyone, and nothing afterwards', async () => {
    const events = emitter()
    const heard: string[] = []
    events.on('rang', () => {
      events.emit('over', 'hall')
      events.clear()
      events.emit('over', 'too late')
    })
    events.on('over', (who) => heard.push(who))
    events.emit('rang', 'hall')
    events.emit('over', 'much too late')
    events.on('rang', (who) => heard.push(who))
    events.emit('rang', 'much too late')
    await microtask()
    expect(heard).toEqual(['hall'])
  })

  test('whatever listeners do to each other, all hear the same order', () => {
    const action = fc.record({ at: fc.nat(20), emits: fc.array(fc.constantFrom<keyof Events>('rang', 'over'), { maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 10 }), fc.integer({ min: 2, max: 4 }), (actions, count) => {
        const events = emitter()
        const heard = Array.from({ length: count }, (): string[] => [])
        let emitted = 0
        const emit = (type: keyof Events) => events.emit(type, String(emitted++))
        for (const [index, log] of heard.entries()) {
          for (const type of ['rang', 'over'] as const) {
            events.on(type, (number) => {
              log.push(number)
              for (const { at, emits } of actions) if (at === Number(number) && at % count === index) emits.forEach(emit)
            })
          }
        }
        emit('rang')
        expect(heard[0]).toEqual(Array.from({ length: emitted }, (_, number) => String(number)))
        for (const log of heard) expect(log).toEqual(heard[0])
      }),
    )
  })

  test('a listener hears nothing that happened before it listened, and nothing after it has stopped', () => {
    const events = emitter()
    const heard: string[] = []
    const stop = events.on('over', (who) => heard.push(`stopped ${who}`))
    events.on('rang', (who) => {
      events.emit('over', who)
      stop()
      events.on('over', (late) => heard.push(`late ${late}`))
    })
    events.emit('rang', 'hall')
    events.emit('over', 'office')
    expect(heard).toEqual(['late office'])
  })

  test('a listener that throws keeps nobody from hearing, and is told to the developer', () => {
    const uncaught = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined)
    const events = emitter()
    const heard: string[] = []
    events.on('rang', () => {
      events.emit('over', 'hall')
      throw new Error('mine')
    })
    events.on('rang', (who) => heard.push(who))
    events.on('over', (who) => heard.push(`over ${who}`))
    events.emit('rang', 'hall')
    const [task] = uncaught.mock.calls.flat()
    uncaught.mockRestore()
    expect(heard).toEqual(['hall', 'over hall'])
    expect(task).toThrow('mine')
  })
})

describe('subscribing', () => {
  test.each(['sate', 'toString', '__proto__', '', undefined, null, 7, Symbol('state')])(
    'to %s, which is no event, throws',
    (type) => {
      expect(() => emitter().on(type as 'rang', () => undefined)).toThrow(TypeError)
      expect(() => emitter().on(type as 'rang', () => undefined)).toThrow(/must be one of rang, over/)
    },
  )

  test.each<unknown>([null, undefined, 'over', {}, 7])('with %s in place of a listener throws', (listener) => {
    expect(() => emitter().on('over', listener as () => void)).toThrow(TypeError)
    expect(() => emitter().on('over', listener as () => void)).toThrow(/must be a function/)
  })

  test('the same function twice is two subscriptions, each stopped by itself, and only once', () => {
    const events = emitter()
    const listener = vi.fn<(who: string) => void>()
    const [first, second] = [events.on('over', listener), events.on('over', listener)]
    events.emit('over', 'hall')
    expect(listener).toHaveBeenCalledTimes(2)
    first()
    first()
    events.emit('over', 'hall')
    expect(listener).toHaveBeenCalledTimes(3)
    second()
    events.emit('over', 'hall')
    expect(listener).toHaveBeenCalledTimes(3)
  })
})

describe('an event that waits', () => {
  test('is heard by the first listeners, in order with those that follow, once they have all subscribed', async () => {
    const events = emitter()
    const [first, second]: [string[], string[]] = [[], []]
    events.emit('rang', 'hall')
    events.emit('rang', 'office')
    events.on('rang', (who) => first.push(who))
    events.on('rang', (who) => second.push(who))
    events.emit('rang', 'kitchen')
    expect(first).toEqual([])
    await microtask()
    events.emit('rang', 'cellar')
    expect([first, second]).toEqual([
      ['hall', 'office', 'kitchen', 'cellar'],
      ['hall', 'office', 'kitchen', 'cellar'],
    ])
  })

  test('stays for the next listener when the first takes one and stops', async () => {
    const events = emitter()
    const next = () =>
      new Promise<string>((resolve) => {
        const stop = events.on('rang', (who) => {
          stop()
          resolve(who)
        })
      })
    events.emit('rang', 'hall')
    events.emit('rang', 'office')
    expect([await next(), await next()]).toEqual(['hall', 'office'])
  })

  test('is not lost to a listener that stops before it could be told', async () => {
    const events = emitter()
    const [never, heard] = [vi.fn<(who: string) => void>(), vi.fn<(who: string) => void>()]
    events.emit('rang', 'hall')
    events.on('rang', never)()
    await microtask()
    events.on('rang', heard)
    await microtask()
    expect([never.mock.calls, heard.mock.calls]).toEqual([[], [['hall']]])
  })

  test('is dropped when it is not true any more, also when that changes after somebody has listened', async () => {
    const ringing = new Set(['hall', 'office', 'kitchen'])
    const events = emitter({ most: 2, isTrue: (who) => ringing.has(who) })
    const heard = vi.fn<(who: string) => void>()
    events.emit('rang', 'hall')
    ringing.delete('hall')
    events.emit('rang', 'office')
    events.emit('rang', 'kitchen')
    events.on('rang', heard)
    ringing.delete('office')
    await microtask()
    expect(heard.mock.calls).toEqual([['kitchen']])
  })

  test('is one of so many, or of so much: the oldest are dropped', async () => {
    const [many, much] = [emitter({ most: 2 }), emitter({ most: 10, size: (who) => who.length })]
    const [heardOfMany, heardOfMuch] = [vi.fn<(who: string) => void>(), vi.fn<(who: string) => void>()]
    for (const who of ['hall', 'office', 'kitchen']) {
      many.emit('rang', who)
      much.emit('rang', who)
    }
    many.on('rang', heardOfMany)
    much.on('rang', heardOfMuch)
    await microtask()
    expect(heardOfMany.mock.calls).toEqual([['office'], ['kitchen']])
    expect(heardOfMuch.mock.calls).toEqual([['kitchen']])
    much.emit('rang', 'somebody with a long name')
    expect(heardOfMuch).toHaveBeenCalledTimes(2)
  })

  test('waits for everyone to hear it before what it causes', async () => {
    const events = emitter()
    const heard: string[] = []
    events.emit('rang', 'hall')
    events.on('rang', (who) => {
      events.emit('over', who)
    })
    events.on('rang', (who) => heard.push(who))
    events.on('over', (who) => heard.push(`over ${who}`))
    await microtask()
    expect(heard).toEqual(['hall', 'over hall'])
  })

  test('is dropped with the listeners', async () => {
    const events = emitter()
    const heard = vi.fn<(who: string) => void>()
    events.emit('rang', 'hall')
    events.on('rang', heard)
    events.clear()
    await microtask()
    expect(heard).not.toHaveBeenCalled()
  })

  test('is only one that was named so: others are gone', async () => {
    const events = emitter()
    const heard = vi.fn<(who: string) => void>()
    events.emit('over', 'hall')
    events.on('over', heard)
    await microtask()
    expect(heard).not.toHaveBeenCalled()
  })
})
