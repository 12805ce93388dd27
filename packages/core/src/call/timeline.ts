import type { NumberedDescription, WarmUpStrategy } from '../signaling/message.ts'

import type { CallState } from './call-state.ts'

/** One thing that happened in a call. */
export type TimelineEntry = {
  /** Milliseconds since the call began here, of a monotonic clock. */
  readonly at: number
  /** The same in milliseconds since the epoch, on the clock of the reports. */
  readonly timestamp: number
} & TimelineEvent

export type TimelineEvent =
  | { readonly type: 'call'; readonly state: CallState }
  /** The path is made while it rings, in this way. */
  | { readonly type: 'warm-up'; readonly strategy: WarmUpStrategy }
  /** Whether the path is there while it rings. */
  | { readonly type: 'ready'; readonly ready: boolean }
  | { readonly type: 'signaling'; readonly state: RTCSignalingState }
  | {
      readonly type: 'description'
      readonly sent: boolean
      readonly kind: NumberedDescription['type']
      readonly negotiation: number
      readonly sdp: string
    }
  | { readonly type: 'ice-gathering'; readonly state: RTCIceGatheringState }
  | { readonly type: 'ice'; readonly state: RTCIceConnectionState }
  | { readonly type: 'connection'; readonly state: RTCPeerConnectionState }
  | { readonly type: 'dtls'; readonly state: RTCDtlsTransportState }
  | { readonly type: 'control-channel'; readonly state: 'open' }
  /** A STUN or TURN server did not do what it was asked (webrtc-pc RTCPeerConnectionIceErrorEvent). */
  | { readonly type: 'candidate-error'; readonly url: string; readonly errorCode: number; readonly errorText: string }
  /** A fresh configuration was taken, or could not be had, and the last good one is used: then the error is a sentence without credentials. */
  | { readonly type: 'configuration'; readonly error: string | null }
  /** The browser would not send a track any more: the call goes on without it. */
  | { readonly type: 'track-failed'; readonly kind: string; readonly error: string }
  | { readonly type: 'track'; readonly mid: string; readonly kind: string }
  | { readonly type: 'track-removed'; readonly mid: string; readonly kind: string }
  /** The first decoded picture of a media section, as the next statistics showed it. */
  | { readonly type: 'first-frame'; readonly mid: string }
  | { readonly type: 'recovery'; readonly action: 'restart-ice' | 'restart-ice-over-relays' | 'rebuild' | 'give-up' }

/** A call of hours keeps its beginning and its latest: what happened in between is dropped from the middle. */
const maxEntries = 1_000
const keptFromTheBeginning = 200

export function appendEntry(entries: readonly TimelineEntry[], entry: TimelineEntry): readonly TimelineEntry[] {
  if (entries.length < maxEntries) return [...entries, entry]
  return [...entries.slice(0, keptFromTheBeginning), ...entries.slice(keptFromTheBeginning + 1), entry]
}
