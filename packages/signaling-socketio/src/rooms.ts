import type { Epoch, PeerId, Presence, RoomId } from '@earshot/core/signaling'

/** One peer's place in one room. Replaced by a new object whenever the peer joins again. */
export interface Membership<Connection> {
  readonly room: RoomId
  readonly presence: Presence
  /** `null` while the peer is away: its connection was lost, and it may still come back. */
  readonly connection: Connection | null
  /** Epochs of this peer that a newer one has replaced. They do not come back, or two pages would replace each other for ever. */
  readonly replacedEpochs: readonly Epoch[]
}

export type JoinOutcome<Connection> =
  | {
      readonly type: 'joined'
      readonly membership: Membership<Connection>
      /** The same peer's place until now. */
      readonly previous: Membership<Connection> | null
    }
  | { readonly type: 'refused'; readonly reason: 'already-joined' | 'room-full' | 'replaced' }

const maxReplacedEpochs = 16

/** Who is in which room, over which connection. Knows no Socket.IO and sends nothing: callers tell the members. */
export class Rooms<Connection> {
  readonly #roomsById = new Map<RoomId, Map<PeerId, Membership<Connection>>>()
  readonly #membershipsByConnection = new Map<Connection, Membership<Connection>>()
  readonly #maxMembers: number

  constructor(maxMembers: number) {
    this.#maxMembers = maxMembers
  }

  /** The newest join of a peer wins; its earlier connection, if it still has one, is in `previous`. */
  join(room: RoomId, presence: Presence, connection: Connection): JoinOutcome<Connection> {
    if (this.#membershipsByConnection.has(connection)) return { type: 'refused', reason: 'already-joined' }
    const members = this.#roomsById.get(room) ?? new Map<PeerId, Membership<Connection>>()
    const previous = members.get(presence.peerId) ?? null
    if (previous === null && members.size >= this.#maxMembers) return { type: 'refused', reason: 'room-full' }
    if (previous?.replacedEpochs.includes(presence.epoch)) return { type: 'refused', reason: 'replaced' }

    const membership = { room, presence, connection, replacedEpochs: replacedEpochs(previous, presence.epoch) }
    if (previous?.connection) this.#membershipsByConnection.delete(previous.connection)
    this.#membershipsByConnection.set(connection, membership)
    this.#roomsById.set(room, members.set(presence.peerId, membership))
    return { type: 'joined', membership, previous }
  }

  /** The place of the peer behind this connection. */
  of(connection: Connection): Membership<Connection> | null {
    return this.#membershipsByConnection.get(connection) ?? null
  }

  /** Everyone in the room but this one. */
  others(membership: Membership<Connection>): readonly Membership<Connection>[] {
    const members = [...(this.#roomsById.get(membership.room)?.values() ?? [])]
    return members.filter((other) => other.presence.peerId !== membership.presence.peerId)
  }

  /** The place of another peer in the same room. */
  find(sender: Membership<Connection>, to: PeerId): Membership<Connection> | null {
    return to === sender.presence.peerId ? null : (this.#roomsById.get(sender.room)?.get(to) ?? null)
  }

  /** Puts another presence of the same peer in the place of the one behind this connection; `null` when it is none of this peer's. */
  update(connection: Connection, presence: Presence): Membership<Connection> | null {
    const membership = this.of(connection)
    if (membership === null) return null
    const { peerId, epoch, role } = membership.presence
    if (presence.peerId !== peerId || presence.epoch !== epoch || presence.role !== role) return null
    const updated = { ...membership, presence }
    this.#membershipsByConnection.set(connection, updated)
    this.#roomsById.get(membership.room)?.set(peerId, updated)
    return updated
  }

  /** The peer's connection was lost: it stays a member. The result is the place to `remove` when it does not come back. */
  away(connection: Connection): Membership<Connection> | null {
    const membership = this.of(connection)
    if (membership === null) return null
    const awayMembership = { ...membership, connection: null }
    this.#membershipsByConnection.delete(connection)
    this.#roomsById.get(membership.room)?.set(membership.presence.peerId, awayMembership)
    return awayMembership
  }

  /** Takes the peer out of its room. `false` when this place is not its place any more: it has joined again. */
  remove(membership: Membership<Connection>): boolean {
    const { room, presence, connection } = membership
    const members = this.#roomsById.get(room)
    if (members?.get(presence.peerId) !== membership) return false
    members.delete(presence.peerId)
    if (members.size === 0) this.#roomsById.delete(room)
    if (connection !== null) this.#membershipsByConnection.delete(connection)
    return true
  }

  /** The number of users in each room that has any; those who are away count. */
  sizes(): ReadonlyMap<RoomId, number> {
    return new Map([...this.#roomsById].map(([room, members]) => [room, members.size]))
  }

  /** The number of users in this room. */
  size(room: RoomId): number {
    return this.#roomsById.get(room)?.size ?? 0
  }
}

function replacedEpochs<Connection>(previous: Membership<Connection> | null, epoch: Epoch): readonly Epoch[] {
  if (previous === null) return []
  if (previous.presence.epoch === epoch) return previous.replacedEpochs
  return [...previous.replacedEpochs, previous.presence.epoch].slice(-maxReplacedEpochs)
}
