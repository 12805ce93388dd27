import { isId, maxPayloadLength, type Presence, type RoomId } from './channel.ts'
import { parsePresence } from './presence.ts'

/** Throws a `TypeError` for what no room and no peer may be called. Every transport calls it first in `open`. */
export function checkOpening(room: RoomId, self: Presence): void {
  if (!isId(room)) throw new TypeError(`A room's id is 1 to 64 of A-Z a-z 0-9 _ -, not ${JSON.stringify(room)}`)
  if (!isId(self.peerId)) throw new TypeError(`A peer's id is 1 to 64 of A-Z a-z 0-9 _ -, not ${JSON.stringify(self.peerId)}`)
  if (parsePresence(self) === null) {
    throw new TypeError(
      'A presence has an epoch, a role, a name of 1 to 64 characters, and at most 16 capabilities of 32 characters',
    )
  }
}

/** Throws a `TypeError` for a payload that no transport carries. Every transport calls it first in `send`. */
export function checkPayload(payload: string): void {
  if (typeof payload !== 'string') throw new TypeError('A payload is a string')
  if (payload.length > maxPayloadLength) {
    throw new TypeError(`A payload has at most ${maxPayloadLength} characters, this one has ${payload.length}`)
  }
}
