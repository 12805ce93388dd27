import { expect, test } from 'vitest'

import type { Clock } from '../../src/clock.ts'
import type { Sample } from '../../src/stats/sample.ts'
import { startSampler } from '../../src/stats/sampler.ts'

/** Time that moves when the test says so. */
function manualClock() {
  let now = 0
  const tasks = new Set<{ readonly at: number; readonly run: () => void }>()
  const clock: Clock = {
    now: () => now,
    after(delayMs, run) {
      const task = { at: now + delayMs, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
  }
  const pass = async (ms: number) => {
    now += ms
    for (const task of [...tasks]) {
      if (task.at > now || !tasks.delete(task)) continue
      task.run()
    }
    await settled()
  }
  return { clock, pass, waiting: () => tasks.size }
}

/** Lets promises that are settled already run their continuations. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

function sampling(answers: ReadonlyArray<() => Promise<{ values(): Iterable<unknown> }>>) {
  const { clock, pass, waiting } = manualClock()
  const samples: Sample[] = []
  let polls = 0
  const getStats = () => answers[polls++ % answers.length]?.() ?? Promise.reject(new Error('no answer'))
  const stop = startSampler({ getStats, clock, intervalMs: 1_000, onSample: (sample) => samples.push(sample) })
  return { pass, waiting, samples, stop, polls: () => polls }
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
