import { expect, test } from 'vitest'

import { descriptionSteps, stepBefore } from '../../../src/negotiation/lib/description-steps.ts'
import { made, notesOf } from './notes.ts'

const warm = notesOf(
  made('hall', 'offer', 'v=0\r\ns=-\r\n'),
  ['hall', { type: 'ice', state: 'checking' }],
  made('kitchen', 'pranswer'),
  made('kitchen', 'answer'),
)

test('every description is a step, counted over both peers', () => {
  expect(descriptionSteps(warm).map(({ number, side, kind }) => [number, side, kind])).toEqual([
    [1, 'hall', 'offer'],
    [2, 'kitchen', 'pranswer'],
    [3, 'kitchen', 'answer'],
  ])
})

test('a description is its lines', () => {
  expect(descriptionSteps(warm)[0]?.lines).toEqual(['v=0', 's=-'])
})

test('a step is compared with the one before, or with the last of the same peer', () => {
  const steps = descriptionSteps([...warm, ...notesOf(made('hall', 'offer'))])
  const last = steps.at(-1)
  if (last === undefined) throw new Error('There are four.')
  expect(stepBefore(steps, last, 'step-before')?.number).toBe(3)
  expect(stepBefore(steps, last, 'same-peer')?.number).toBe(1)
})

test('the first step has nothing before it', () => {
  const steps = descriptionSteps(warm)
  const [first] = steps
  if (first === undefined) throw new Error('There are three.')
  expect(stepBefore(steps, first, 'step-before')).toBeUndefined()
})

test('of two offers that meet, the one whose maker answers was taken back', () => {
  const glare = notesOf(made('hall', 'offer'), made('kitchen', 'offer'), made('hall', 'answer'), made('hall', 'offer'))
  expect(descriptionSteps(glare).map(({ lost }) => lost)).toEqual([true, false, false, false])
})

test('an offer that was answered stays, whoever offers next', () => {
  const turns = notesOf(made('hall', 'offer'), made('kitchen', 'answer'), made('kitchen', 'offer'), made('hall', 'answer'))
  expect(descriptionSteps(turns).some(({ lost }) => lost)).toBe(false)
})
