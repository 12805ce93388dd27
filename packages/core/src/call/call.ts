import type { Unsubscribe } from '../emitter.ts'
import type { Presence } from '../signaling/channel.ts'
import type { CallId } from '../signaling/message.ts'
import type { Sample } from '../stats/sample.ts'

import type { CallEnd, CallState } from './call-state.ts'
import type { RemoteTrack } from './connection.ts'

/** The media relation of two peers. */
export interface Call {
  readonly id: CallId
  readonly peer: Presence
  readonly direction: 'outgoing' | 'incoming'
  readonly state: CallState
  /** Why and on whose side the call ended; `null` while it lasts. */
  readonly ended: CallEnd | null
  /** The escape hatch. Another one takes its place when both peers call each other at the same moment and this call gives way. */
  readonly peerConnection: RTCPeerConnection
  /** What the peer sends now, by the media section's `mid`. */
  readonly remoteTracks: ReadonlyMap<string, RemoteTrack>
  /** Which of its kinds of media the peer has muted. */
  readonly remoteMuted: Muted

  /** Takes an incoming call. Does nothing when it is not ringing any more. @throws TypeError on an outgoing call. */
  accept(options?: CallMedia): void
  /** Refuses an incoming call: the caller sees `reason`. @default 'declined' */
  decline(reason?: 'declined' | 'busy'): void
  /** Ends the call, also while it rings. A second time does nothing. */
  hangUp(): void

  /**
   * Sends one more track, in a media section that became free or in a new one; negotiation follows by itself.
   * @throws TypeError when the track is sent already, or the incoming call was not accepted yet.
   */
  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender
  /** Stops sending. The media section is kept for the next track of its kind. */
  removeTrack(sender: RTCRtpSender): void
  /** Sends another track in its place, without negotiation (webrtc-pc RTCRtpSender.replaceTrack). */
  replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void>
  /** Disables the tracks of a kind that this call sends, now and later, and tells the peer. Members left out stay as they are. */
  setMuted(muted: Partial<Muted>): void

  on<Type extends keyof CallEvents>(type: Type, listener: (...values: CallEvents[Type]) => void): Unsubscribe
}

export interface CallMedia {
  /** Its tracks are sent. Without it the call only receives. */
  readonly stream?: MediaStream
}

export interface Muted {
  readonly audio: boolean
  readonly video: boolean
}

export interface CallEvents {
  state: [state: CallState]
  /** Remote media arrived, or a media section carries another track or stream than before. */
  track: [track: RemoteTrack]
  'track-removed': [track: RemoteTrack]
  'remote-muted': [muted: Muted]
  /** Once per `statsIntervalMs` while the call has a path. */
  sample: [sample: Sample]
}
