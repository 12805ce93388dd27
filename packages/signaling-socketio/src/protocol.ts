import {
  isId,
  maxPayloadLength,
  parsePresence,
  type Epoch,
  type PeerId,
  type Presence,
  type RoomId,
} from '@earshot/core/signaling'
import * as v from 'valibot'

/** Where both ends expect the WebSocket. */
export const defaultPath = '/socket.io'

/** Client to server, `join`: answered with a `JoinAnswer`. */
export interface JoinRequest {
  readonly room: RoomId
  readonly presence: Presence
}

export type JoinAnswer =
  | {
      readonly joined: true
      readonly members: readonly Presence[]
      /** After this time, a member that was known before and is not back has left: a server that restarted knows nobody at first. */
      readonly settledInMs: number
    }
  | { readonly joined: false; readonly reason: RefusalReason }

export type RefusalReason = 'malformed' | 'already-joined' | 'room-full' | 'replaced'

/** Client to server, `message`: passed on to one member of the sender's room. */
export interface Outgoing {
  readonly to: PeerId
  readonly payload: string
}

/** Server to client, `message`. The server writes `from` from its own record. */
export interface Incoming {
  readonly from: PeerId
  readonly payload: string
}

/** Server to client, `left`. */
export interface Departure {
  readonly peerId: PeerId
  readonly epoch: Epoch
}

/** What a client emits. */
export interface ClientEvents {
  join: (request: JoinRequest, answer: (answer: unknown) => void) => void
  leave: (done: () => void) => void
  /** The sender's presence from now on, passed on to the room as `joined`: peer id, epoch and role are those that joined. */
  presence: (presence: Presence) => void
  message: (message: Outgoing) => void
}

/** What a server emits. */
export interface ServerEvents {
  joined: (presence: Presence) => void
  left: (departure: Departure) => void
  message: (message: Incoming) => void
  /** The same peer joined over another connection; the server disconnects this one. */
  replaced: () => void
  /** The server disconnects, and this is why, in words for a log. */
  dismissed: (reason: string) => void
}

/** The same events where they arrive: unknown until parsed, and with as many arguments as the other side liked. */
export type Received<Events> = { [Name in keyof Events]: (...values: unknown[]) => void }

export function parseJoinRequest(value: unknown): JoinRequest | null {
  return parse(joinRequest, value)
}

export function parseJoinAnswer(value: unknown): JoinAnswer | null {
  return parse(joinAnswer, value)
}

export function parseOutgoing(value: unknown): Outgoing | null {
  return parse(outgoing, value)
}

export function parseIncoming(value: unknown): Incoming | null {
  return parse(incoming, value)
}

export function parseDeparture(value: unknown): Departure | null {
  return parse(departure, value)
}

// Every schema is strict and shallow: what passes is short and nests little, so that passing it on can not exhaust the stack (docs/robustness.md T13).
const id = v.custom<string>(isId)
/** Also cleans the name. */
const presence = v.pipe(
  v.unknown(),
  v.transform(parsePresence),
  v.custom<Presence>((value) => value !== null),
)
const payload = v.pipe(v.string(), v.maxLength(maxPayloadLength))
const refusalReason = v.picklist(['malformed', 'already-joined', 'room-full', 'replaced'])

const joinRequest = v.strictObject({ room: id, presence })
const joinAnswer = v.variant('joined', [
  v.strictObject({ joined: v.literal(true), members: v.array(presence), settledInMs: v.pipe(v.number(), v.minValue(0)) }),
  v.strictObject({ joined: v.literal(false), reason: refusalReason }),
])
const outgoing = v.strictObject({ to: id, payload })
const incoming = v.strictObject({ from: id, payload })
const departure = v.strictObject({ peerId: id, epoch: id })

function parse<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Output | null {
  const result = v.safeParse(schema, value)
  return result.success ? result.output : null
}
