import type { Epoch, PeerId, Role, RoomId } from '@earshot/core/signaling'

import { maxMessageBytes, maxPresenceBytes, type PresenceMessage } from './protocol.ts'
import { messageTopic, parseTopic, subscriptionsOf } from './topics.ts'

/** What a connection to the embedded broker is bound to, from its CONNECT to its end. */
export interface Place {
  readonly room: RoomId
  readonly peerId: PeerId
  readonly epoch: Epoch
  /** Whether it has been here before: a page that was just opened takes the place, one that comes back does not. */
  readonly again: boolean
}

/** As much of a CONNECT as decides. */
export interface ConnectRequest {
  readonly clientId: string
  readonly clean: boolean
  readonly keepalive: number
  readonly will: { readonly topic: string; readonly qos: number; readonly retain: boolean; readonly bytes: number } | null
}

/** As much of a PUBLISH, or of a will, as decides. */
export interface PublishRequest {
  readonly topic: string
  readonly qos: number
  readonly retain: boolean
  readonly bytes: number
}

/** A client that never speaks is forgotten after half as long again (docs/robustness.md T11). */
const maxKeepaliveS = 120
export const maxQos = 1
/** The broker knows which page connects, and nobody guesses which connection to push out. */
const clientIdPattern = /^([A-Za-z0-9_-]{1,64})\.(new|again)\.[A-Za-z0-9_-]{8,64}$/

/**
 * The place that a CONNECT asks for, or why it cannot have one. The will names it: it clears one peer's presence in one room, and nothing
 * else is accepted as a will (docs/robustness.md T9).
 */
export function placeOf({ clientId, clean, keepalive, will }: ConnectRequest): Place | string {
  const [, epoch, kind] = clientIdPattern.exec(clientId) ?? []
  const topic = will === null ? null : parseTopic(will.topic)
  if (epoch === undefined) return 'the client id is none of ours'
  if (!clean) return 'no session is kept here'
  if (keepalive < 1 || keepalive > maxKeepaliveS) return `the keepalive is not between 1 and ${maxKeepaliveS} s`
  if (will === null || topic?.type !== 'presence') return 'the will is not about a presence'
  if (!will.retain || will.bytes > 0 || will.qos > maxQos) return 'the will does more than to clear a presence'
  return { room: topic.room, peerId: topic.peerId, epoch, again: kind === 'again' }
}

/** A peer writes its own presence, and messages that have its name on them (docs/robustness.md T4). */
export function mayPublish(place: Place, { topic: text, qos, retain, bytes }: PublishRequest): boolean {
  const topic = parseTopic(text)
  if (topic === null || topic.room !== place.room || qos > maxQos) return false
  if (topic.type === 'presence') return topic.peerId === place.peerId && bytes <= maxPresenceBytes
  return topic.from === place.peerId && !retain && bytes <= maxMessageBytes
}

/** A peer speaks of itself, as the page that connected, and keeps the role that it had first: `null` before that. */
export function mayAnnounce({ peerId, epoch }: Place, said: PresenceMessage, role: Role | null): boolean {
  if (said.type === 'left') return said.epoch === epoch
  const { presence } = said
  return presence.peerId === peerId && presence.epoch === epoch && presence.role === (role ?? presence.role)
}

/** The two subscriptions that a peer needs, to the letter: no wildcard is judged, so none is misjudged (docs/robustness.md T5, T6). */
export function maySubscribe({ room, peerId }: Place, filter: string, qos: number): boolean {
  return qos <= maxQos && subscriptionsOf(room, peerId).includes(filter)
}

/** Asked again for each message on its way out. */
export function mayReceive({ room, peerId }: Place, text: string): boolean {
  const topic = parseTopic(text)
  return topic !== null && topic.room === room && (topic.type === 'presence' || topic.to === peerId)
}

/** The longest packet that any of this needs: a PUBLISH with the longest topic and message. */
export const maxPacketBytes: number = maxMessageBytes + messageTopic('x'.repeat(64), 'x'.repeat(64), 'x'.repeat(64)).length + 4
