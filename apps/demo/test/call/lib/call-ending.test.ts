import { expect, test } from 'vitest'

import { describeEnding, type CallEnding } from '../../../src/call/lib/call-ending.ts'

const ending = {
  peerName: 'kitchen',
  direction: 'outgoing',
  ended: { by: 'remote', reason: 'hung-up' },
  talkedSeconds: null,
} as const

const reasons = ['hung-up', 'declined', 'busy', 'unsupported', 'no-answer', 'left', 'replaced', 'failed'] as const

function title(change: Partial<CallEnding>): string {
  return describeEnding({ ...ending, ...change }).title
}

test('says who hung up, and how long the call was', () => {
  expect(describeEnding({ ...ending, talkedSeconds: 192 })).toEqual({ title: 'kitchen hung up', detail: 'The call lasted 3:12.' })
  expect(title({ ended: { by: 'local', reason: 'hung-up' }, talkedSeconds: 5 })).toBe('You hung up')
})

test('calls a call that was given up before the answer a missed one', () => {
  expect(title({ direction: 'incoming' })).toBe('You missed a call from kitchen')
  expect(title({ ended: { by: 'local', reason: 'hung-up' } })).toBe('You stopped calling kitchen')
})

test('says who declined, and who did not answer', () => {
  expect(title({ ended: { by: 'remote', reason: 'declined' } })).toBe('kitchen declined the call')
  expect(title({ ended: { by: 'local', reason: 'declined' }, direction: 'incoming' })).toBe('You declined the call from kitchen')
  expect(title({ ended: { by: 'local', reason: 'no-answer' } })).toBe('kitchen did not answer')
})

test('has a sentence for every reason, from either side', () => {
  for (const reason of reasons) {
    for (const by of ['local', 'remote'] as const) {
      for (const direction of ['incoming', 'outgoing'] as const) expect(title({ ended: { by, reason }, direction })).toMatch(/\w/)
    }
  }
})
