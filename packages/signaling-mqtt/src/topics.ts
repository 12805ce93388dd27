import { isId, type PeerId, type RoomId } from '@earshot/core/signaling'

/** What a topic of ours is about. */
export type Topic =
  | { readonly type: 'presence'; readonly room: RoomId; readonly peerId: PeerId }
  | { readonly type: 'message'; readonly room: RoomId; readonly to: PeerId; readonly from: PeerId }

/** The one place that names the tree. Four levels deeper is the deepest topic. */
const root = 'earshot/v1'

/** Retained: who is in a room. Only the peer itself may write here. */
export function presenceTopic(room: RoomId, peerId: PeerId): string {
  return `${root}/${room}/presence/${peerId}`
}

/** The sender is in the topic, so that the broker's access rules vouch for it (docs/robustness.md T4). */
export function messageTopic(room: RoomId, to: PeerId, from: PeerId): string {
  return `${root}/${room}/to/${to}/from/${from}`
}

/** The two subscriptions of a peer in a room: everybody's presence, and what anybody sends to this peer. */
export function subscriptionsOf(room: RoomId, self: PeerId): readonly [presence: string, messages: string] {
  return [`${root}/${room}/presence/+`, `${root}/${room}/to/${self}/from/+`]
}

/** The topic in `text`, or `null`: names from the wire are checked before anything is done with them (docs/robustness.md T7). */
export function parseTopic(text: string): Topic | null {
  if (!text.startsWith(`${root}/`)) return null
  const [room, kind, name, from, sender, ...rest] = text.slice(root.length + 1).split('/')
  if (!isId(room) || !isId(name)) return null
  if (kind === 'presence' && from === undefined) return { type: 'presence', room, peerId: name }
  if (kind === 'to' && from === 'from' && isId(sender) && rest.length === 0)
    return { type: 'message', room, to: name, from: sender }
  return null
}
