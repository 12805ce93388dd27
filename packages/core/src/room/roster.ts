import type { ChannelEvent, PeerId, Presence } from '../signaling/channel.ts'

/**
 * Who is in the room, from what the channel says. While signaling is down nobody is judged: those who were there stay, unconfirmed,
 * and only who has not come back `graceMs` after the channel did has left.
 */
export interface Roster {
  readonly peers: ReadonlyMap<PeerId, Presence>
  readonly unconfirmed: ReadonlySet<PeerId>
}

export type RosterEvent = ChannelEvent | { readonly type: 'grace-over' }

export type RosterCommand =
  | { readonly type: 'joined'; readonly peer: Presence }
  /** The same epoch was announced again: its channel may have lost what was sent meanwhile. */
  | { readonly type: 'returned'; readonly peer: Presence }
  | { readonly type: 'left'; readonly peer: Presence }
  | { readonly type: 'start-grace'; readonly graceMs: number }
  | { readonly type: 'stop-grace' }

export const emptyRoster: Roster = { peers: new Map(), unconfirmed: new Set() }

const graceMs = 15_000

type Step = readonly [Roster, readonly RosterCommand[]]

export function updateRoster(roster: Roster, event: RosterEvent): Step {
  switch (event.type) {
    case 'joined':
      return join(roster, event.peer)
    case 'left':
      return roster.peers.get(event.peerId)?.epoch === event.epoch ? remove(roster, [event.peerId]) : [roster, []]
    case 'down':
      return [{ ...roster, unconfirmed: new Set(roster.peers.keys()) }, [{ type: 'stop-grace' }]]
    case 'up':
      return [roster, roster.unconfirmed.size > 0 ? [{ type: 'start-grace', graceMs }] : []]
    case 'grace-over':
      return remove(roster, [...roster.unconfirmed])
    case 'closed':
      return remove(roster, [...roster.peers.keys()])
    case 'message':
      return [roster, []]
  }
}

function join(roster: Roster, peer: Presence): Step {
  const known = roster.peers.get(peer.peerId)
  const next: Roster = {
    peers: new Map(roster.peers).set(peer.peerId, peer),
    unconfirmed: without(roster.unconfirmed, peer.peerId),
  }
  if (known === undefined) return [next, [{ type: 'joined', peer }]]
  if (known.epoch === peer.epoch) return [next, [{ type: 'returned', peer }]]
  return [
    next,
    [
      { type: 'left', peer: known },
      { type: 'joined', peer },
    ],
  ]
}

function remove(roster: Roster, peerIds: readonly PeerId[]): Step {
  const peers = new Map(roster.peers)
  const commands: RosterCommand[] = []
  for (const peerId of peerIds) {
    const peer = peers.get(peerId)
    if (peer !== undefined) commands.push({ type: 'left', peer })
    peers.delete(peerId)
  }
  return [{ peers, unconfirmed: new Set([...roster.unconfirmed].filter((peerId) => peers.has(peerId))) }, commands]
}

function without(ids: ReadonlySet<PeerId>, peerId: PeerId): ReadonlySet<PeerId> {
  return new Set([...ids].filter((id) => id !== peerId))
}
