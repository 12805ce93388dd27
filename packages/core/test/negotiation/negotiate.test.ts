import { describe, expect, test } from 'vitest'

import {
  negotiate,
  newNegotiation,
  type NegotiationCommand,
  type NegotiationEvent,
  type NegotiationState,
} from '../../src/negotiation/negotiate.ts'
import type { NumberedDescription } from '../../src/signaling/message.ts'

type Step = readonly [NegotiationState, readonly NegotiationCommand[]]

function run(start: NegotiationState, ...events: readonly NegotiationEvent[]): Step {
  return events.reduce<Step>(([state], event) => negotiate(state, event), [start, []])
}

const polite = newNegotiation('caller', true)
const impolite = newNegotiation('caller', false)
const callee = newNegotiation('callee', true)

const needed: NegotiationEvent = { type: 'negotiation-needed' }
const done = (sdp = 'sdp'): NegotiationEvent => ({ type: 'done', sdp })
const failed: NegotiationEvent = { type: 'failed' }
const offer = (negotiation: number): NumberedDescription => ({ type: 'offer', sdp: 'remote', negotiation })
const answer = (negotiation: number): NumberedDescription => ({ type: 'answer', sdp: 'remote', negotiation })
const received = (description: NumberedDescription): NegotiationEvent => ({ type: 'description-received', description })

test('an offer is made, sent, and its answer applied', () => {
  expect(run(impolite, needed)[1]).toEqual([{ type: 'make-offer' }])
  expect(run(impolite, needed, done('mine'))[1]).toEqual([
    { type: 'send', description: { type: 'offer', sdp: 'mine', negotiation: 1 } },
  ])
  expect(run(impolite, needed, done(), received(answer(1)))[1]).toEqual([{ type: 'apply-answer', answer: answer(1) }])
  expect(run(impolite, needed, done(), received(answer(1)), done())[0].phase).toBe('stable')
})

test('an offer is answered under its own number', () => {
  expect(run(callee, received(offer(4)))[1]).toEqual([{ type: 'answer', offer: offer(4) }])
  expect(run(callee, received(offer(4)), done('mine'))[1]).toEqual([
    { type: 'send', description: { type: 'answer', sdp: 'mine', negotiation: 4 } },
  ])
})

test('the callee makes no offer before the first one has come, so that two first offers cannot meet', () => {
  expect(run(callee, needed)[1]).toEqual([])
})

test('what is needed while an exchange runs is offered when it is done', () => {
  expect(run(impolite, needed, done(), needed)[1]).toEqual([])
  expect(run(impolite, needed, done(), needed, received(answer(1)), done())[1]).toEqual([{ type: 'make-offer' }])
})

describe('when both offer at once', () => {
  test('the impolite side ignores the other offer and gets its answer', () => {
    const [state, commands] = run(impolite, needed, done(), received(offer(1)))
    expect([commands, state.dropped]).toEqual([[], 1])
    expect(negotiate(state, received(answer(1)))[1]).toEqual([{ type: 'apply-answer', answer: answer(1) }])
  })

  test('the polite side answers instead, also when its own offer was just being made', () => {
    expect(run(polite, needed, done(), received(offer(1)))[1]).toEqual([{ type: 'answer', offer: offer(1) }])
    expect(run(polite, needed, received(offer(1)))[1]).toEqual([])
    expect(run(polite, needed, received(offer(1)), done())[1]).toEqual([{ type: 'answer', offer: offer(1) }])
  })

  test('an offer of the impolite side that could not be made makes way for the other one', () => {
    expect(run(impolite, needed, received(offer(1)), failed)[1]).toEqual([{ type: 'answer', offer: offer(1) }])
  })
})

test('an offer that comes while an answer is applied waits for it', () => {
  const events = [needed, done(), received(answer(1)), received(offer(1))]
  expect(run(impolite, ...events)[1]).toEqual([])
  expect(run(impolite, ...events, done())[1]).toEqual([{ type: 'answer', offer: offer(1) }])
})

describe('what does not belong to this moment is dropped and counted', () => {
  test.each<[string, NegotiationState, readonly NegotiationEvent[]]>([
    ['an answer without an offer', impolite, [received(answer(1))]],
    ['an answer to another offer', impolite, [needed, done(), received(answer(2))]],
    ['the same answer again', impolite, [needed, done(), received(answer(1)), received(answer(1))]],
    ['an offer seen before', callee, [received(offer(2)), done(), received(offer(2))]],
    ['an older offer', callee, [received(offer(2)), done(), received(offer(1))]],
    ['a refusal of another offer', impolite, [needed, done(), { type: 'offer-refused', negotiation: 2 }]],
  ])('%s', (_, start, events) => {
    const [state, commands] = run(start, ...events)
    expect([commands, state.dropped]).toEqual([[], 1])
  })
})

describe('when the browser refuses', () => {
  test('an offer, it is refused to its sender and taken back here', () => {
    expect(run(callee, received(offer(1)), failed)[1]).toEqual([{ type: 'refuse-offer', negotiation: 1 }, { type: 'roll-back' }])
  })

  test('a refused offer is taken back and made again', () => {
    const [state, commands] = run(impolite, needed, done(), { type: 'offer-refused', negotiation: 1 })
    expect(commands).toEqual([{ type: 'roll-back' }])
    expect(negotiate(state, done(''))[1]).toEqual([{ type: 'make-offer' }])
  })

  test('to say anything, the offer is taken back and made again under a new number (F7)', () => {
    const [state, commands] = run(impolite, needed, done(), { type: 'answer-overdue', negotiation: 1 })
    expect(commands).toEqual([{ type: 'roll-back' }])
    const again = run(state, done(''), done('mine'))
    expect(again[1]).toEqual([{ type: 'send', description: { type: 'offer', sdp: 'mine', negotiation: 2 } }])
    expect(run(again[0], received(answer(1)))).toMatchObject([{ dropped: 1 }, []])
  })

  test('an answer, the two have come apart and need a new connection (F7)', () => {
    expect(run(impolite, needed, done(), received(answer(1)), failed)).toMatchObject([{ phase: 'closed' }, [{ type: 'give-up' }]])
  })

  test('three times in a row, negotiation is given up', () => {
    expect(run(impolite, needed, failed, failed, failed)).toMatchObject([{ phase: 'closed' }, [{ type: 'give-up' }]])
  })
})

test('nothing happens after a close', () => {
  expect(run(impolite, needed, { type: 'close' }, done(), needed, received(offer(1)))).toMatchObject([{ phase: 'closed' }, []])
})
