import type { Unsubscribe } from '../emitter.ts'
import type { CodecPreferences } from '../media/codec-preferences.ts'
import type { Muted } from '../media/track-gate.ts'
import type { Presence } from '../signaling/channel.ts'
import type { Json } from '../signaling/json.ts'
import type { CallId, WarmUpStrategy } from '../signaling/message.ts'
import type { Report } from '../stats/report.ts'
import type { Sample } from '../stats/sample.ts'

import type { CallEnd, CallState } from './call-state.ts'
import type { JitterBufferTarget } from './jitter-buffer.ts'
import type { RemoteTrack } from './remote-tracks.ts'
import type { DataChannel, DataChannelOptions } from './data-channel.ts'
import type { Receive } from './slots.ts'
import type { TrackOptions } from './track-options.ts'
import type { TimelineEntry } from './timeline.ts'
import type { WarmUp } from './warm-up.ts'

/** The media relation of two peers. */
export interface Call {
  readonly id: CallId
  /** The other side, as it is seen in the room: its name and data may change. */
  readonly peer: Presence
  readonly direction: 'outgoing' | 'incoming'
  /**
   * The application's data from `room.call`, the same on both sides; `null` if nothing. When both call each other at the same moment, what
   * came with the invitation that stands: the one of the lower peer id.
   */
  readonly metadata: Json
  readonly state: CallState
  /** While it rings: the path to the peer is up, so that accept shows a picture at once. */
  readonly ready: boolean
  /** Why and on whose side the call ended; `null` while it lasts. */
  readonly ended: CallEnd | null
  /**
   * The escape hatch. Another one takes its place, as `peerconnection` tells, when a path can only be had by a new connection, when an
   * incoming call that was not warmed up is accepted, and when both peers call each other at the same moment and this call gives way.
   */
  readonly peerConnection: RTCPeerConnection
  /** What the peer sends now, by the media section's `mid`. */
  readonly remoteTracks: ReadonlyMap<string, RemoteTrack>
  /** Which of its kinds of media the peer has muted. */
  readonly remoteMuted: Muted
  /** Whether the peer holds the call. */
  readonly remoteHeld: boolean
  readonly held: boolean
  /** Data channels of both sides, without those that are closed and whose messages were all heard. */
  readonly dataChannels: readonly DataChannel[]
  /** What happened in this call so far, oldest first; of very long calls the beginning and the latest. */
  readonly timeline: readonly TimelineEntry[]

  /** Takes an incoming call. Does nothing when it is not ringing any more. @throws TypeError on an outgoing call. */
  accept(options?: AcceptOptions): void
  /** Refuses an incoming call: the caller sees `reason`. @default 'declined' */
  decline(reason?: 'declined' | 'busy'): void
  /** Ends the call, also while it rings. A second time does nothing. */
  hangUp(): void

