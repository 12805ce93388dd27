/**
 * The reliable, ordered stream of messages between two epochs, over any number of routes that may drop, repeat and reorder:
 * sequence numbers, a cumulative acknowledgement, deduplication, a reorder buffer, and resending with back-off and whenever a route opens.
 * Pure: time and routes are the runner's.
 */
export interface LinkState {
  /** Sent and not yet acknowledged, oldest first. */
  readonly unacknowledged: readonly Outgoing[]
  /** Sequence number of the last message sent, 0 before the first. */
  readonly sent: number
  /** Sequence number up to which everything was delivered. */
  readonly delivered: number
  /** Arrived ahead of their turn, by sequence number. */
  readonly early: ReadonlyMap<number, unknown>
  /** Resends since the peer last acknowledged something new. */
  readonly resends: number
  /** Whether an acknowledgement is owed and its timer runs. */
  readonly owesAcknowledgement: boolean
}

interface Outgoing {
  readonly sequence: number
  readonly body: unknown
}

export type LinkEvent =
  | { readonly type: 'send'; readonly body: unknown }
  | { readonly type: 'received'; readonly sequence: number; readonly acknowledged: number; readonly body: unknown }
  /** A route to the peer has opened, or closed with what was on it. */
  | { readonly type: 'routes-changed' }
  | { readonly type: 'resend-due' }
  | { readonly type: 'acknowledgement-due' }

export type LinkCommand =
  /** `everywhere`: over every open route, because the preferred one may be dead without knowing it. Sequence 0 only acknowledges. */
  | {
      readonly type: 'transmit'
      readonly sequence: number
      readonly acknowledged: number
      readonly body: unknown
      readonly everywhere: boolean
    }
  | { readonly type: 'deliver'; readonly body: unknown }
  /** Starts the named timer anew; the runner answers with the `-due` event. */
  | { readonly type: 'start-timer'; readonly timer: LinkTimer; readonly delayMs: number }
  | { readonly type: 'stop-timer'; readonly timer: LinkTimer }
  /** The peer has acknowledged nothing for `maxUnacknowledged` messages; this one was not sent. */
  | { readonly type: 'overflow' }

export type LinkTimer = 'resend' | 'acknowledgement'

/** Bound of each side's memory: messages waiting for an acknowledgement, or for their turn. */
export const maxUnacknowledged = 256

const acknowledgementDelayMs = 50
const firstResendMs = 1_000
const longestResendMs = 8_000
/** A resend by timer repeats only the oldest: the rest follows as soon as these are acknowledged. */
const resendBurst = 16

export const newLink: LinkState = {
  unacknowledged: [],
  sent: 0,
  delivered: 0,
  early: new Map(),
  resends: 0,
  owesAcknowledgement: false,
}

type Step = readonly [LinkState, readonly LinkCommand[]]

export function link(state: LinkState, event: LinkEvent): Step {
  switch (event.type) {
    case 'send':
      return send(state, event.body)
    case 'received':
      return receive(state, event)
    case 'routes-changed':
      return resend({ ...state, resends: 0 }, state.unacknowledged.length)
    case 'resend-due':
      return resend({ ...state, resends: state.resends + 1 }, resendBurst)
    case 'acknowledgement-due':
      return acknowledge(state)
  }
}

function send(state: LinkState, body: unknown): Step {
  if (state.unacknowledged.length >= maxUnacknowledged) return [state, [{ type: 'overflow' }]]
  const sequence = state.sent + 1
  const unacknowledged = [...state.unacknowledged, { sequence, body }]
  const commands: LinkCommand[] = [{ type: 'transmit', sequence, acknowledged: state.delivered, body, everywhere: false }]
  if (state.owesAcknowledgement) commands.push({ type: 'stop-timer', timer: 'acknowledgement' })
  if (state.unacknowledged.length === 0) commands.push(startResendTimer(state.resends))
  return [{ ...state, sent: sequence, unacknowledged, owesAcknowledgement: false }, commands]
}

function receive(state: LinkState, { sequence, acknowledged, body }: LinkEvent & { type: 'received' }): Step {
  const [heard, heardCommands] = forgetAcknowledged(state, acknowledged)
  if (sequence === 0) return [heard, heardCommands]
  const [received, deliveries] = takeInOrder(heard, sequence, body)
  if (received.owesAcknowledgement) return [received, [...heardCommands, ...deliveries]]
  const timer: LinkCommand = { type: 'start-timer', timer: 'acknowledgement', delayMs: acknowledgementDelayMs }
  return [{ ...received, owesAcknowledgement: true }, [...heardCommands, timer, ...deliveries]]
}

function forgetAcknowledged(state: LinkState, acknowledged: number): Step {
  const unacknowledged = state.unacknowledged.filter((message) => message.sequence > acknowledged)
  if (unacknowledged.length === state.unacknowledged.length) return [state, []]
  const timer: LinkCommand = unacknowledged.length === 0 ? { type: 'stop-timer', timer: 'resend' } : startResendTimer(0)
  return [{ ...state, unacknowledged, resends: 0 }, [timer]]
}

function takeInOrder(state: LinkState, sequence: number, body: unknown): Step {
  const duplicate = sequence <= state.delivered || state.early.has(sequence)
  const tooEarly = sequence > state.delivered + maxUnacknowledged
  if (duplicate || tooEarly) return [state, []]
  const early = new Map(state.early).set(sequence, body)
  const commands: LinkCommand[] = []
  let delivered = state.delivered
  while (early.has(delivered + 1)) {
    delivered += 1
    commands.push({ type: 'deliver', body: early.get(delivered) })
    early.delete(delivered)
  }
  return [{ ...state, delivered, early }, commands]
}

function resend(state: LinkState, count: number): Step {
  if (state.unacknowledged.length === 0) return [state, []]
  const commands: LinkCommand[] = state.unacknowledged.slice(0, count).map(({ sequence, body }) => ({
    type: 'transmit',
    sequence,
    acknowledged: state.delivered,
    body,
    everywhere: true,
  }))
  return [state, [...commands, startResendTimer(state.resends)]]
}

function acknowledge(state: LinkState): Step {
  if (!state.owesAcknowledgement) return [state, []]
  const acknowledgement: LinkCommand = {
    type: 'transmit',
    sequence: 0,
    acknowledged: state.delivered,
    body: undefined,
    everywhere: true,
  }
  return [{ ...state, owesAcknowledgement: false }, [acknowledgement]]
}

function startResendTimer(resends: number): LinkCommand {
  const delayMs = Math.min(firstResendMs * 2 ** Math.min(resends, 10), longestResendMs)
  return { type: 'start-timer', timer: 'resend', delayMs }
}
