import { describe } from '../arguments.ts'
import { isId, maxPayloadLength, type Presence, type RoomId } from './channel.ts'
import { maxDataDepth } from './json.ts'
import { parsePresence } from './presence.ts'

/**
 * Throws a `TypeError` for what no room and no peer may be called. Every transport calls it first in `open`.
 * Returns the presence as the others will see it: its name cleaned, its data copied.
 */
export function checkOpening(room: RoomId, self: Presence): Presence {
  if (!isId(room)) throw new TypeError(`Room id ${idRule}; got ${describe(room)}.`)
  return checkPresence(self)
}

/**
 * Throws a `TypeError` for what cannot take the place of `present`. Every transport calls it first in `update`.
 * Returns the presence as the others will see it: its name cleaned, its data copied.
 */
export function checkUpdate(present: Presence, self: Presence): Presence {
  const presence = checkPresence(self)
  for (const member of ['peerId', 'epoch', 'role'] as const) {
    if (presence[member] === present[member]) continue
    throw new TypeError(
      `The ${member} of a presence must stay ${present[member]} until the peer joins again; got ${presence[member]}.`,
    )
  }
  return presence
}

/** Throws a `TypeError` for a payload that no transport carries. Every transport calls it first in `send`. */
export function checkPayload(payload: string): void {
  if (typeof payload !== 'string') throw new TypeError(`A payload must be a string; got ${describe(payload)}.`)
  if (payload.length > maxPayloadLength) {
    throw new TypeError(`A payload must have at most ${maxPayloadLength} characters; got ${payload.length}.`)
  }
}

const idRule = 'must be 1–64 characters of A–Z, a–z, 0–9, _ or -'

function checkPresence(self: Presence): Presence {
  const presence = parsePresence(self)
  if (presence !== null) return presence
  const peerId: unknown = self?.peerId
  if (!isId(peerId)) throw new TypeError(`Peer id ${idRule}; got ${describe(peerId)}.`)
  throw new TypeError(
    'A presence must have an epoch, the role member or observer, a name of 1–64 visible characters, at most 16 capabilities, ' +
      `and data that is JSON of at most 4 KiB, nested at most ${maxDataDepth} deep, or null.`,
  )
}
