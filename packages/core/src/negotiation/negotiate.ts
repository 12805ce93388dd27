import type { NumberedDescription } from '../signaling/message.ts'

/**
 * Perfect negotiation (W3C webrtc-pc 10.7) as a pure function that runs one operation of the connection at a time, so that it never has to
 * ask a connection in which state it is. Offers are numbered; an answer to another offer than the last one is dropped.
 */
export interface NegotiationState {
  /** The polite side gives way when both offer at once. */
  readonly polite: boolean
  readonly phase: NegotiationPhase
  /** The browser asked for a negotiation while one was running. */
  readonly needed: boolean
  /** Number of the last offer made here, 0 before the first. */
  readonly localOffer: number
  /** Number of the last offer received, 0 before the first. */
  readonly remoteOffer: number
  /** Number of the offer that is being answered. */
  readonly answering: number
  /** An offer of the peer that waits until the running operation is done. */
  readonly waitingOffer: NumberedDescription | null
  /** Failures since the last success. */
  readonly failures: number
  /** Descriptions that did not belong to this moment: late, repeated, or an offer that lost against ours. */
  readonly dropped: number
}

export type NegotiationPhase =
  /** The callee before the first offer: it never offers first, so two first offers cannot meet. */
  | 'awaiting-first-offer'
  | 'stable'
  | 'making-offer'
  | 'have-local-offer'
  | 'answering'
  | 'applying-answer'
  | 'rolling-back'
  | 'closed'

export type NegotiationEvent =
  | { readonly type: 'negotiation-needed' }
  | { readonly type: 'description-received'; readonly description: NumberedDescription }
  /** The peer could not apply our offer of this number. */
  | { readonly type: 'offer-refused'; readonly negotiation: number }
  /** The offer of this number was delivered some time ago, and nothing came back. */
  | { readonly type: 'answer-overdue'; readonly negotiation: number }
  /** The running operation has ended. Only `making-offer` and `answering` have an SDP to send. */
  | { readonly type: 'done'; readonly sdp: string }
  | { readonly type: 'failed' }
  | { readonly type: 'close' }

export type NegotiationCommand =
  /** setLocalDescription(), which offers. */
  | { readonly type: 'make-offer' }
  /** setRemoteDescription(offer), which rolls back an offer of ours, then setLocalDescription(), which answers. */
  | { readonly type: 'answer'; readonly offer: NumberedDescription }
  /** setRemoteDescription(answer). */
  | { readonly type: 'apply-answer'; readonly answer: NumberedDescription }
  /** setLocalDescription({ type: 'rollback' }), unless the connection is stable already. */
  | { readonly type: 'roll-back' }
  | { readonly type: 'send'; readonly description: NumberedDescription }
  | { readonly type: 'refuse-offer'; readonly negotiation: number }
  /** Only a new connection can help: three exchanges in a row have failed, or the two sides have come apart. */
  | { readonly type: 'give-up' }

const maxFailures = 3

type Step = readonly [NegotiationState, readonly NegotiationCommand[]]

export function newNegotiation(role: 'caller' | 'callee', polite: boolean): NegotiationState {
  return {
    polite,
    phase: role === 'caller' ? 'stable' : 'awaiting-first-offer',
    needed: false,
    localOffer: 0,
    remoteOffer: 0,
    answering: 0,
    waitingOffer: null,
    failures: 0,
    dropped: 0,
  }
}

export function negotiate(state: NegotiationState, event: NegotiationEvent): Step {
  if (state.phase === 'closed') return [state, []]
  switch (event.type) {
    case 'negotiation-needed':
      return state.phase === 'awaiting-first-offer' ? [state, []] : settle({ ...state, needed: true })
    case 'description-received':
      return event.description.type === 'offer' ? receiveOffer(state, event.description) : receiveAnswer(state, event.description)
    case 'offer-refused':
      if (state.phase !== 'have-local-offer' || event.negotiation !== state.localOffer) return drop(state)
      return offerAgain(state)
    case 'answer-overdue':
      return state.phase === 'have-local-offer' && event.negotiation === state.localOffer ? offerAgain(state) : [state, []]
    case 'done':
      return finish(state, event.sdp)
    case 'failed':
      return fail(state)
    case 'close':
      return [{ ...state, phase: 'closed', waitingOffer: null }, []]
  }
}

