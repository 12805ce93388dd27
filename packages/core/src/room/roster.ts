import type { ChannelEvent, PeerId, Presence } from '../signaling/channel.ts'
import { isSamePresence } from '../signaling/presence.ts'

/** Who is in the room, by what the channel says. Nobody leaves because signaling is down: only a channel that is up knows who left. */
export type Roster = ReadonlyMap<PeerId, Presence>

export type RosterChange =
  | { readonly type: 'joined'; readonly peer: Presence }
  /** The same epoch was announced again: its channel may have lost what was sent meanwhile. */
  | { readonly type: 'returned'; readonly peer: Presence }
  /** The same epoch says another name, or other data. */
  | { readonly type: 'changed'; readonly peer: Presence; readonly before: Presence }
  | { readonly type: 'left'; readonly peer: Presence }

export const emptyRoster: Roster = new Map()

export function updateRoster(roster: Roster, event: ChannelEvent): readonly [Roster, readonly RosterChange[]] {
  switch (event.type) {
    case 'joined':
      return [new Map(roster).set(event.peer.peerId, event.peer), changesOnJoin(roster, event.peer)]
    case 'left': {
      const peer = roster.get(event.peerId)
      if (peer?.epoch !== event.epoch) return [roster, []]
      return [new Map([...roster].filter(([peerId]) => peerId !== event.peerId)), [{ type: 'left', peer }]]
    }
    case 'closed':
      return [emptyRoster, [...roster.values()].map((peer) => ({ type: 'left', peer }))]
    case 'up':
    case 'down':
    case 'message':
      return [roster, []]
  }
}

function changesOnJoin(roster: Roster, peer: Presence): readonly RosterChange[] {
  const known = roster.get(peer.peerId)
  if (known === undefined) return [{ type: 'joined', peer }]
  if (known.epoch === peer.epoch) {
    const returned: RosterChange = { type: 'returned', peer }
    return isSamePresence(known, peer) ? [returned] : [returned, { type: 'changed', peer, before: known }]
  }
  return [
    { type: 'left', peer: known },
    { type: 'joined', peer },
  ]
}
