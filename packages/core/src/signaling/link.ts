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
  readonly early: ReadonlyMap<number, Early>
  /** Resends since the peer last acknowledged something new. */
  readonly resends: number
  /** An acknowledgement is owed and its timer runs. `again`: the peer repeated itself, so the last one may be lost. */
  readonly owed: 'nothing' | 'acknowledgement' | 'again'
}

interface Outgoing {
  readonly sequence: number
  readonly body: unknown
}

interface Early {
  readonly body: unknown
  readonly length: number
}

export type LinkEvent =
  | { readonly type: 'send'; readonly body: unknown }
  | ReceivedEvent
  /** A route was opened beside those there are: what is on its way over them may still arrive. */
  | { readonly type: 'route-opened' }
  /** A route was closed with what was on it, or is back without it. */
  | { readonly type: 'route-lost' }
  | { readonly type: 'resend-due' }
  | { readonly type: 'acknowledgement-due' }

interface ReceivedEvent {
  readonly type: 'received'
  readonly sequence: number
  readonly acknowledged: number
  readonly body: unknown
  /** Of the payload it came in, in UTF-16 code units. */
  readonly length: number
}

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

/** Bound of what waits for its turn, in UTF-16 code units of payloads. What is over it is dropped, and the peer repeats it. */
export const maxEarlyLength = 262_144

/** Long enough for the next message to carry it, or for the control channel to open; short against the first resend. */
const acknowledgementDelayMs = 200
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
  owed: 'nothing',
}

type Step = readonly [LinkState, readonly LinkCommand[]]

export function link(state: LinkState, event: LinkEvent): Step {
  switch (event.type) {
    case 'send':
      return send(state, event.body)
    case 'received':
      return receive(state, event)
    case 'route-opened':
      // A message that was not repeated yet is as old as one round trip at most: an acknowledgement may be on its way.
      return state.resends === 0 ? [state, []] : resendEverything(state)
    case 'route-lost':
      return resendEverything(state)
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
  if (state.owed !== 'nothing') commands.push({ type: 'stop-timer', timer: 'acknowledgement' })
  if (state.unacknowledged.length === 0) commands.push(startResendTimer(state.resends))
  return [{ ...state, sent: sequence, unacknowledged, owed: 'nothing' }, commands]
}

function receive(state: LinkState, { sequence, acknowledged, body, length }: ReceivedEvent): Step {
  const [heard, heardCommands] = forgetAcknowledged(state, acknowledged)
  if (sequence === 0) return [heard, heardCommands]
  const repeated = sequence <= heard.delivered || heard.early.has(sequence)
  const owed = repeated || heard.owed === 'again' ? 'again' : 'acknowledgement'
  const [received, deliveries] = takeInOrder({ ...heard, owed }, sequence, { body, length })
  if (heard.owed !== 'nothing') return [received, [...heardCommands, ...deliveries]]
  const timer: LinkCommand = { type: 'start-timer', timer: 'acknowledgement', delayMs: acknowledgementDelayMs }
  return [received, [...heardCommands, timer, ...deliveries]]
}

function forgetAcknowledged(state: LinkState, acknowledged: number): Step {
  const unacknowledged = state.unacknowledged.filter((message) => message.sequence > acknowledged)
  if (unacknowledged.length === state.unacknowledged.length) return [state, []]
  const timer: LinkCommand = unacknowledged.length === 0 ? { type: 'stop-timer', timer: 'resend' } : startResendTimer(0)
  return [{ ...state, unacknowledged, resends: 0 }, [timer]]
}

function takeInOrder(state: LinkState, sequence: number, message: Early): Step {
  const duplicate = sequence <= state.delivered || state.early.has(sequence)
  const isNext = sequence === state.delivered + 1
  if (duplicate || !(isNext || mayKeep(state, sequence, message))) return [state, []]
  const early = new Map(state.early).set(sequence, message)
  const commands: LinkCommand[] = []
  let delivered = state.delivered
  for (let next = early.get(delivered + 1); next !== undefined; next = early.get(delivered + 1)) {
    delivered += 1
    commands.push({ type: 'deliver', body: next.body })
    early.delete(delivered)
  }
  return [{ ...state, delivered, early }, commands]
}

function mayKeep(state: LinkState, sequence: number, { length }: Early): boolean {
  return sequence <= state.delivered + maxUnacknowledged && earlyLength(state) + length <= maxEarlyLength
}

/** Length of what waits for its turn, in UTF-16 code units of payloads. */
export function earlyLength({ early }: LinkState): number {
  let sum = 0
  for (const { length } of early.values()) sum += length
  return sum
}

function resendEverything(state: LinkState): Step {
  return resend({ ...state, resends: 0 }, state.unacknowledged.length)
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
  if (state.owed === 'nothing') return [state, []]
  const acknowledgement: LinkCommand = {
    type: 'transmit',
    sequence: 0,
    acknowledged: state.delivered,
    body: undefined,
    everywhere: state.owed === 'again',
  }
  return [{ ...state, owed: 'nothing' }, [acknowledgement]]
}

function startResendTimer(resends: number): LinkCommand {
  const delayMs = Math.min(firstResendMs * 2 ** Math.min(resends, 10), longestResendMs)
  return { type: 'start-timer', timer: 'resend', delayMs }
}
