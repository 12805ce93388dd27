import { expect, test } from 'vitest'

import { interleave } from './interleave.ts'
import { tell } from './many.ts'
import { product, type Machines } from './machines.ts'

/** One bug each that somebody could make. A model that does not find them proves nothing by finding nothing. */
const bugs: ReadonlyArray<readonly [name: string, machines: Partial<Machines>]> = [
  ['the link delivers a repeated message again', { link: deliveringTwice }],
  ['the link delivers in the order of arrival', { link: inOrderOfArrival }],
  ['the link never repeats', { link: never('resend-due', 'route-opened', 'route-lost') }],
  ['the link repeats only when a route opens', { link: never('resend-due') }],
  ['the link repeats only the oldest message when a route opens, and nothing later', { link: repeatingTheOldestOnly }],
  ['packets of another epoch are taken', { checksEpochs: false }],
  ['an answer is not matched with its offer by number', { link: deliveringTwice, negotiate: anyAnswer }],
  ['a repeated offer is answered again', { link: deliveringTwice, negotiate: anyOffer }],
  ['both sides give way', { newNegotiation: altered(() => ({ polite: true })) }],
  ['neither side gives way', { newNegotiation: altered(() => ({ polite: false })) }],
  ['a request for a negotiation during another one is forgotten', { negotiate: forgettingRequests, asksAgain: false }],
  ['the browser is not asked again after an exchange', { asksAgain: false }],
  ['an offer that waits is forgotten', { negotiate: forgettingOffers }],
  ['a refused offer is not made again', { negotiate: ignoringRefusals }],
  ['candidates are not held back for their description', { bufferCandidates: holdingNothing }],
  ['candidates that wait are lost', { bufferCandidates: losingWaiting }],
  ['media sections are not used again', { reusesSlots: false }],
  ['any offer may be taken back', { newNegotiation: altered(() => ({ canRollBack: true })) }],
  ['the callee gives way', { newNegotiation: altered((role) => ({ polite: role === 'callee' })) }],
  [
    'a callee that could not answer the first offer makes one',
    { newNegotiation: altered((role) => ({ begun: role === 'callee' })) },
  ],
  ['a caller begins a connection with an answer', { newNegotiation: altered((role) => ({ begun: role === 'caller' })) }],
  ['the caller sends before the call is accepted', { withholdsMedia: false }],
  ['the first offer is answered finally although it should not be', { newNegotiation: altered(() => ({ provisional: false })) }],
  ['an accept is forgotten while the provisional answer is made', { negotiate: losing('accepted', 'answering-provisionally') }],
  ['an accept is forgotten when the provisional answer is out', { negotiate: losing('accepted', 'have-local-pranswer') }],
  ['a final answer is lost while the provisional one is applied', { negotiate: losingAnswers }],
  ['an offer is lost that follows a final answer while the provisional one is applied', { negotiate: losingOffersAfterAnswers }],
  ['an offer is made while a provisional answer is open', { negotiate: offeringTooEarly }],
  ['a provisional answer is applied after the final one', { link: deliveringTwice, negotiate: anyProvisionalAnswer }],
  ['a final answer that was refused is taken back to before the provisional one', { negotiate: goingBack }],
]

const enough = 200_000
const table: string[] = []

test.each(bugs)('it is found when %s', (name, bug) => {
  const machines = { ...product, ...bug }
  for (let seed = 1; seed <= enough; seed += 1) {
    const outcome = interleave(seed, machines)
    if (outcome.fault === null) continue
    table.push(`${String(seed).padStart(7)}  ${name}`)
    expect(tell(outcome, machines)).toContain(`EARSHOT_SEED=${seed}`)
    if (table.length === bugs.length) console.log(['interleavings until found', ...table].join('\n'))
    return
  }
  expect.fail(`${enough} interleavings did not find it.`)
})

