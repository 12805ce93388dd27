import { expect, test } from 'vitest'

import { tellStory } from '../../../src/negotiation/lib/story.ts'
import type { Strategy } from '../../../src/negotiation/lib/strategy.ts'
import { made, notesOf, type Happening } from './notes.ts'

const story = (strategy: Strategy, ...events: readonly Happening[]): string[] =>
  tellStory(notesOf(...events), strategy).map(({ text }) => text)

const bothReady: readonly Happening[] = [
  ['hall', { type: 'ready', ready: true }],
  ['kitchen', { type: 'ready', ready: true }],
]
const accept: readonly Happening[] = [
  ['kitchen', { type: 'pressed', action: 'accept-picture' }],
  ['kitchen', { type: 'ready', ready: false }],
]

test('a provisional answer starts the path and no media', () => {
  const told = story('pranswer', made('hall', 'offer'), made('kitchen', 'pranswer'))
  expect(told.at(-1)).toBe('kitchen answered provisionally: ICE and DTLS can start, no media may flow yet.')
})

test('the path is ready once both sides say so', () => {
  const [hall, kitchen] = bothReady
  if (hall === undefined || kitchen === undefined) throw new Error('There are two.')
  expect(story('pranswer', hall)).toEqual([])
  expect(story('pranswer', hall, kitchen)).toEqual([expect.stringMatching(/^The path is ready while it still rings/)])
})

test('a final answer that finds the path there needs nothing else', () => {
  const told = story(
    'pranswer',
    made('hall', 'offer'),
    made('kitchen', 'pranswer'),
    ...bothReady,
    ...accept,
    made('kitchen', 'answer'),
  )
  expect(told.at(-1)).toMatch(/^kitchen made its answer final, with its tracks/)
})

test('a final answer without a path begins one', () => {
  const told = story('none', made('hall', 'offer'), ...accept, made('kitchen', 'answer'))
  expect(told.at(-1)).toMatch(/ICE and DTLS have to be done now, while somebody waits/)
})

test('a final answer before accept carries no tracks', () => {
  expect(story('replace-track', made('hall', 'offer'), made('kitchen', 'answer')).at(-1)).toMatch(/on sections without tracks/)
})

test('what rings says what is done meanwhile', () => {
  expect(story('none', ['kitchen', { type: 'call', state: 'ringing' }])).toEqual([
    expect.stringMatching(/no path is made meanwhile/),
  ])
})

const negotiated: readonly Happening[] = [made('hall', 'offer'), ...accept, made('kitchen', 'answer')]

test('two offers that meet are glare', () => {
  expect(story('none', ...negotiated, made('hall', 'offer'), made('kitchen', 'offer')).at(-1)).toMatch(/glare/)
})

test('an offer with other credentials restarts ICE, one with the same does not', () => {
  expect(story('none', ...negotiated, made('hall', 'offer', 'a=ice-ufrag:other')).at(-1)).toMatch(/new name and password for ICE/)
  expect(story('none', ...negotiated, made('hall', 'offer')).at(-1)).toBe('hall offers again: its sections have changed.')
})

test('a connection that both sides report is told once, and so is the end', () => {
  const told = story(
    'none',
    ['hall', { type: 'call', state: 'connected' }],
    ['kitchen', { type: 'call', state: 'connected' }],
    ['hall', { type: 'call', state: 'ended' }],
    ['kitchen', { type: 'call', state: 'ended' }],
  )
  expect(told).toEqual([expect.stringMatching(/the call is connected/), expect.stringMatching(/^The call is over/)])
})

test('the first picture is told with the time it took', () => {
  expect(story('none', ['hall', { type: 'first-picture', ms: 41.7 }])).toEqual(['hall sees kitchen, 42 ms after Accept.'])
})
