import * as v from 'valibot'

import { counter, type Fields } from './fields.ts'
import { readStream, type RtpStream } from './rtp-stream.ts'

export type LimitationReason = 'none' | 'cpu' | 'bandwidth' | 'other'

/** The members of webrtc-stats outbound-rtp that the formulas use. */
export interface OutboundRtp extends RtpStream {
  readonly bytesSent: number | null
  readonly headerBytesSent: number | null
  readonly packetsSent: number | null
  readonly retransmittedBytesSent: number | null
  /** bit/s. */
  readonly targetBitrate: number | null
  /** Seconds. */
  readonly totalPacketSendDelay: number | null
  readonly active: boolean | null
  readonly mediaSourceId: string | null
  readonly framesEncoded: number | null
  readonly framesSent: number | null
  /** Seconds. */
  readonly totalEncodeTime: number | null
  readonly qualityLimitationReason: LimitationReason | null
  /** Seconds; qualityLimitationDurations.cpu. */
  readonly cpuLimited: number | null
  /** Seconds; qualityLimitationDurations.bandwidth. */
  readonly bandwidthLimited: number | null
  readonly encoderImplementation: string | null
  readonly powerEfficientEncoder: boolean | null
}

const counters = v.object(
  v.entriesFromList(
    [
      'bytesSent',
      'headerBytesSent',
      'packetsSent',
      'retransmittedBytesSent',
      'targetBitrate',
      'totalPacketSendDelay',
      'framesEncoded',
      'framesSent',
      'totalEncodeTime',
    ],
    counter,
  ),
)

export function readOutbound(fields: Fields): readonly OutboundRtp[] {
  const stream = readStream(fields)
  if (stream === null) return []
  return [
    {
      ...stream,
      ...fields.read(counters),
      active: fields.flag('active'),
      mediaSourceId: fields.text('mediaSourceId'),
      qualityLimitationReason: fields.oneOf('qualityLimitationReason', ['none', 'cpu', 'bandwidth', 'other']),
      cpuLimited: fields.number('qualityLimitationDurations', 'cpu'),
      bandwidthLimited: fields.number('qualityLimitationDurations', 'bandwidth'),
      encoderImplementation: fields.text('encoderImplementation'),
      powerEfficientEncoder: fields.flag('powerEfficientEncoder'),
    },
  ]
}
