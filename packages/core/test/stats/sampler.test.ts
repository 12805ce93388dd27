import { expect, test } from 'vitest'

import type { Sample } from '../../src/stats/sample.ts'
import type { Context } from '../../src/stats/context.ts'
import { startSampler } from '../../src/stats/sampler.ts'
import { manualClock, settled } from '../support/manual-clock.ts'

function sampling(answers: ReadonlyArray<() => Promise<{ values(): Iterable<unknown> }>>) {
  const { clock, pass, waiting } = manualClock()
  const samples: Sample[] = []
  let polls = 0
  const getStats = () => answers[polls++ % answers.length]?.() ?? Promise.reject(new Error('no answer'))
  const { poll, stop } = startSampler({
    ...{ getStats, context: () => context, clock, intervalMs: 1_000 },
    onReport: () => undefined,
    onSample: (sample) => samples.push(sample),
  })
  return { pass, waiting, samples, poll, stop, polls: () => polls }
}

const context: Context = {
  page: { hidden: false, signaling: 'connected' },
  ...{ sections: [], peer: null, others: null },
}
let timestamp = 0
const answer = () => Promise.resolve([{ id: 'T', type: 'transport', timestamp: (timestamp += 1_000) }])
const never = () => new Promise<never>(() => undefined)

test('polls once at the start and then once a period', async () => {
  const { pass, samples, polls } = sampling([answer])
  await settled()
  for (const expected of [2, 3, 4]) {
    await pass(1_000)
    expect([polls(), samples.length]).toEqual([expected, expected])
  }
})

test('does not ask again before it has an answer, and gives up on it after two seconds (F17)', async () => {
  const { pass, polls } = sampling([never])
  await pass(1_000)
  expect(polls()).toBe(1)
  await pass(1_000)
  await pass(1_000)
  expect(polls()).toBe(2)
})

test.each([
  ['rejects', () => Promise.reject(new Error('closed'))],
  [
    'throws',
    () => {
      throw new Error('closed')
    },
  ],
])('goes on after a poll that %s (F17)', async (_, fails) => {
  const { pass, samples, polls } = sampling([fails, answer])
  await settled()
  await pass(1_000)
  expect([polls(), samples.length]).toEqual([2, 1])
})

test('polls once, not many times, after a night in which no timer ran (F10, F16)', async () => {
  const { pass, polls } = sampling([answer])
  await settled()
  await pass(8 * 3_600_000)
  expect(polls()).toBe(2)
})

test('does nothing more once it is stopped, also with an answer on the way', async () => {
  const { pass, samples, stop, polls, waiting } = sampling([answer])
  stop()
  await settled()
  await pass(5_000)
  expect([polls(), samples.length, waiting()]).toEqual([1, 0, 0])
})

test('reads at once when it is asked to, and then a period later', async () => {
  const { pass, poll, polls } = sampling([answer])
  await settled()
  await pass(400)
  poll()
  poll()
  await settled()
  expect(polls()).toBe(2)
  await pass(999)
  expect(polls()).toBe(2)
  await pass(1)
  expect(polls()).toBe(3)
})
