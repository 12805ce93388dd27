import type { Call, CallMedia } from '../call/call.ts'
import type { Unsubscribe } from '../emitter.ts'
import type { Muted } from '../media/track-gate.ts'
import type { PeerId, Presence, RoomId } from '../signaling/channel.ts'
import type { CallId } from '../signaling/message.ts'

/** A meeting place on a signaling transport, as one peer sees it. */
export interface Room {
  readonly id: RoomId
  /** This peer, as the others see it. `setPresence` changes it. */
  readonly self: Presence
  readonly state: RoomState
  /** Everyone else who is here, observers included. */
  readonly peers: ReadonlyMap<PeerId, Presence>
  /** The calls that have not ended, by the other side's id: also one that rings here and was not heard yet. */
  readonly calls: ReadonlyMap<PeerId, Call>

  /**
   * Rings at a peer. A call to someone who has left ends at once with the reason `left`. Somebody who rings here at that moment is
   * answered instead: the call is theirs, accepted with `stream` and `codecs`, and has no `incoming-call` event any more if that was
   * not heard yet. What else `media` says belongs to an invitation, and theirs stands.
   * @throws TypeError when that peer is an observer or this one, when a call with it is running, or when this peer only observes.
   */
  call(peerId: PeerId, media?: CallMedia): Call
  /**
   * Changes what the others see of this peer: they have `peer-changed`, at the latest when signaling is back. What is left out stays as
   * it is. Does nothing once the room is closed.
   * @throws TypeError when the name is empty or too long, or the data is no JSON, too long or nested too deep.
   */
  setPresence(change: PresenceChange): void
  /**
   * Mutes this peer in all calls of the room, those still to come included, and tells the others. Members left out stay as they are. What a
   * call has muted itself stays muted.
   * @throws TypeError
   */
  setMuted(muted: Partial<Muted>): void
  /** Ends all calls and tells the others. A second time does nothing. */
  leave(): Promise<void>

  on<Type extends keyof RoomEvents>(type: Type, listener: (...values: RoomEvents[Type]) => void): Unsubscribe
}

export interface PresenceChange {
  /** Display name, 1 to 64 characters. */
  readonly name?: string
  /** The application's own, such as a raised hand: JSON of at most 4 KiB, nested at most 16 deep; `null` takes it away. */
  readonly data?: unknown
}

/** `reconnecting` concerns signaling alone: calls go on, and what they have to say follows later. */
export type RoomState = 'connected' | 'reconnecting' | 'closed'

export interface RoomEvents {
  /** `reason` says in words why signaling is not there; `null` when it is, or when this peer left. */
  state: [state: RoomState, reason: string | null]
  'peer-joined': [peer: Presence]
  'peer-left': [peer: Presence]
  /** A peer has another name, or other data. */
  'peer-changed': [peer: Presence, before: Presence]
  /** Somebody rings here. Waits for a listener as long as it rings. */
  'incoming-call': [call: Call]
  /** Observers only: a call between `from` and `peer`, as `from` records it. Waits for a listener, four million characters at most. */
  recording: [observed: ObservedRecording]
}

/** What comes next in a recording: text that continues where the last piece of the same call and peer ended, also in the middle of a line. */
export interface ObservedRecording {
  readonly from: Presence
  readonly call: CallId
  readonly peer: PeerId
  readonly text: string
}
