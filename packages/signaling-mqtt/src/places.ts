import type { PeerId, RoomId } from '@earshot/core/signaling'

import type { Place } from './access.ts'

export type TakeOutcome<Connection> =
  /** `previous` held it until now. */
  | { readonly type: 'taken'; readonly previous: Connection | null }
  /** `replaced`: a page that comes back finds a newer one in its place. */
  | { readonly type: 'refused'; readonly reason: 'replaced' | 'room-full' }

interface Holder<Connection> {
  readonly connection: Connection
  readonly place: Place
  /** What it has said on its presence topic, as it is on the wire; `null` when that is empty. */
  presence: string | null
}

/** Which connection holds which peer's place in which room: one at a time, so that nobody reads along unnoticed. */
export class Places<Connection> {
  readonly #roomsById = new Map<RoomId, Map<PeerId, Holder<Connection>>>()
  readonly #maxMembers: number

  constructor(maxMembers: number) {
    this.#maxMembers = maxMembers
  }

  take(place: Place, connection: Connection): TakeOutcome<Connection> {
    const members = this.#roomsById.get(place.room) ?? new Map<PeerId, Holder<Connection>>()
    const previous = members.get(place.peerId) ?? null
    if (previous === null && members.size >= this.#maxMembers) return { type: 'refused', reason: 'room-full' }
    if (previous !== null && place.again && previous.place.epoch !== place.epoch) return { type: 'refused', reason: 'replaced' }
    this.#roomsById.set(place.room, members.set(place.peerId, { connection, place, presence: null }))
    return { type: 'taken', previous: previous?.connection ?? null }
  }

  /** Keeps what a connection has said of its peer, for those who come later. Forgotten with the place. */
  announce({ room, peerId }: Place, connection: Connection, presence: string | null): void {
    const holder = this.#roomsById.get(room)?.get(peerId)
    if (holder?.connection === connection) holder.presence = presence
  }

  /** What is known of each member of the room. */
  presences(room: RoomId): ReadonlyMap<PeerId, string> {
    const holders = [...(this.#roomsById.get(room) ?? [])]
    return new Map(holders.flatMap(([peerId, { presence }]) => (presence === null ? [] : [[peerId, presence]])))
  }

  /** `false` when another connection has taken the place meanwhile. */
  giveUp({ room, peerId }: Place, connection: Connection): boolean {
    const members = this.#roomsById.get(room)
    if (members?.get(peerId)?.connection !== connection) return false
    members.delete(peerId)
    if (members.size === 0) this.#roomsById.delete(room)
    return true
  }

  /** The number of users in each room that has any. */
  sizes(): ReadonlyMap<RoomId, number> {
    return new Map([...this.#roomsById].map(([room, members]) => [room, members.size]))
  }

  /** The number of users in this room. */
  size(room: RoomId): number {
    return this.#roomsById.get(room)?.size ?? 0
  }
}
