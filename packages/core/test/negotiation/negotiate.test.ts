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

const caller = newNegotiation('caller')
/** Past the first exchange. */
const polite: NegotiationState = { ...caller, begun: true }
/** Past the first exchange, and one of its own. */
const impolite: NegotiationState = { ...newNegotiation('callee'), phase: 'stable', begun: true, canRollBack: true }
const callee = newNegotiation('callee')
const ringing = newNegotiation('callee', true)

const needed: NegotiationEvent = { type: 'negotiation-needed' }
const done = (sdp = 'sdp'): NegotiationEvent => ({ type: 'done', sdp })
const failed: NegotiationEvent = { type: 'failed' }
const offer = (negotiation: number): NumberedDescription => ({ type: 'offer', sdp: 'remote', negotiation })
const answer = (negotiation: number): NumberedDescription => ({ type: 'answer', sdp: 'remote', negotiation })
const pranswer = (negotiation: number): NumberedDescription => ({ type: 'pranswer', sdp: 'remote', negotiation })
const accepted: NegotiationEvent = { type: 'accepted' }
const overdue = (negotiation: number): NegotiationEvent => ({ type: 'answer-overdue', negotiation })
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

test('an offer of the callee that needs to be taken back before one was ever answered costs the connection, not the picture', () => {
  const answered = run(callee, received(offer(1)), done())[0]
  expect(run(answered, needed, done(), { type: 'offer-refused', negotiation: 1 })).toMatchObject([
    { phase: 'closed' },
    [{ type: 'give-up' }],
  ])
  const taken = run(answered, needed, done(), received(answer(1)), done())[0]
  expect(run(taken, needed, done(), { type: 'offer-refused', negotiation: 2 })[1]).toEqual([{ type: 'roll-back' }])
})

test('a callee whose first answer the browser refused waits for the next offer, so that two first offers cannot meet', () => {
  const refused = run(callee, received(offer(1)), failed, done(''))[0]
  expect(run(refused, needed)[1]).toEqual([])
  expect(run(refused, received(offer(2)))[1]).toEqual([{ type: 'answer', offer: offer(2) }])
  expect(run(callee, received(offer(1)), failed, received(offer(2)), done(''))[1]).toEqual([{ type: 'answer', offer: offer(2) }])
})

test.each([
  ['is made', [needed, received(offer(1)), done()]],
  ['is out', [needed, done(), received(offer(1))]],
  ['is taken back', [needed, done(), { type: 'offer-refused', negotiation: 1 }, received(offer(1)), done('')]],
] as const)('a caller begins no connection with an answer: an offer that comes while its first one %s costs it', (_, events) => {
  expect(run(caller, ...events)).toMatchObject([{ phase: 'closed' }, [{ type: 'give-up' }]])
})

