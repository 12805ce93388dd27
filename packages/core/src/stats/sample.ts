/**
 * What happened between two snapshots of one connection, as rates and ratios. Time is the report's own clock.
 * `null` means: no data in this interval. It is never replaced by 0, and no value is ever NaN or negative.
 */
export interface Sample {
  /** Milliseconds since the epoch, from the report (webrtc-stats RTCStats.timestamp). */
  readonly timestamp: number
  /** Set when the interval is so long that a chart should break its line before this sample. */
  readonly gap: boolean
  readonly path: PathSample
  readonly tracks: readonly TrackSample[]
}

/** The selected candidate pair and what the transport measured on it. */
export interface PathSample {
  /** Both ends of the selected pair, without addresses; `null` until a pair is selected. */
  readonly pair: {
    readonly local: CandidateSummary
    readonly remote: CandidateSummary
  } | null
  /** ms; candidate-pair.currentRoundTripTime, measured by STUN. */
  readonly roundTripTimeMs: number | null
  /** bit/s; candidate-pair.availableOutgoingBitrate. */
  readonly availableOutgoingBitrate: number | null
  /** ms since anything came from the peer on this pair, by its candidate-pair.bytesReceived and responsesReceived; `null` where neither is reported. */
  readonly silentMs: number | null
}

export interface CandidateSummary {
  readonly candidateType: 'host' | 'srflx' | 'prflx' | 'relay'
  readonly protocol: 'udp' | 'tcp'
  /** How this end talks to its TURN server; `null` for what is not relayed, and for the remote end. */
  readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null
}

/** One direction of one track. `key` stays the same when the track gets a new ssrc. */
export interface TrackSample {
  /** `direction:kind:mid:rid`, unique within a sample. */
  readonly key: string
  readonly direction: 'inbound' | 'outbound'
  readonly kind: 'audio' | 'video'
  readonly mid: string | null
  readonly rid: string | null
  readonly codec: Codec | null
  /** bit/s of payload: 8 * d(bytesReceived or bytesSent) / dt. */
  readonly bitrate: number | null
  /** 0..1 of the packets of this interval; outbound as the remote end reports it (remote-inbound-rtp). */
  readonly packetLoss: number | null
  /** ms; inbound-rtp.jitter, outbound as the remote end reports it. */
  readonly jitterMs: number | null
  /** ms; remote-inbound-rtp.roundTripTime, outbound only. */
  readonly roundTripTimeMs: number | null
  /** 1/s; d(framesDecoded or framesEncoded) / dt. Video only. */
  readonly framesPerSecond: number | null
  /** px. Video only. */
  readonly frameWidth: number | null
  /** px. Video only. */
  readonly frameHeight: number | null
}

/** The codec a track uses now, as the codec report says it. */
export interface Codec {
  /** For example `video/VP8`. */
  readonly mimeType: string
  readonly payloadType: number
  /** Hz. */
  readonly clockRate: number | null
  readonly channels: number | null
  /** The format parameters of the SDP's fmtp line, for example `minptime=10;useinbandfec=1`. */
  readonly sdpFmtpLine: string | null
}
