import type { Stats } from '../report.ts'
import { count, countIn, flag, oneOf, text } from './fields.ts'
import { readStream, type RtpStream } from './rtp-stream.ts'

export type LimitationReason = 'none' | 'cpu' | 'bandwidth' | 'other'

/** The members of webrtc-stats outbound-rtp that the formulas use. */
export interface OutboundRtp extends RtpStream {
  readonly bytesSent: number | null
  readonly headerBytesSent: number | null
  readonly packetsSent: number | null
  readonly retransmittedPacketsSent: number | null
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

export function readOutbound(stats: Stats): OutboundRtp | null {
  const stream = readStream(stats)
  if (stream === null) return null
  return {
    id: stream.id,
    timestamp: stream.timestamp,
    kind: stream.kind,
    ssrc: stream.ssrc,
    mid: stream.mid,
    rid: stream.rid,
    codecId: stream.codecId,
    remoteId: stream.remoteId,
    screen: stream.screen,
    frameWidth: stream.frameWidth,
    frameHeight: stream.frameHeight,
    nackCount: stream.nackCount,
    keyFrameRequests: stream.keyFrameRequests,
    qpSum: stream.qpSum,
    bytesSent: count(stats.bytesSent),
    headerBytesSent: count(stats.headerBytesSent),
    packetsSent: count(stats.packetsSent),
    retransmittedPacketsSent: count(stats.retransmittedPacketsSent),
    retransmittedBytesSent: count(stats.retransmittedBytesSent),
    targetBitrate: count(stats.targetBitrate),
    totalPacketSendDelay: count(stats.totalPacketSendDelay),
    active: flag(stats.active),
    mediaSourceId: text(stats.mediaSourceId),
    framesEncoded: count(stats.framesEncoded),
    framesSent: count(stats.framesSent),
    totalEncodeTime: count(stats.totalEncodeTime),
    qualityLimitationReason: oneOf(stats.qualityLimitationReason, ['none', 'cpu', 'bandwidth', 'other']),
    cpuLimited: countIn(stats.qualityLimitationDurations, 'cpu'),
    bandwidthLimited: countIn(stats.qualityLimitationDurations, 'bandwidth'),
    encoderImplementation: text(stats.encoderImplementation),
    powerEfficientEncoder: flag(stats.powerEfficientEncoder),
  }
}