  /**
   * Sends one more track, in a media section that became free or in a new one; negotiation follows by itself.
   * While the call is held the track waits for `resume`.
   * @throws TypeError when the track has ended or is sent already, there is no room for another media section, the call is over, or was not
   *   accepted yet; EarshotError `track-refused`
   */
  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender
  /** Stops sending. The media section is kept for the next track of its kind. @throws TypeError when the sender is of another call. */
  removeTrack(sender: RTCRtpSender): void
  /**
   * Sends another track in its place, without negotiation (webrtc-pc RTCRtpSender.replaceTrack). A sender of an older connection stands for
   * the one that has taken its place. Rejects with a `TypeError`, and nothing changes, when the sender is of another call, or the track has ended,
   * is sent by another sender, or is of another kind than the sender; with an EarshotError `track-refused` when the browser does not take it.
   */
  replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void>
  /** The sender that a track was given to, also while it waits for the call to be accepted. */
  senderOf(track: MediaStreamTrack): RTCRtpSender | undefined
  /**
   * Sets how a track that this call sends is described to the peer and sent, in place of its earlier options member by member. The options
   * belong to the call's track: they are set again on a new connection, and go over to the track that replaces it.
   * @throws TypeError when the call does not send this track, an option is malformed, or the call is over or was not accepted yet.
   */
  configure(track: MediaStreamTrack, options: TrackOptions): void
  /**
   * Sets how long receivers keep media before they play it, for all that the peer sends of a kind, now and later, also on a new connection.
   * For one track alone there is `track.transceiver.receiver.jitterBufferTarget`.
   * @throws TypeError when a target is no number from 0 to 4,000.
   */
  setJitterBufferTarget(targets: JitterBufferTarget): void
  /**
   * Silences the microphone or blackens the camera in this call, for the tracks it sends now and later, and tells the peer. Members left out
   * stay as they are. A track is live only when the page (`track.enabled`), its `LocalMedia`, its room and every call that sends it allow it,
   * so a track that several calls share is silent in all of them.
   * @throws TypeError
   */
  setMuted(muted: Partial<Muted>): void
  /** Stops all media in both directions, and tells the peer, until `resume`. */
  hold(): void
  resume(): void
  /** Puts codecs first in the sections of a kind, and negotiates. */
  preferCodecs(codecs: CodecPreferences): void
  /** Looks for a new path, as a change of network does by itself. */
  restartIce(): void
  /**
   * Opens a data channel of the application's own, also while it rings. It lasts as long as the call, over all its connections: what was
   * not delivered on one of them is delivered on the next, exactly once, unless the options let messages be lost. The other side has
   * `data-channel` once the call is accepted. Both sides may use the same label: those are two channels.
   * @throws TypeError when an argument is wrong, this side has 256 already, the call is over, or was not accepted yet.
   */
  openDataChannel(label: string, options?: DataChannelOptions): DataChannel

  on<Type extends keyof CallEvents>(type: Type, listener: (...values: CallEvents[Type]) => void): Unsubscribe
}

export interface AcceptOptions {
  /** Its tracks are sent, but those that have ended. Without it the call only receives. */
  readonly stream?: MediaStream
  readonly codecs?: CodecPreferences
  /**
   * Of a track that ends by itself, as a screen share does from the browser's own bar. `remove`: it goes, and the other side has
   * `track-removed`. `keep`: it stays, without frames. Of what a `LocalMedia` sends, `sendTo` decides.
   * @default 'remove'
   */
  readonly whenEnded?: 'remove' | 'keep'
}

export interface CallMedia extends AcceptOptions {
  /** What to receive in the first audio and the first video section. @default both */
  readonly receive?: Partial<Receive>
  /** Whether the path is made while it rings. The callee has its own word about it. @default the room's */
  readonly warmUp?: WarmUp
  /** How it is made, where both sides can. @default 'replace-track' */
  readonly warmUpStrategy?: WarmUpStrategy
  /** Shows the callee this side's media before it accepts, as a doorbell does. Only with a warm-up on both sides. @default false */
  readonly earlyMedia?: boolean
  /** The application's own, for both sides to read as `call.metadata`: JSON of at most 4 KiB, nested at most 16 deep. @default null */
  readonly metadata?: unknown
}

export interface CallEvents {
  state: [state: CallState]
  /** While it rings, the path came up, or broke. */
  ready: [ready: boolean]
  /** Remote media arrived, or a media section carries another track or stream than before. Waits for a listener while it is there. */
  track: [track: RemoteTrack]
  'track-removed': [track: RemoteTrack]
  /** The browser would not send a track of this side: it is not sent any more, and the call goes on. The error's cause is the browser's. */
  'track-failed': [track: MediaStreamTrack, error: Error]
  'remote-muted': [muted: Muted]
  'remote-held': [held: boolean]
  /** The peer opened one. Waits for a listener. */
  'data-channel': [channel: DataChannel]
  /** The call has another connection: senders of the old one are over, and its tracks are sent by new ones. */
  peerconnection: [connection: RTCPeerConnection]
  timeline: [entry: TimelineEntry]
  /**
   * What getStats returned, with what it does not say beside it: once per `statsIntervalMs` from accept to the end, less often where that would
   * cost the page too much, and while it is hidden.
   */
  report: [report: Report]
  /** What happened between a report and the one before. */
  sample: [sample: Sample]
}
