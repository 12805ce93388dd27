import { expect, test } from 'vitest'

import { replay } from './interleave.ts'
import type { Action, ActionName } from './world.ts'

// What the model has found, and was repaired.

test('tracks put into the first answer are sent after all when the browser refused that answer and the offer is made again', () => {
  expect(
    replay(
      null,
      actions('a ask', 'a step', 'a step', 'b add-track', 'b deliver', 'b deliver', 'b step', 'b refuse-local-answer'),
    ),
  ).toBeNull()
})

test('an offer that follows the final answer is not lost while the provisional one is applied', () => {
  expect(
    replay('pranswer', actions(...firstOffer, 'b step', 'b step', 'b step', 'a drop', 'b accept', 'b restart-ice')),
  ).toBeNull()
})

test('a callee whose answer the browser refused does not offer first, though it was given a track meanwhile', () => {
  expect(
    replay(
      null,
      actions(
        ...firstOffer,
        'b step',
        'b refuse-local-answer',
        'b add-track',
        'b step',
        'b ask',
        'b step',
        'b step',
        'b restart-ice',
      ),
    ),
  ).toBeNull()
})

test('a caller that has taken its first offer back does not begin its connection with an answer', () => {
  const answered = ['b deliver', 'b add-track', 'b accept', 'a deliver', 'b step', 'b step', 'b step', 'b remove-track'] as const
  expect(replay('none', actions(...firstOffer, ...answered, 'a overdue', 'b ask', 'b step', 'b restart-ice'))).toBeNull()
})

const firstOffer = ['a ask', 'a step', 'a step', 'b deliver'] as const

function actions(...lines: readonly `${'a' | 'b'} ${ActionName}`[]): readonly Action[] {
  return lines.map((line) => ({ who: line.startsWith('a') ? 0 : 1, name: line.slice(2) as ActionName, which: 0 }))
}