describe('while it rings', () => {
  const provisional = run(ringing, received(offer(1)), done())[0]

  test('the first offer is answered provisionally, and finally at accept', () => {
    expect(run(ringing, received(offer(1)))[1]).toEqual([{ type: 'answer-provisionally', offer: offer(1) }])
    expect(run(ringing, received(offer(1)), done('mine'))[1]).toEqual([
      { type: 'send', description: { type: 'pranswer', sdp: 'mine', negotiation: 1 } },
    ])
    expect(run(provisional, accepted)[1]).toEqual([{ type: 'answer-finally' }])
    expect(run(provisional, accepted, done('final'))).toMatchObject([
      { phase: 'stable' },
      [{ type: 'send', description: { type: 'answer', sdp: 'final', negotiation: 1 } }],
    ])
  })

  test('an accept before the offer is there, or before it is answered, leads to the final answer at once', () => {
    expect(run(ringing, accepted, received(offer(1)))[1]).toEqual([{ type: 'answer', offer: offer(1) }])
    expect(run(ringing, received(offer(1)), accepted)[1]).toEqual([])
    expect(run(ringing, received(offer(1)), accepted, done())[1]).toEqual([{ type: 'answer-finally' }])
  })

  test('a second accept changes nothing', () => {
    expect(run(provisional, accepted, accepted)[1]).toEqual([])
    expect(run(provisional, accepted, done(), accepted)[1]).toEqual([])
  })

  test('what is needed meanwhile is offered after the final answer', () => {
    expect(run(provisional, needed)[1]).toEqual([])
    expect(run(provisional, needed, accepted, done('final'))[1]).toEqual([
      { type: 'send', description: { type: 'answer', sdp: 'final', negotiation: 1 } },
      { type: 'make-offer' },
    ])
  })

  test('an offer that takes the place of the first one is answered after the final answer to the first', () => {
    expect(run(provisional, received(offer(2)))[1]).toEqual([{ type: 'answer-finally' }])
    expect(run(provisional, received(offer(2)), done())[1]).toMatchObject([{ type: 'send' }, { type: 'answer', offer: offer(2) }])
    expect(run(ringing, received(offer(1)), received(offer(2)), done())[1]).toEqual([{ type: 'answer-finally' }])
  })

  test('the caller applies the provisional answer, and the final one after it', () => {
    const applied = run(caller, needed, done(), received(pranswer(1)))
    expect(applied[1]).toEqual([{ type: 'apply-answer', answer: pranswer(1) }])
    const waiting = negotiate(applied[0], done())[0]
    expect(waiting.phase).toBe('have-remote-pranswer')
    expect(run(waiting, received(answer(1)))[1]).toEqual([{ type: 'apply-answer', answer: answer(1) }])
    expect(run(waiting, received(answer(1)), done())[0].phase).toBe('stable')
  })

  test('a final answer waits until the provisional one is applied, or could not be', () => {
    const both = run(caller, needed, done(), received(pranswer(1)), received(answer(1)))
    expect(both[1]).toEqual([])
    for (const end of [done(), failed]) expect(negotiate(both[0], end)[1]).toEqual([{ type: 'apply-answer', answer: answer(1) }])
  })

  test('an offer that follows the final answer waits with it until the provisional one is applied', () => {
    const all = run(caller, needed, done(), received(pranswer(1)), received(answer(1)), received(offer(1)))
    expect(all).toMatchObject([{ dropped: 0 }, []])
    for (const end of [done(), failed])
      expect(run(all[0], end, done())).toMatchObject([{ dropped: 0 }, [{ type: 'answer', offer: offer(1) }]])
  })

  test('a provisional answer that cannot be applied is done without', () => {
    const [state, commands] = run(caller, needed, done(), received(pranswer(1)), failed)
    expect([state.phase, commands]).toEqual(['have-local-offer', []])
    expect(run(state, received(answer(1)))[1]).toEqual([{ type: 'apply-answer', answer: answer(1) }])
  })

  test.each([
    ['to another offer', [needed, done(), received(pranswer(2))]],
    ['after the final one', [needed, done(), received(answer(1)), received(pranswer(1))]],
    ['without an offer', [received(pranswer(1))]],
    ['a second time', [needed, done(), received(pranswer(1)), done(), received(pranswer(1))]],
  ] as const)('a provisional answer %s is dropped and counted', (_, events) => {
    expect(run(caller, ...events)).toMatchObject([{ dropped: 1 }, []])
  })

  test('there is no way back from a provisional answer: only another connection helps (F7)', () => {
    expect(run(provisional, accepted, failed)).toMatchObject([{ phase: 'closed' }, [{ type: 'give-up' }]])
    const waiting = run(caller, needed, done(), received(pranswer(1)))[0]
    expect(run(waiting, overdue(1))).toMatchObject([{ phase: 'closed' }, [{ type: 'give-up' }]])
    expect(run(waiting, done(), overdue(1))).toMatchObject([{ phase: 'closed' }, [{ type: 'give-up' }]])
  })

  test('an offer that could not be answered provisionally is refused, and the next one answered finally', () => {
    expect(run(ringing, received(offer(1)), failed)[1]).toEqual([{ type: 'refuse-offer', negotiation: 1 }, { type: 'roll-back' }])
    expect(run(ringing, received(offer(1)), failed, done(''), received(offer(2)))[1]).toEqual([
      { type: 'answer', offer: offer(2) },
    ])
  })
})

test('nothing happens after a close', () => {
  expect(run(impolite, needed, { type: 'close' }, done(), needed, received(offer(1)))).toMatchObject([{ phase: 'closed' }, []])
})
