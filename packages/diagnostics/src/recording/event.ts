/**
 * What happens to a connection, in the words of webrtc-pc. The first part is the timeline of an Earshot call; the rest is what recordings of
 * other programs have besides.
 */
export type RecordedEvent =
  | { readonly type: 'call'; readonly state: 'ringing' | 'connecting' | 'connected' | 'reconnecting' | 'ended' }
  | { readonly type: 'warm-up'; readonly strategy: 'pranswer' | 'replace-track' }
  | { readonly type: 'ready'; readonly ready: boolean }
  /** RTCPeerConnection.signalingState. */
  | { readonly type: 'signaling'; readonly state: SignalingState }
  /** A description that was applied, here (`sent`) or from the other side. */
  | {
      readonly type: 'description'
      readonly sent: boolean
      readonly kind: 'offer' | 'pranswer' | 'answer' | 'rollback'
      /** Number of the offer, within its connection and side; `null` where the recording has none. */
      readonly negotiation: number | null
      /** `null` where the recording has none. */
      readonly sdp: string | null
    }
  /** RTCPeerConnection.iceGatheringState. */
  | { readonly type: 'ice-gathering'; readonly state: 'new' | 'gathering' | 'complete' }
  /** RTCPeerConnection.iceConnectionState. */
  | { readonly type: 'ice'; readonly state: IceConnectionState }
  /** RTCPeerConnection.connectionState. */
  | { readonly type: 'connection'; readonly state: ConnectionState }
  /** RTCDtlsTransport.state. */
  | { readonly type: 'dtls'; readonly state: 'new' | 'connecting' | 'connected' | 'closed' | 'failed' }
  | { readonly type: 'control-channel'; readonly state: 'open' }
  /** RTCPeerConnectionIceErrorEvent. */
  | { readonly type: 'candidate-error'; readonly url: string; readonly errorCode: number; readonly errorText: string }
  /** A fresh configuration for the connection was taken, or there was none, for this reason. */
  | { readonly type: 'configuration'; readonly error: string | null }
  /** The browser would not send a track of this kind any more. */
  | { readonly type: 'track-failed'; readonly kind: string; readonly error: string }
  | { readonly type: 'track'; readonly mid: string | null; readonly kind: string }
  | { readonly type: 'track-removed'; readonly mid: string | null; readonly kind: string }
  /** The first decoded picture of a media section. */
  | { readonly type: 'first-frame'; readonly mid: string }
  | { readonly type: 'recovery'; readonly action: 'restart-ice' | 'restart-ice-over-relays' | 'rebuild' | 'give-up' }
  // --- not in the timeline of a call ---
  /** The connection was made. `configuration` is its RTCConfiguration in words, as the recording has it. */
  | { readonly type: 'opened'; readonly url: string | null; readonly configuration: string | null }
  | { readonly type: 'closed' }
  /** A candidate that was found here (`sent`) or came from the other side: its candidate-attribute; empty at the end of candidates. */
  | { readonly type: 'candidate'; readonly sent: boolean; readonly candidate: string }
  /** Camera, microphone or screen were asked for; `error` says why there are none. */
  | { readonly type: 'capture'; readonly what: string; readonly error: string | null }
  /** Something that failed, or was called, with what the recording says of it. */
  | { readonly type: 'other'; readonly name: string; readonly value: string }
  /** Reports that were left out because whoever watches did not keep up. */
  | { readonly type: 'dropped'; readonly reports: number }
  /** A moment that somebody marked. */
  | { readonly type: 'mark'; readonly text: string }

export type SignalingState =
  | 'stable'
  | 'have-local-offer'
  | 'have-remote-offer'
  | 'have-local-pranswer'
  | 'have-remote-pranswer'
  | 'closed'
export type IceConnectionState = 'new' | 'checking' | 'connected' | 'completed' | 'disconnected' | 'failed' | 'closed'
export type ConnectionState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'
