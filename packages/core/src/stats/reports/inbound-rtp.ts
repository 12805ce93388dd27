import * as v from 'valibot'

import { counter, type Fields } from './fields.ts'
import { readStream, type RtpStream } from './rtp-stream.ts'

/** The members of webrtc-stats inbound-rtp that the formulas use. */
export interface InboundRtp extends RtpStream {
  readonly bytesReceived: number | null
  readonly headerBytesReceived: number | null
  readonly packetsReceived: number | null
  readonly packetsDiscarded: number | null
  readonly retransmittedPacketsReceived: number | null
  readonly retransmittedBytesReceived: number | null
  /** Signed: late packets are subtracted again (RFC 3550 6.4.1). */
  readonly packetsLost: number | null
  /** Seconds. */
  readonly jitter: number | null
  readonly jitterBufferDelay: number | null
  readonly jitterBufferTargetDelay: number | null
  readonly jitterBufferMinimumDelay: number | null
  /** Samples of audio, frames of video. */
  readonly jitterBufferEmittedCount: number | null
  readonly totalSamplesReceived: number | null
  readonly concealedSamples: number | null
  readonly silentConcealedSamples: number | null
  /** insertedSamplesForDeceleration and removedSamplesForAcceleration. */
  readonly stretchedSamples: number | null
  readonly totalAudioEnergy: number | null
  readonly totalSamplesDuration: number | null
  readonly playoutId: string | null
  readonly framesReceived: number | null
  readonly framesDecoded: number | null
  /** framesRendered, which Firefox and Chromium do not count, else framesDecoded. */
  readonly framesShown: number | null
  readonly framesDropped: number | null
  /** Seconds. */
  readonly totalDecodeTime: number | null
  /** Seconds. */
  readonly totalInterFrameDelay: number | null
  /** Seconds squared. */
  readonly totalSquaredInterFrameDelay: number | null
  readonly freezeCount: number | null
  /** Seconds. */
  readonly totalFreezesDuration: number | null
  /** Milliseconds since 1900, by the sender's clock. */
  readonly estimatedPlayoutTimestamp: number | null
  readonly decoderImplementation: string | null
  readonly powerEfficientDecoder: boolean | null
}

const counters = v.object(
  v.entriesFromList(
    [
      'bytesReceived',
      'headerBytesReceived',
      'packetsReceived',
      'packetsDiscarded',
      'retransmittedPacketsReceived',
      'retransmittedBytesReceived',
      'jitter',
      'jitterBufferDelay',
      'jitterBufferTargetDelay',
      'jitterBufferMinimumDelay',
      'jitterBufferEmittedCount',
      'totalSamplesReceived',
      'concealedSamples',
      'silentConcealedSamples',
      'totalAudioEnergy',
      'totalSamplesDuration',
      'framesReceived',
      'framesDecoded',
      'framesDropped',
      'totalDecodeTime',
      'totalInterFrameDelay',
      'totalSquaredInterFrameDelay',
      'freezeCount',
      'totalFreezesDuration',
      'estimatedPlayoutTimestamp',
    ],
    counter,
  ),
)

export function readInbound(fields: Fields): readonly InboundRtp[] {
  const stream = readStream(fields)
  if (stream === null) return []
  return [
    {
      ...stream,
      ...fields.read(counters),
      packetsLost: fields.signed('packetsLost'),
      stretchedSamples: fields.sum('insertedSamplesForDeceleration', 'removedSamplesForAcceleration'),
      playoutId: fields.text('playoutId'),
      framesShown: fields.number('framesRendered') ?? fields.number('framesDecoded'),
      decoderImplementation: fields.text('decoderImplementation'),
      powerEfficientDecoder: fields.flag('powerEfficientDecoder'),
    },
  ]
}