function deliveringTwice(...[state, event]: Parameters<Machines['link']>): ReturnType<Machines['link']> {
  const repeated = event.type === 'received' && event.sequence > 0 && event.sequence <= state.delivered
  return repeated ? [state, [{ type: 'deliver', body: event.body }]] : product.link(state, event)
}

function inOrderOfArrival(...[state, event]: Parameters<Machines['link']>): ReturnType<Machines['link']> {
  if (event.type !== 'received' || event.sequence <= state.delivered) return product.link(state, event)
  const [next, commands] = product.link({ ...state, delivered: event.sequence - 1, early: new Map() }, event)
  return [next, commands]
}

function never(...types: readonly string[]): Machines['link'] {
  return (state, event) => (types.includes(event.type) ? [state, []] : product.link(state, event))
}

function repeatingTheOldestOnly(...[state, event]: Parameters<Machines['link']>): ReturnType<Machines['link']> {
  if (event.type === 'resend-due') return [state, []]
  const [next, commands] = product.link(state, event)
  return [next, event.type === 'route-lost' ? commands.slice(0, 1) : commands]
}

function anyAnswer(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  if (event.type !== 'description-received' || event.description.type !== 'answer') return product.negotiate(state, event)
  return product.negotiate(state, { ...event, description: { ...event.description, negotiation: state.localOffer } })
}

function anyOffer(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  if (event.type !== 'description-received' || event.description.type !== 'offer') return product.negotiate(state, event)
  return product.negotiate({ ...state, remoteOffer: 0 }, event)
}

function altered(
  change: (role: 'caller' | 'callee') => Partial<ReturnType<Machines['newNegotiation']>>,
): Machines['newNegotiation'] {
  return (role, provisional) => ({ ...product.newNegotiation(role, provisional), ...change(role) })
}

function losing(type: string, phase: string): Machines['negotiate'] {
  return (state, event) => (event.type === type && state.phase === phase ? [state, []] : product.negotiate(state, event))
}

function losingAnswers(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  const [next, commands] = product.negotiate(state, event)
  return [{ ...next, waitingAnswer: null }, commands]
}

function losingOffersAfterAnswers(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  const [next, commands] = product.negotiate(state, event)
  return [next.phase === 'applying-pranswer' ? { ...next, waitingOffer: null } : next, commands]
}

function offeringTooEarly(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  const open = state.phase === 'have-local-pranswer' || state.phase === 'have-remote-pranswer'
  return product.negotiate(open && event.type === 'negotiation-needed' ? { ...state, phase: 'stable' } : state, event)
}

function anyProvisionalAnswer(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  const late = event.type === 'description-received' && event.description.type === 'pranswer' && state.phase === 'stable'
  return product.negotiate(late ? { ...state, phase: 'have-local-offer' } : state, event)
}

function goingBack(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  const refused = event.type === 'failed' && state.phase === 'answering-finally'
  return product.negotiate(refused ? { ...state, phase: 'answering' } : state, event)
}

function forgettingRequests(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  return event.type === 'negotiation-needed' && state.phase !== 'stable' ? [state, []] : product.negotiate(state, event)
}

function forgettingOffers(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  const [next, commands] = product.negotiate(state, event)
  return [{ ...next, waitingOffer: null }, commands]
}

function ignoringRefusals(...[state, event]: Parameters<Machines['negotiate']>): ReturnType<Machines['negotiate']> {
  return event.type === 'offer-refused' ? [state, []] : product.negotiate(state, event)
}

function holdingNothing(...[state, event]: Parameters<Machines['bufferCandidates']>): ReturnType<Machines['bufferCandidates']> {
  return event.type === 'received' ? [state, event.candidates] : product.bufferCandidates(state, event)
}

function losingWaiting(...[state, event]: Parameters<Machines['bufferCandidates']>): ReturnType<Machines['bufferCandidates']> {
  const [next, candidates] = product.bufferCandidates(state, event)
  return [{ ...next, held: [] }, candidates]
}
