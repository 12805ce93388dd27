import { atMostOne, mean, milliseconds, rate, type Interval } from '../interval.ts'
import type { MediaSource } from '../reports/media-source.ts'
import type { LimitationReason, OutboundRtp } from '../reports/outbound-rtp.ts'

import { accelerated } from './accelerated.ts'
import { sending, type Sending } from './sending.ts'

/** Pictures as the camera gives them and the encoder sends them. Encoded frames per second are the track's `framesPerSecond`. */
export interface SentVideo extends Sending {
  /** 1/s that the camera gives: d(frames) / dt of media-source, else its framesPerSecond. Not in Safari before 17.4. */
  readonly sourceFramesPerSecond: number | null
  /** px; media-source.height. */
  readonly sourceHeight: number | null
  /** 1/s; d(framesSent) / dt. */
  readonly framesSentPerSecond: number | null
  /** ms per frame: d(totalEncodeTime) / d(framesEncoded). */
  readonly encodeMs: number | null
  /** Seconds of encoding in a second, which may be more than one: d(totalEncodeTime) / dt. */
  readonly encodeLoad: number | null
  /** d(qpSum) / d(framesEncoded), on the codec's own scale. */
  readonly meanQp: number | null
  /** What keeps the picture small; outbound-rtp.qualityLimitationReason. Not in Firefox, nor in Safari before 17.4. */
  readonly limitation: LimitationReason | null
  /** 0..1 of the time: d(qualityLimitationDurations.cpu) / dt. Not in Firefox, nor in Safari before 17.4. */
  readonly cpuLimited: number | null
  /** 0..1 of the time: d(qualityLimitationDurations.bandwidth) / dt. Not in Firefox, nor in Safari before 17.4. */
  readonly bandwidthLimited: number | null
  /** 1/s; d(pliCount + firCount) / dt: whole pictures the remote end asked for. */
  readonly keyFrameRequestRate: number | null
  /** Whether hardware encodes: powerEfficientEncoder, else the known names of encoderImplementation. Not in Firefox. */
  readonly hardware: boolean | null
}

export function sentVideo(
  interval: Interval<OutboundRtp> | null,
  report: OutboundRtp,
  sourceInterval: Interval<MediaSource> | null,
  source: MediaSource | null,
): SentVideo {
  const encoded = 'framesEncoded'
  const encodeTime = 'totalEncodeTime'
  const { goodput, targetBitrate, sendQueueMs, active } = sending(interval, report)
  return {
    goodput,
    targetBitrate,
    sendQueueMs,
    active,
    sourceFramesPerSecond: rate(sourceInterval, 'frames') ?? source?.framesPerSecond ?? null,
    sourceHeight: source?.height ?? null,
    framesSentPerSecond: rate(interval, 'framesSent'),
    encodeMs: milliseconds(mean(interval, encodeTime, encoded)),
    encodeLoad: rate(interval, encodeTime),
    meanQp: mean(interval, 'qpSum', encoded),
    limitation: report.qualityLimitationReason,
    cpuLimited: atMostOne(rate(interval, 'cpuLimited')),
    bandwidthLimited: atMostOne(rate(interval, 'bandwidthLimited')),
    keyFrameRequestRate: rate(interval, 'keyFrameRequests'),
    hardware: accelerated(report.encoderImplementation, report.powerEfficientEncoder),
  }
}
