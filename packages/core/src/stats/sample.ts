import type { RecordedContext } from './context.ts'
import type { Flow } from './metrics/flow.ts'
import type { PathSample } from './metrics/path.ts'
import type { ReceivedAudio } from './metrics/received-audio.ts'
import type { ReceivedVideo } from './metrics/received-video.ts'
import type { SentAudio } from './metrics/sent-audio.ts'
import type { SentVideo } from './metrics/sent-video.ts'
import type { Codec } from './reports/codec.ts'

export type { PathSample } from './metrics/path.ts'
export type { Codec } from './reports/codec.ts'
export type { CandidateSummary } from './reports/path.ts'

/**
 * What happened between two snapshots of one connection, as rates and ratios. Time is the report's own clock.
 * `null` means: no data in this interval. It is never replaced by 0, and no value is ever NaN, or negative
 * where not said to be signed.
 */
export interface Sample extends RecordedContext {
  /** Milliseconds since the epoch, from the report (webrtc-stats RTCStats.timestamp). */
  readonly timestamp: number
  /** Set when the interval is so long that a chart should break its line before this sample. */
  readonly gap: boolean
  readonly path: PathSample
  readonly tracks: readonly TrackSample[]
}

/** One direction of one track. `key` stays the same when the track gets a new ssrc. */
export interface TrackSample extends Flow {
  /** `direction:kind:mid:rid`, unique within a sample. */
  readonly key: string
  /** Whether it is received or sent. */
  readonly direction: 'inbound' | 'outbound'
  readonly kind: 'audio' | 'video'
  /** Of its media section; inbound-rtp.mid or outbound-rtp.mid. Firefox since 135. */
  readonly mid: string | null
  /** Of its layer in simulcast; outbound-rtp.rid. */
  readonly rid: string | null
  /** The codec in use, by the codec report. */
  readonly codec: Codec | null
  /** Whether it is silent or black on purpose: muted or held by who sends it. `null` in recordings that are not ours. */
  readonly muted: boolean | null
  /** Whether it is a screen rather than a camera. `null` where that is not known. */
  readonly screen: boolean | null
  /** 0..1 of the packets of this interval; outbound as the remote end reports it (remote-inbound-rtp). */
  readonly packetLoss: number | null
  /** Packets of this interval that were lost; outbound as the remote end reports it, `null` where no receiver report came. */
  readonly packetsLost: number | null
  /** Packets of this interval that should have arrived, lost ones included: what `packetsLost` is a part of. */
  readonly packetsExpected: number | null
  /** 0..1 of the packets received were marked by a router that was congested (L4S): d(packetsReceivedWithCe) / d(packetsReceived). */
  readonly congestionMarked: number | null
  /** ms; inbound-rtp.jitter, outbound as the remote end reports it. */
  readonly jitterMs: number | null
  /** ms; remote-inbound-rtp.roundTripTime, outbound only. */
  readonly roundTripTimeMs: number | null
  /** ms: d(totalRoundTripTime) / d(roundTripTimeMeasurements) of remote-inbound-rtp, outbound only; `null` where no receiver report came. */
  readonly meanRoundTripTimeMs: number | null
  /** 1/s; d(framesDecoded or framesEncoded) / dt, sent no more than the source gives. Video only. */
  readonly framesPerSecond: number | null
  /** px. Video only. */
  readonly frameWidth: number | null
  /** px. Video only. */
  readonly frameHeight: number | null
  /** Sound as it arrives: one of these four is what `direction` and `kind` say, the others are `null`. */
  readonly receivedAudio: ReceivedAudio | null
  /** Pictures as they arrive. */
  readonly receivedVideo: ReceivedVideo | null
  /** Sound as it is sent. */
  readonly sentAudio: SentAudio | null
  /** Pictures as they are sent. */
  readonly sentVideo: SentVideo | null
}
