import { expect, test } from 'vitest'

import { attributeLoss, summarise } from '@earshot/diagnostics'

import { sampleAt } from './samples.ts'

const fine = summarise(sampleAt(0))
const losing = summarise(sampleAt(0, { received: { packetLoss: 0.05 } }))
const limited = summarise(sampleAt(0, { sentVideo: { bandwidthLimited: 0.9 } }))

test('a summary has what concerns the other end', () => {
  expect(losing).toEqual({ lossDown: 0.05, queueMs: 2, bandwidthLimited: 0, microphone: 0.05 })
})

test('loss is on the other side when its own upload is limited', () => {
  expect(attributeLoss(losing, limited)).toBe('remote')
})

test('loss is here when everything that arrives here has it, and there when only that peer has', () => {
  expect(attributeLoss(losing, fine, [losing, losing])).toBe('downlink')
  expect(attributeLoss(losing, fine, [fine])).toBe('remote')
})

test('loss is here when a queue is, and what is sent is limited too', () => {
  expect(attributeLoss({ ...losing, queueMs: 200, bandwidthLimited: 0.9 }, fine)).toBe('downlink')
})

test('it is not known where nothing tells, and where nothing is lost', () => {
  expect([attributeLoss(losing, fine), attributeLoss(fine, limited)]).toEqual(['unknown', 'unknown'])
})
