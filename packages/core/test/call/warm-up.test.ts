import { expect, test } from 'vitest'

import { chooseStrategy, WarmUpLimit } from '../../src/call/warm-up.ts'
import type { Presence } from '../../src/signaling/channel.ts'

const peer = (...capabilities: string[]): Presence => ({
  peerId: 'hall',
  epoch: 'e',
  role: 'member',
  name: 'hall',
  capabilities,
  data: null,
})

test.each([
  ['what is preferred, unless something else is asked for', ['pranswer'], ['pranswer'], undefined, false, 'replace-track'],
  ['a provisional answer where both sides have it', ['pranswer'], ['pranswer'], 'pranswer', false, 'pranswer'],
  ['a final answer where the caller has no other', [], ['pranswer'], 'pranswer', false, 'replace-track'],
  ['a final answer where the callee has no other', ['pranswer'], ['firefox'], 'pranswer', false, 'replace-track'],
  ['a final answer for early media', ['pranswer'], ['pranswer'], 'pranswer', true, 'replace-track'],
] as const)('a call is warmed up by %s', (_, own, others, strategy, earlyMedia, expected) => {
  expect(chooseStrategy(peer(...own), peer(...others), { strategy, earlyMedia })).toBe(expected)
})

test('a caller is warmed up for five times a minute, whatever the others do', () => {
  let now = 0
  const limit = new WarmUpLimit({ now: () => now, origin: 0, after: () => () => undefined })
  const take = (times: number, caller = 'hall') => Array.from({ length: times }, () => limit.take(caller))
  expect(take(6)).toEqual([true, true, true, true, true, false])
  expect(take(1, 'office')).toEqual([true])
  now = 59_999
  expect(take(1)).toEqual([false])
  now = 60_000
  expect(take(6)).toEqual([true, true, true, true, true, false])
})

test('callers with many names are warmed up for twenty times a minute together', () => {
  let now = 0
  const limit = new WarmUpLimit({ now: () => now, origin: 0, after: () => () => undefined })
  const taken = Array.from({ length: 30 }, (_, index) => limit.take(`caller-${index}`))
  expect(taken.filter(Boolean)).toHaveLength(20)
  now = 60_000
  expect(limit.take('caller-0')).toBe(true)
})
