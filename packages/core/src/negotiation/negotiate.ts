import type { NumberedDescription } from '../signaling/message.ts'

/**
 * Perfect negotiation (W3C webrtc-pc 10.7) as a pure function that runs one operation of the connection at a time, so that it never has to
 * ask a connection in which state it is. Offers are numbered; an answer to another offer than the last one is dropped.
 */
export interface NegotiationState {
  /** The polite side gives way when both offer at once: the caller. */
  readonly polite: boolean
  /**
   * Whether an offer may be taken back. Chromium (seen in 156) never again draws what it receives once it takes back an offer on a connection
   * that began with an answer, unless an offer of that side was answered before.
   */
  readonly canRollBack: boolean
  /** Whether an exchange was completed. Before that only the caller offers. */
  readonly begun: boolean
  readonly phase: NegotiationPhase
  /** The browser asked for a negotiation while one was running. */
  readonly needed: boolean
  /** Number of the last offer made here, 0 before the first. */
  readonly localOffer: number
  /** Number of the last offer received, 0 before the first. */
  readonly remoteOffer: number
  /** Number of the offer that is being answered. */
  readonly answering: number
  /** Whether the first offer is answered provisionally, because nobody has accepted the call yet. */
  readonly provisional: boolean
  /** An offer of the peer that waits until the running operation is done. */
  readonly waitingOffer: NumberedDescription | null
  /** The final answer, which waits until the provisional one is applied. */
  readonly waitingAnswer: NumberedDescription | null
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
  // From a provisional answer there is no way back: neither a rollback nor another offer is allowed until the final one (webrtc-pc 4.4.1.5).
  | 'answering-provisionally'
  | 'have-local-pranswer'
  | 'answering-finally'
  | 'applying-pranswer'
  | 'have-remote-pranswer'
  | 'closed'

export type NegotiationEvent =
  | { readonly type: 'negotiation-needed' }
  | { readonly type: 'description-received'; readonly description: NumberedDescription }
  /** Somebody has accepted the call: a provisional answer becomes final. */
  | { readonly type: 'accepted' }
  /** The peer could not apply our offer of this number. */
  | { readonly type: 'offer-refused'; readonly negotiation: number }
  /** The offer of this number was delivered some time ago, and nothing came back. */
  | { readonly type: 'answer-overdue'; readonly negotiation: number }
  /** The running operation has ended. Where an offer or an answer was made, `sdp` is to be sent. */
  | { readonly type: 'done'; readonly sdp: string }
  | { readonly type: 'failed' }
  | { readonly type: 'close' }

export type NegotiationCommand =
  /** setLocalDescription(), which offers. */
  | { readonly type: 'make-offer' }
  /** setRemoteDescription(offer), which rolls back an offer of ours, then setLocalDescription(), which answers. */
  | { readonly type: 'answer'; readonly offer: NumberedDescription }
  /** setRemoteDescription(offer), then createAnswer() and setLocalDescription(pranswer). */
  | { readonly type: 'answer-provisionally'; readonly offer: NumberedDescription }
  /** setLocalDescription(), which makes the final answer after a provisional one. */
  | { readonly type: 'answer-finally' }
  /** setRemoteDescription(answer), provisional or final. */
  | { readonly type: 'apply-answer'; readonly answer: NumberedDescription }
  /** setLocalDescription({ type: 'rollback' }), unless the connection is stable already. */
  | { readonly type: 'roll-back' }
  | { readonly type: 'send'; readonly description: NumberedDescription }
  | { readonly type: 'refuse-offer'; readonly negotiation: number }
  /** Only a new connection can help: three exchanges in a row have failed, or the two sides have come apart. */
  | { readonly type: 'give-up' }

const maxFailures = 3

type Step = readonly [NegotiationState, readonly NegotiationCommand[]]

export function newNegotiation(role: 'caller' | 'callee', provisional = false): NegotiationState {
  return {
    polite: role === 'caller',
    canRollBack: role === 'caller',
    begun: false,
    provisional,
    phase: role === 'caller' ? 'stable' : 'awaiting-first-offer',
    needed: false,
    localOffer: 0,
    remoteOffer: 0,
    answering: 0,
    waitingOffer: null,
    waitingAnswer: null,
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
      return receive(state, event.description)
    case 'accepted':
      return accept({ ...state, provisional: false })
    case 'offer-refused':
      if (state.phase !== 'have-local-offer' || event.negotiation !== state.localOffer) return drop(state)
      return offerAgain(state)
    case 'answer-overdue':
      return event.negotiation === state.localOffer ? missAnswer(state) : [state, []]
    case 'done':
      return finish(state, event.sdp)
    case 'failed':
      return fail(state)
    case 'close':
      return [{ ...state, phase: 'closed', waitingOffer: null, waitingAnswer: null }, []]
  }
}

/** What a stable connection does next: answer first, then offer. */
function settle(state: NegotiationState): Step {
  if (state.phase !== 'stable' && state.phase !== 'awaiting-first-offer') return [state, []]
  if (state.waitingOffer !== null) return answer(state, state.waitingOffer)
  if (!state.needed || state.phase === 'awaiting-first-offer') return [state, []]
  return [{ ...state, phase: 'making-offer', needed: false, localOffer: state.localOffer + 1 }, [{ type: 'make-offer' }]]
}

function receive(state: NegotiationState, description: NumberedDescription): Step {
  switch (description.type) {
    case 'offer':
      return receiveOffer(state, description)
    case 'pranswer':
      return receiveProvisionalAnswer(state, description)
    case 'answer':
      return receiveAnswer(state, description)
  }
}

function receiveOffer(state: NegotiationState, offer: NumberedDescription): Step {
  if (offer.negotiation <= state.remoteOffer) return drop(state)
  const next = { ...state, remoteOffer: offer.negotiation }
  switch (state.phase) {
    case 'awaiting-first-offer':
      return state.provisional ? answerProvisionally(next, offer) : answer(next, offer)
    case 'stable':
      return answer(next, offer)
    case 'have-local-offer':
      return state.polite ? answer(next, offer) : drop(next)
    case 'have-local-pranswer': // the peer has taken its offer back: only a final answer leads to where the next one can be taken
      return accept({ ...next, waitingOffer: offer })
    case 'making-offer': // decided when our own offer is there, or has failed
    case 'answering':
    case 'answering-provisionally':
    case 'answering-finally':
    case 'applying-answer':
    case 'rolling-back':
      return [{ ...next, waitingOffer: offer }, []]
    case 'applying-pranswer': // an answerer that has not answered finally does not offer
      return state.waitingAnswer === null ? drop(next) : [{ ...next, waitingOffer: offer }, []]
    case 'have-remote-pranswer':
      return drop(next)
    case 'closed':
      return [state, []]
  }
}

function receiveProvisionalAnswer(state: NegotiationState, received: NumberedDescription): Step {
  if (state.phase !== 'have-local-offer' || received.negotiation !== state.localOffer) return drop(state)
  return [{ ...state, phase: 'applying-pranswer' }, [{ type: 'apply-answer', answer: received }]]
}

function receiveAnswer(state: NegotiationState, received: NumberedDescription): Step {
  if (received.negotiation !== state.localOffer) return drop(state)
  if (state.phase === 'applying-pranswer') return [{ ...state, waitingAnswer: received }, []]
  return state.phase === 'have-local-offer' || state.phase === 'have-remote-pranswer' ? applyAnswer(state, received) : drop(state)
}

function applyAnswer(state: NegotiationState, received: NumberedDescription): Step {
  return [{ ...state, phase: 'applying-answer', waitingAnswer: null }, [{ type: 'apply-answer', answer: received }]]
}

/** What ends a provisional answer. In any other phase there is none to end. */
function accept(state: NegotiationState): Step {
  if (state.phase !== 'have-local-pranswer') return [state, []]
  return [{ ...state, phase: 'answering-finally' }, [{ type: 'answer-finally' }]]
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
    case 'answering':
    case 'answering-finally': {
      const description: NumberedDescription = { type: 'answer', sdp, negotiation: state.answering }
      return settleAfter(state, { type: 'send', description })
    }
    case 'answering-provisionally':
      return finishProvisionalAnswer({ ...state, phase: 'have-local-pranswer' }, sdp)
    case 'applying-pranswer':
      return awaitFinalAnswer({ ...state, phase: 'have-remote-pranswer' })
    case 'applying-answer':
      return settleAfter({ ...state, canRollBack: true })
    case 'rolling-back':
      return settle({ ...state, phase: state.begun || state.polite ? 'stable' : 'awaiting-first-offer' })
    case 'awaiting-first-offer':
    case 'stable':
    case 'have-local-offer':
    case 'have-local-pranswer':
    case 'have-remote-pranswer':
    case 'closed':
      return [state, []]
  }
}

