import { isId, maxPayloadLength, type Presence, type RoomId } from './channel.ts'
import { parsePresence } from './presence.ts'

/**
 * Throws a `TypeError` for what no room and no peer may be called. Every transport calls it first in `open`.
 * Returns the presence as the others will see it, its name cleaned.
 */
export function checkOpening(room: RoomId, self: Presence): Presence {
  if (!isId(room)) throw new TypeError(`A room's id is 1 to 64 of A-Z a-z 0-9 _ -, not ${JSON.stringify(room)}`)
  if (!isId(self.peerId)) throw new TypeError(`A peer's id is 1 to 64 of A-Z a-z 0-9 _ -, not ${JSON.stringify(self.peerId)}`)
  const presence = parsePresence(self)
  if (presence !== null) return presence
  throw new TypeError(
    'A presence has an epoch, the role member or observer, a name of 1 to 64 visible characters, and at most 16 capabilities',
  )
}

/** Throws a `TypeError` for a payload that no transport carries. Every transport calls it first in `send`. */
export function checkPayload(payload: string): void {
  if (typeof payload !== 'string') throw new TypeError('A payload is a string')
  if (payload.length > maxPayloadLength) {
    throw new TypeError(`A payload has at most ${maxPayloadLength} characters, this one has ${payload.length}`)
  }
}
