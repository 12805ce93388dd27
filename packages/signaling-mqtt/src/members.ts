import { isSamePresence, type ChannelEvent, type PeerId, type Presence } from '@earshot/core/signaling'

import type { PresenceMessage } from './protocol.ts'

/**
 * Who is in the room, by what its presence topics say. There is no server that would know who is gone: each member's place is a lease
 * that its messages renew. Pure: `now` is the receiver's own monotonic time, so that no clock has to be right (docs/robustness.md F23).
 */
export type Members = ReadonlyMap<PeerId, Member>

export interface Member {
  readonly presence: Presence
  readonly connection: number
  /** When it was last heard, or its lease began anew. */
  readonly heardAt: number
  /** Heard since this channel's own connection was made. */
  readonly present: boolean
}

type Step = readonly [Members, readonly ChannelEvent[]]

/** A presence message. `retained`: from the broker's memory, so it may be of somebody who is long gone. */
export function hear(members: Members, peerId: PeerId, message: PresenceMessage, retained: boolean, now: number): Step {
  const known = members.get(peerId)
  if (message.type === 'left') {
    if (known?.presence.epoch !== message.epoch) return [members, []]
    return [without(members, peerId), [{ type: 'left', peerId, epoch: message.epoch }]]
  }
  const { presence, connection } = message
  const same = known?.presence.epoch === presence.epoch
  // What a broker remembers must not push out somebody who was heard (docs/robustness.md T9): whoever is there says so within seconds.
  if (retained && known !== undefined && (!same || known.present)) return [members, []]
  // A peer's connections follow each other, and a role is for an epoch: such a message is late, or a lie.
  if (same && (connection < known.connection || presence.role !== known.presence.role)) return [members, []]
  const news = arrives(members, peerId, message) || known?.present !== true || !isSamePresence(presence, known.presence)
  const member: Member = { presence, connection, heardAt: retained && same ? known.heardAt : now, present: true }
  return [new Map(members).set(peerId, member), news ? [{ type: 'joined', peer: presence }] : []]
}

/** Tells whether the peer is here anew: over another connection than before, or for the first time. */
export function arrives(members: Members, peerId: PeerId, { presence, connection }: PresenceMessage & { type: 'here' }): boolean {
  const known = members.get(peerId)
  return known?.presence.epoch !== presence.epoch || known.connection !== connection
}

/** This channel's connection is new: everyone has the time of a lease to be heard again. */
export function expectAll(members: Members, now: number): Members {
  return new Map([...members].map(([peerId, member]) => [peerId, { ...member, heardAt: now, present: false }]))
}

/** Time in which nobody could be heard, because this page slept, is given back to everyone. */
export function extendAll(members: Members, byMs: number): Members {
  return new Map([...members].map(([peerId, member]) => [peerId, { ...member, heardAt: member.heardAt + byMs }]))
}

/** Those whose lease has run out have left. */
export function expire(members: Members, leaseMs: number, now: number): Step {
  const gone = [...members].filter(([, member]) => now - member.heardAt > leaseMs)
  if (gone.length === 0) return [members, []]
  const rest = new Map(members)
  for (const [peerId] of gone) rest.delete(peerId)
  return [rest, gone.map(([peerId, { presence }]) => ({ type: 'left', peerId, epoch: presence.epoch }))]
}

function without(members: Members, peerId: PeerId): Members {
  return new Map([...members].filter(([other]) => other !== peerId))
}