/** What a stable connection does next: answer first, then offer. */
function settle(state: NegotiationState): Step {
  if (state.phase !== 'stable') return [state, []]
  if (state.waitingOffer !== null) return answer(state, state.waitingOffer)
  if (!state.needed) return [state, []]
  return [{ ...state, phase: 'making-offer', needed: false, localOffer: state.localOffer + 1 }, [{ type: 'make-offer' }]]
}

function receiveOffer(state: NegotiationState, offer: NumberedDescription): Step {
  if (offer.negotiation <= state.remoteOffer) return drop(state)
  const next = { ...state, remoteOffer: offer.negotiation }
  switch (state.phase) {
    case 'awaiting-first-offer':
    case 'stable':
      return answer(next, offer)
    case 'have-local-offer':
      return state.polite ? answer(next, offer) : drop(next)
    case 'making-offer': // decided when our own offer is there, or has failed
    case 'answering':
    case 'applying-answer':
    case 'rolling-back':
      return [{ ...next, waitingOffer: offer }, []]
    case 'closed':
      return [state, []]
  }
}

function receiveAnswer(state: NegotiationState, received: NumberedDescription): Step {
  if (state.phase !== 'have-local-offer' || received.negotiation !== state.localOffer) return drop(state)
  return [{ ...state, phase: 'applying-answer' }, [{ type: 'apply-answer', answer: received }]]
}

function finish(state: NegotiationState, sdp: string): Step {
  switch (state.phase) {
    case 'making-offer': {
      if (state.waitingOffer !== null && state.polite) return answer(state, state.waitingOffer)
      const ignored = state.waitingOffer === null ? 0 : 1
      const offer: NumberedDescription = { type: 'offer', sdp, negotiation: state.localOffer }
      const next: NegotiationState = { ...state, phase: 'have-local-offer', waitingOffer: null, dropped: state.dropped + ignored }
      return [next, [{ type: 'send', description: offer }]]
    }
    case 'answering': {
      const description: NumberedDescription = { type: 'answer', sdp, negotiation: state.answering }
      return settleAfter(state, { type: 'send', description })
    }
    case 'applying-answer':
      return settleAfter(state)
    case 'rolling-back':
      return settle({ ...state, phase: 'stable' })
    case 'awaiting-first-offer':
    case 'stable':
    case 'have-local-offer':
    case 'closed':
      return [state, []]
  }
}

function fail(state: NegotiationState): Step {
  switch (state.phase) {
    case 'making-offer':
      return retry(state, { ...state, phase: 'stable', needed: true })
    case 'answering': {
      const [next, commands] = retry(state, { ...state, phase: 'rolling-back' }, { type: 'roll-back' })
      return [next, [{ type: 'refuse-offer', negotiation: state.answering }, ...commands]]
    }
    case 'applying-answer': // the peer is ahead of us now: taking the offer back here would not take it back there
    case 'rolling-back':
      return [{ ...state, phase: 'closed' }, [{ type: 'give-up' }]]
    case 'awaiting-first-offer':
    case 'stable':
    case 'have-local-offer':
    case 'closed':
      return [state, []]
  }
}

function offerAgain(state: NegotiationState): Step {
  return retry(state, { ...state, phase: 'rolling-back', needed: true }, { type: 'roll-back' })
}

function retry(state: NegotiationState, next: NegotiationState, ...commands: NegotiationCommand[]): Step {
  const failures = state.failures + 1
  if (failures >= maxFailures) return [{ ...state, phase: 'closed' }, [{ type: 'give-up' }]]
  const [settled, more] = settle({ ...next, failures })
  return [settled, [...commands, ...more]]
}

function answer(state: NegotiationState, offer: NumberedDescription): Step {
  const next: NegotiationState = { ...state, phase: 'answering', waitingOffer: null, answering: offer.negotiation }
  return [next, [{ type: 'answer', offer }]]
}

/** An exchange is complete: send what it produced before anything that follows from it. */
function settleAfter(state: NegotiationState, ...sends: NegotiationCommand[]): Step {
  const [next, commands] = settle({ ...state, phase: 'stable', failures: 0 })
  return [next, [...sends, ...commands]]
}

function drop(state: NegotiationState): Step {
  return [{ ...state, dropped: state.dropped + 1 }, []]
}