function finishProvisionalAnswer(state: NegotiationState, sdp: string): Step {
  if (!state.provisional || state.waitingOffer !== null) return accept(state)
  const description: NumberedDescription = { type: 'pranswer', sdp, negotiation: state.answering }
  return [state, [{ type: 'send', description }]]
}

function awaitFinalAnswer(state: NegotiationState): Step {
  return state.waitingAnswer === null ? [state, []] : applyAnswer(state, state.waitingAnswer)
}

function fail(state: NegotiationState): Step {
  switch (state.phase) {
    case 'making-offer':
      return retry(state, { ...state, phase: 'stable', needed: true })
    case 'answering':
    case 'answering-provisionally': {
      const [next, commands] = retry(state, { ...state, phase: 'rolling-back', provisional: false }, { type: 'roll-back' })
      return [next, [{ type: 'refuse-offer', negotiation: state.answering }, ...commands]]
    }
    case 'applying-pranswer': // the final answer may still do
      return awaitFinalAnswer({ ...state, phase: 'have-local-offer' })
    case 'applying-answer': // the peer is ahead of us now: taking the offer back here would not take it back there
    case 'answering-finally':
    case 'rolling-back':
      return giveUp(state)
    case 'awaiting-first-offer':
    case 'stable':
    case 'have-local-offer':
    case 'have-local-pranswer':
    case 'have-remote-pranswer':
    case 'closed':
      return [state, []]
  }
}

