import { describe, wrongArgument } from '../arguments.ts'
import { isId, maxPayloadLength, type Presence, type RoomId } from './channel.ts'
import { maxDataDepth } from './json.ts'
import { parsePresence } from './presence.ts'

/**
 * Throws a `TypeError` for what no room and no peer may be called. Every transport calls it first in `open`.
 * Returns the presence as the others will see it: its name cleaned, its data copied.
 */
export function checkOpening(room: RoomId, self: Presence): Presence {
  requireId('Room id', room)
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

/** Throws a `TypeError` for what may name neither a room nor a peer. */
export function requireId(what: string, value: unknown): void {
  if (isId(value)) return
  throw new TypeError(`${what} must be 1–64 characters of A–Z, a–z, 0–9, _ or -; got ${describe(value)}.`)
}

/** Throws a `TypeError` for a payload that no transport carries. Every transport calls it first in `send`. */
export function checkPayload(payload: string): void {
  if (typeof payload !== 'string') throw new TypeError(`A payload must be a string; got ${describe(payload)}.`)
  if (payload.length > maxPayloadLength) {
    throw new TypeError(`A payload must have at most ${maxPayloadLength} characters; got ${payload.length}.`)
  }
}

function checkPresence(self: Presence): Presence {
  const presence = parsePresence(self)
  if (presence !== null) return presence
  requireId('Peer id', self?.peerId)
  if (parsePresence({ ...self, name: 'guest' }) !== null) {
    throw wrongArgument('name', 'a string of 1–64 visible characters', self.name)
  }
  throw new TypeError(
    'A presence must have an epoch, the role member or observer, a name of 1–64 visible characters, at most 16 capabilities, ' +
      `and data that is JSON of at most 4 KiB, nested at most ${maxDataDepth} deep, or null.`,
  )
}
