import { expect, test } from 'vitest'

import { hearClaim } from '../src/claim.ts'

const fresh = { phase: 'asking', again: false } as const
const back = { phase: 'asking', again: true } as const
const settled = { phase: 'holding', again: false } as const
const none = { type: 'none' }
const giveWay = { type: 'give-way' }

test('a page holds its place once it has heard itself', () => {
  expect(hearClaim(fresh, 'own', { type: 'claim', epoch: 'own' })).toEqual({ type: 'hold' })
  expect(hearClaim(back, 'own', { type: 'claim-again', epoch: 'own' })).toEqual({ type: 'hold' })
})

test('F24: whoever holds the place gives way to a page that was just opened', () => {
  expect(hearClaim(settled, 'own', { type: 'claim', epoch: 'other' })).toEqual(giveWay)
  expect(hearClaim(back, 'own', { type: 'claim', epoch: 'other' })).toEqual(giveWay)
})

test('of two that were opened at once, the one the broker had last stays', () => {
  expect(hearClaim(fresh, 'own', { type: 'claim', epoch: 'other' })).toEqual(none)
})

test('F24: whoever holds the place says so to one that comes back, and that one gives way', () => {
  const answer = { type: 'answer', claim: { type: 'taken', epoch: 'own' } }
  expect(hearClaim(settled, 'own', { type: 'claim-again', epoch: 'other' })).toEqual(answer)
  expect(hearClaim(back, 'other', { type: 'taken', epoch: 'own' })).toEqual(giveWay)
  expect(hearClaim({ phase: 'holding', again: true }, 'other', { type: 'taken', epoch: 'own' })).toEqual(giveWay)
})

test('a page that never was away is not sent away by an answer to another, or by its own', () => {
  expect(hearClaim(settled, 'own', { type: 'taken', epoch: 'other' })).toEqual(none)
  expect(hearClaim({ phase: 'holding', again: true }, 'own', { type: 'taken', epoch: 'own' })).toEqual(none)
  expect(hearClaim(fresh, 'own', { type: 'claim-again', epoch: 'other' })).toEqual(none)
})
