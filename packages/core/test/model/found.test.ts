import { expect, test } from 'vitest'

import { replay } from './interleave.ts'
import type { Action, ActionName } from './world.ts'

// What the model has found, and was repaired.

test('tracks put into the first answer are sent after all when the browser refused that answer and the offer is made again', () => {
  expect(
    replay(actions('a ask', 'a step', 'a step', 'b add-track', 'b deliver', 'b deliver', 'b step', 'b refuse-local-answer')),
  ).toBeNull()
})

function actions(...lines: readonly `${'a' | 'b'} ${ActionName}`[]): readonly Action[] {
  return lines.map((line) => ({ who: line.startsWith('a') ? 0 : 1, name: line.slice(2) as ActionName, which: 0 }))
}
