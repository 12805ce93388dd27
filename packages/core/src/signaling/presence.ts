import * as v from 'valibot'

import { isId, type Presence } from './channel.ts'
import { parseData, type Json } from './json.ts'

const id: v.GenericSchema<unknown, string> = v.custom<string>(isId)

/** Control characters and direction overrides let a name pose as something else on a screen or in a log. */
const deceptive = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

const name: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.maxLength(64),
  v.transform((text) => text.replace(deceptive, '').trim()),
  v.minLength(1),
)

/** Data that an application attached to a presence or a call. */
export const data: v.GenericSchema<unknown, Json> = v.pipe(
  v.unknown(),
  v.transform(parseData),
  v.custom<Json>((value) => value !== undefined),
)

const presence: v.GenericSchema<unknown, Presence> = v.strictObject({
  peerId: id,
  epoch: id,
  role: v.picklist(['member', 'observer']),
  name,
  capabilities: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(16)),
  data,
})

/** The presence that `value` is, or `null`. Unknown members are refused, so what a server relays is shallow and small; the name is cleaned. */
export function parsePresence(value: unknown): Presence | null {
  const result = v.safeParse(presence, value)
  return result.success ? result.output : null
}

/** Tells whether two presences say the same: an engine repeats one to say that a peer is still here. */
export function isSamePresence(one: Presence, other: Presence): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
