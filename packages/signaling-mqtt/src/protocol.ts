import { isId, maxPayloadLength, parsePresence, type Epoch, type Presence } from '@earshot/core/signaling'
import * as v from 'valibot'

/** On a presence topic. An empty one, which is also every peer's will, says that a connection is gone: the peer may come back. */
export type PresenceMessage =
  /** `connection` counts the peer's connections: a new one may have lost what was sent meanwhile. */
  | { readonly type: 'here'; readonly connection: number; readonly presence: Presence }
  | { readonly type: 'left'; readonly epoch: Epoch }

/** From a peer to itself, on its own message topic: pages with one identity agree on who is in the room. */
export type Claim =
  /** A page that has just been opened. Whoever is there already gives way. */
  | { readonly type: 'claim'; readonly epoch: Epoch }
  /** A page whose connection was lost, and which is back. */
  | { readonly type: 'claim-again'; readonly epoch: Epoch }
  /** To one that is back: `epoch` has taken the place meanwhile. */
  | { readonly type: 'taken'; readonly epoch: Epoch }

/** Bytes of the longest presence: 4 KiB of data, every character of the rest as \uXXXX, and the names of the members. */
export const maxPresenceBytes = 8_192
/** Bytes of the longest message: JSON writes a control character as six of them. */
export const maxMessageBytes: number = maxPayloadLength * 6 + 2

export function parsePresenceMessage(text: string): PresenceMessage | null {
  return parse(presenceMessage, text)
}

export function parseClaim(text: string): Claim | null {
  return parse(claim, text)
}

/** A payload as it is sent: JSON, because UTF-8 alone has no halves of surrogate pairs. */
export function writePayload(payload: string): string {
  return JSON.stringify(payload)
}

export function parsePayload(text: string): string | null {
  return parse(payload, text)
}

const id = v.custom<string>(isId)
/** Also cleans the name. */
const presence = v.pipe(
  v.unknown(),
  v.transform(parsePresence),
  v.custom<Presence>((value) => value !== null),
)
const payload = v.pipe(v.string(), v.maxLength(maxPayloadLength))

const presenceMessage = v.variant('type', [
  v.strictObject({ type: v.literal('here'), connection: v.pipe(v.number(), v.safeInteger(), v.minValue(1)), presence }),
  v.strictObject({ type: v.literal('left'), epoch: id }),
])
const claim = v.variant('type', [
  v.strictObject({ type: v.literal('claim'), epoch: id }),
  v.strictObject({ type: v.literal('claim-again'), epoch: id }),
  v.strictObject({ type: v.literal('taken'), epoch: id }),
])

function parse<Output>(schema: v.GenericSchema<unknown, Output>, text: string): Output | null {
  const result = v.safeParse(schema, parseJson(text))
  return result.success ? result.output : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
