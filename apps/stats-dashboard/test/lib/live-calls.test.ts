import { expect, test } from 'vitest'

import { isLive, listed, withoutPeer, withSample, type LiveCall, type Observed } from '../../src/lib/live-calls.ts'
import { presenceOf, sampleOf } from './samples.ts'

const none: ReadonlyMap<string, LiveCall> = new Map()

function observed(from: string, call: string, timestamp: number, epoch?: string): Observed {
  return { from: presenceOf(from, epoch), call, peer: 'hall', sample: sampleOf([], {}, timestamp) }
}

test('the samples of one side of a call are one history', () => {
  const first = withSample(none, observed('kitchen', 'c1', 1_000), 'Hall', 10_000)
  const [call] = withSample(first, observed('kitchen', 'c1', 2_000), undefined, 11_000).values()

  expect(call).toMatchObject({ key: 'kitchen.c1', peerName: 'Hall', firstAt: 10_000, lastAt: 11_000 })
  expect(call?.history.length).toBe(2)
})

test('both sides of a call are listed, each for what it measured', () => {
  const one = withSample(none, observed('kitchen', 'c1', 1_000), undefined, 10_000)
  const both = withSample(one, observed('hall', 'c1', 1_000), undefined, 10_000)

  expect([...both.keys()]).toEqual(['kitchen.c1', 'hall.c1'])
})

test('a call whose numbers stopped is not live, and goes behind those that run', () => {
  const one = withSample(none, observed('kitchen', 'c1', 1_000), undefined, 10_000)
  const two = withSample(one, observed('office', 'c2', 1_000), undefined, 14_000)

  expect(listed(two, 14_000).map(({ key }) => key)).toEqual(['kitchen.c1', 'office.c2'])
  expect(listed(two, 16_000).map(({ key }) => key)).toEqual(['office.c2', 'kitchen.c1'])
})

test('a call that reports every ten seconds is live in between', () => {
  const one = withSample(none, observed('kitchen', 'c1', 1_000), undefined, 10_000)
  const [call] = withSample(one, observed('kitchen', 'c1', 11_000), undefined, 20_000).values()

  expect(call && isLive(call, 29_000)).toBe(true)
})

test('who leaves the room takes their own side along, and nobody else', () => {
  const one = withSample(none, observed('kitchen', 'c1', 1_000), undefined, 10_000)
  const two = withSample(one, observed('hall', 'c1', 1_000), undefined, 10_000)
  const calls = withoutPeer(two, presenceOf('kitchen'), 11_000)

  expect([...calls.values()].map(({ leftAt }) => leftAt)).toEqual([11_000, null])
})

test('a page that was reloaded is not gone because its former self is', () => {
  const calls = withSample(none, observed('kitchen', 'c2', 1_000, 'second'), undefined, 10_000)

  expect(withoutPeer(calls, presenceOf('kitchen', 'first'), 11_000).get('kitchen.c2')?.leftAt).toBeNull()
})

test('a peer that invents calls fills no memory', () => {
  let calls = none
  for (let call = 0; call < 500; call += 1) calls = withSample(calls, observed('kitchen', `c${call}`, 1_000), undefined, call)

  expect(calls.size).toBe(40)
  expect(calls.has('kitchen.c499')).toBe(true)
})
