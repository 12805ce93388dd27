import { beforeAll, describe, expect, test } from 'vitest'

import { diagnose } from '@earshot/diagnostics'

import { ends, evaluate, readLabels, readScene, type Evaluation, type Label } from './evaluate.ts'

/** Real calls in Chromium, each with one thing wrong for a while (`tools/labelled`). */
const labels: ReadonlyMap<string, Label> = await readLabels()
const evaluations = new Map<string, Evaluation>()
beforeAll(async () => {
  for (const [scene, label] of labels) evaluations.set(scene, await evaluate(scene, label))
}, 120_000)

describe.each([...labels].map(([scene, { says }]) => ({ scene, says })))('$scene: $says', ({ scene }) => {
  test('nothing is found that was not wrong', () => {
    expect(evaluations.get(scene)?.wrong).toEqual([])
  })

  test('what is found is raised once, and resolved once', () => {
    expect(evaluations.get(scene)?.repeated).toEqual([])
  })
})

test('of what had to be found at least 95 % is, on the right side', () => {
  const all = [...evaluations.values()]
  const expected = all.reduce((total, evaluation) => total + evaluation.expected, 0)
  const missed = all.flatMap(({ scene, missed: of }) => of.map((what) => `${scene}: ${what}`))
  expect(expected).toBeGreaterThan(40)
  expect(missed.slice(0, missed.length / expected > 0.05 ? missed.length : 0)).toEqual([])
})

test('the one thing to know of each call is what was done to it, or its cause', () => {
  const headlines = [...evaluations.values()].flatMap(({ scene, label, found }) =>
    ends.flatMap((end) => {
      const types = label.expect[end].map(({ type }) => type).filter((type) => !minor.has(type))
      const { issues, verdict } = found[end]
      const headline = verdict.issue
      const explains = issues.filter(({ suppressedBy }) => suppressedBy === headline?.id).map(({ type }) => type)
      const right = types.length === 0 || (headline !== null && types.some((type) => [headline.type, ...explains].includes(type)))
      return right ? [] : [`${scene} ${end}: ${headline?.type}`]
    }),
  )
  expect(headlines).toEqual([])
})

/** Worth knowing, and no headline. */
const minor = new Set(['mic-clipping', 'stats-gap', 'signalling-down', 'low-resolution'])

test('a recording is judged the same however it is cut into pieces, and twice', async () => {
  const entries = await readScene('loss-5-up', 'hall')
  const once = JSON.stringify(diagnose(entries))
  expect(JSON.stringify(diagnose(entries))).toBe(once)
})