function missAnswer(state: NegotiationState): Step {
  switch (state.phase) {
    case 'have-local-offer':
      return offerAgain(state)
    case 'applying-pranswer':
    case 'have-remote-pranswer':
      return giveUp(state)
    case 'awaiting-first-offer':
    case 'stable':
    case 'making-offer':
    case 'answering':
    case 'answering-provisionally':
    case 'answering-finally':
    case 'applying-answer':
    case 'rolling-back':
    case 'have-local-pranswer':
    case 'closed':
      return [state, []]
  }
}

function offerAgain(state: NegotiationState): Step {
  if (!state.canRollBack) return giveUp(state)
  return retry(state, { ...state, phase: 'rolling-back', needed: true }, { type: 'roll-back' })
}

function retry(state: NegotiationState, next: NegotiationState, ...commands: NegotiationCommand[]): Step {
  const failures = state.failures + 1
  if (failures >= maxFailures) return giveUp(state)
  const [settled, more] = settle({ ...next, failures })
  return [settled, [...commands, ...more]]
}

function answer(state: NegotiationState, offer: NumberedDescription): Step {
  // A callee that offers has completed an exchange that was taken back here: this connection would begin with an answer.
  if (!state.begun && state.phase !== 'awaiting-first-offer') return giveUp(state)
  const next: NegotiationState = { ...state, phase: 'answering', waitingOffer: null, answering: offer.negotiation }
  return [next, [{ type: 'answer', offer }]]
}

function answerProvisionally(state: NegotiationState, offer: NumberedDescription): Step {
  const next: NegotiationState = { ...state, phase: 'answering-provisionally', answering: offer.negotiation }
  return [next, [{ type: 'answer-provisionally', offer }]]
}

/** An exchange is complete: send what it produced before anything that follows from it. */
function settleAfter(state: NegotiationState, ...sends: NegotiationCommand[]): Step {
  const [next, commands] = settle({ ...state, phase: 'stable', begun: true, failures: 0 })
  return [next, [...sends, ...commands]]
}

function giveUp(state: NegotiationState): Step {
  return [{ ...state, phase: 'closed' }, [{ type: 'give-up' }]]
}

function drop(state: NegotiationState): Step {
  return [{ ...state, dropped: state.dropped + 1 }, []]
}
