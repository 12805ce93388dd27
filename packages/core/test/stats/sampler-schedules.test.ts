import { env } from 'node:process'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { startSampler } from '../../src/stats/sampler.ts'
import { manualClock } from '../support/manual-clock.ts'

/** `EARSHOT_SCHEDULES=1000000` for the long run. */
const runs = Number(env['EARSHOT_SCHEDULES'] ?? 20_000)

/** What getStats does with one question, and what happens until the next thing does. */
type Step =
  | { readonly type: 'answer'; readonly advanceMs: number; readonly counts: number }
  | { readonly type: 'reject' | 'hang' | 'throw' | 'nonsense' }
  | { readonly type: 'late'; readonly afterMs: number }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'poll' | 'stop' | 'hide' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('answer' as const),
      advanceMs: fc.integer({ min: -2_000, max: 9_000 }),
      counts: fc.integer({ min: -5_000, max: 1e7 }),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom('reject', 'hang', 'throw', 'nonsense').map((type) => ({ type })) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('late' as const), afterMs: fc.nat({ max: 8_000 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(1, 250, 1_000, 2_000, 5_000, 3_600_000) }),
  },
  { weight: 2, arbitrary: fc.constantFrom('poll', 'hide').map((type) => ({ type })) },
  { weight: 1, arbitrary: fc.constant({ type: 'stop' as const }) },
)

test(
  'whatever getStats does and whenever, one question is asked at a time, none after the end, and no sample has a wrong number (F17, F18)',
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), play), { numRuns: runs })
  },
)

async function play(steps: readonly Step[]): Promise<void> {
  const { clock, pass } = manualClock()
  const answers = steps.filter(({ type }) => ['answer', 'reject', 'hang', 'throw', 'nonsense', 'late'].includes(type))
  const late: { readonly at: number; readonly settle: () => void }[] = []
  let [asked, open, stopped, hidden, timestamp, count] = [0, 0, false, false, 1_000_000, 0]
  let askedAt = -Infinity

  const report = (counts = 100, advanceMs = 1_000) => {
    timestamp += advanceMs
    count += counts
    const of = (type: string, members: object) => ({ id: type, type, timestamp, ...members })
    const entries = [
      of('inbound-rtp', {
        kind: 'video',
        mid: '1',
        bytesReceived: count,
        packetsReceived: count,
        packetsLost: count % 7,
        framesDecoded: count,
      }),
      of('transport', { selectedCandidatePairId: 'candidate-pair' }),
      of('candidate-pair', { bytesReceived: count, currentRoundTripTime: Math.abs(count % 3) }),
    ]
    return { values: () => entries }
  }
  const getStats = (): Promise<{ values(): Iterable<unknown> }> => {
    expect(stopped, 'nothing is asked after the end').toBe(false)
    // One that has not answered for two seconds is given up, and may still be open.
    expect(open === 0 || clock.now() - askedAt >= 2_000).toBe(true)
    askedAt = clock.now()
    open += 1
    const answer = answers[asked++ % Math.max(1, answers.length)]
    const settled = <Value>(value: Promise<Value>) => {
      value.then(
        () => (open -= 1),
        () => (open -= 1),
      )
      return value
    }
    switch (answer?.type) {
      case 'reject':
        return settled(Promise.reject(new Error('closed')))
      case 'throw':
        open -= 1
        throw new Error('closed')
      case 'hang':
        return new Promise(() => undefined)
      case 'nonsense':
        return settled(Promise.resolve({ values: () => [null, 7, {}, { id: 'x', type: 'x', timestamp: NaN }] }))
      case 'late':
        return settled(new Promise((resolve) => late.push({ at: clock.now() + answer.afterMs, settle: () => resolve(report()) })))
      case 'answer':
        return settled(Promise.resolve(report(answer.counts, answer.advanceMs)))
      default:
        return settled(Promise.resolve(report()))
    }
  }
  const sampler = startSampler({
    getStats,
    context: () => ({ page: { hidden, signaling: 'connected' }, sections: [], peer: null, others: null }),
    ...{ clock, intervalMs: 1_000 },
    onReport: () => expect(stopped).toBe(false),
    onSample: (sample) => expect(wrongNumbers(sample)).toEqual([]),
  })
  for (const of of steps) {
    if (of.type === 'poll') sampler.poll()
    if (of.type === 'hide') hidden = !hidden
    if (of.type === 'stop') {
      sampler.stop()
      stopped = true
    }
    await pass(of.type === 'pass' ? of.ms : 500)
    for (const { at, settle } of late.splice(0)) {
      if (at <= clock.now()) settle()
      else late.push({ at, settle })
    }
  }
  sampler.stop()
  stopped = true
  for (const { settle } of late) settle()
  await pass(10_000)
}

function wrongNumbers(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'number') return wrongNumbers(value)
    return Number.isFinite(value) && (value >= 0 || name === 'timestamp') ? [] : [`${name}: ${value}`]
  })
}
