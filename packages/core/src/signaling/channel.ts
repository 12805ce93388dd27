import type { EarshotError } from '../errors.ts'
import type { Unsubscribe } from '../emitter.ts'
import type { Json } from './json.ts'

/** A room's name: `^[A-Za-z0-9_-]{1,64}$`. */
export type RoomId = string
/** A peer's identity in a room: `^[A-Za-z0-9_-]{1,64}$`. Survives a reload when the application keeps it. */
export type PeerId = string
/** 96 random bits in base64url, new with every join: a reload of a page is a new epoch. */
export type Epoch = string

/** Observers receive statistics and cannot call or be called. */
export type Role = 'member' | 'observer'

/** One member of a room, as the others see it. */
export interface Presence {
  readonly peerId: PeerId
  readonly epoch: Epoch
  readonly role: Role
  /** Display name, 1 to 64 characters, never used as a key. */
  readonly name: string
  /** What this peer's SDK can do, so that a caller knows before it calls. At most 16 words of 32 characters. */
  readonly capabilities: readonly string[]
  /** The application's own, such as a raised hand: JSON of at most 4 KiB (`json.ts`); `null` for none. */
  readonly data: Json
}

/**
 * A signaling engine. Media never touches it, and it never parses what it carries: payloads are opaque strings of at most
 * `maxPayloadLength` characters.
 */
export interface SignalingTransport {
  /**
   * Joins a room. Resolves once the room knows `self`; rejects with an `EarshotError` when that cannot be, or with the signal's reason.
   * The members who are already there arrive as `joined` events to the first subscriber.
   */
  open(room: RoomId, self: Presence, options?: { readonly signal?: AbortSignal }): Promise<SignalingChannel>
}

/** One peer's connection to one room. It may drop, repeat and reorder messages: the link above repairs that. */
export interface SignalingChannel {
  /** Fire and forget. */
  send(to: PeerId, payload: string): void
  /**
   * Changes what the others see of this peer. They hear `joined` again, with the same epoch, and so does who comes later. While the
   * channel is down the newest change is kept, and announced once it is up; of changes in quick succession the last one counts.
   * @throws TypeError when the presence is malformed, or its peer id, epoch or role is another than the one that joined.
   */
  update(self: Presence): void
  /** The first subscriber also receives every event that happened since `open`. */
  subscribe(listener: (event: ChannelEvent) => void): Unsubscribe
  /** Leaves the room: the others are told at once. A second call does nothing. */
  close(): Promise<void>
}

/**
 * `up` comes first, and again after every `down`; after each `up` the present members follow as `joined`, and those who left meanwhile
 * as `left`, once the engine can know: a server that has restarted waits for its members to come back before it says so.
 * The engine reconnects by itself between `down` and `up`; `closed` is final.
 */
export type ChannelEvent =
  | { readonly type: 'up' }
  | { readonly type: 'down'; readonly reason: string }
  | { readonly type: 'closed'; readonly error?: EarshotError }
  | { readonly type: 'joined'; readonly peer: Presence }
  | { readonly type: 'left'; readonly peerId: PeerId; readonly epoch: Epoch }
  /** `from` is vouched for by the transport, never by the sender's own word. */
  | { readonly type: 'message'; readonly from: PeerId; readonly payload: string }

/** Longest payload, in UTF-16 code units: room for the longest session description (message.ts), escaped. */
export const maxPayloadLength = 65_536

const idPattern = /^[A-Za-z0-9_-]{1,64}$/

/** Whether `value` may name a room or a peer. Such a name is safe in a topic, a URL and a log line. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value)
}
