import { atMostOne, increase, mean, milliseconds, quotient, rate, share, type Interval } from '../interval.ts'
import type { InboundRtp } from '../reports/inbound-rtp.ts'
import { accelerated } from './accelerated.ts'
import { receiving, type Receiving } from './receiving.ts'

/** Pictures as they arrive, are decoded and shown. Decoded frames per second are the track's `framesPerSecond`. */
export interface ReceivedVideo extends Receiving {
  /** 1/s; d(framesReceived) / dt. */
  readonly framesReceivedPerSecond: number | null
  /** 0..1: d(framesDropped) / d(framesReceived). */
  readonly dropped: number | null
  /** Frames of this interval that were received and neither decoded nor dropped: d(framesReceived - framesDecoded - framesDropped), at least 0. */
  readonly framesPending: number | null
  /** ms per frame: d(totalDecodeTime) / d(framesDecoded). */
  readonly decodeMs: number | null
  /** Seconds of decoding in a second: d(totalDecodeTime) / dt. */
  readonly decodeLoad: number | null
  /** d(qpSum) / d(framesDecoded), on the codec's own scale: VP8 0 to 127, VP9 and AV1 0 to 255, H.264 0 to 51. */
  readonly meanQp: number | null
  /** ms between frames: d(totalInterFrameDelay) / n, with n of framesRendered or else framesDecoded. Not in Safari before 17.4. */
  readonly interFrameMs: number | null
  /** ms; standard deviation of the time between frames, from totalSquaredInterFrameDelay. */
  readonly interFrameDeviationMs: number | null
  /**
   * 0..1: d(totalFreezesDuration) / dt, booked when the picture moves again. Where it is not reported (Firefox before 142, Safari before
   * 17.4) an estimate: 1 for an interval in which payload came and nothing was decoded, else 0.
   */
  readonly frozen: number | null
  /** ms; d(totalFreezesDuration), which may be longer than the interval. Firefox since 142, Safari since 17.4. */
  readonly frozenMs: number | null
  /** d(freezeCount): how often the picture stood still. Firefox since 142, Safari since 17.4. */
  readonly freezes: number | null
  /** 1/s; d(freezeCount) / dt. Firefox since 142, Safari since 17.4. */
  readonly freezeRate: number | null
  /** ms since a frame was decoded, by the change of framesDecoded; `null` before the first. */
  readonly stillMs: number | null
  /** 0..1 that what is shown is not what was sent: d(totalCorruptionProbability) / d(corruptionMeasurements). Chromium, where it is negotiated. */
  readonly corruption: number | null
  /** 1/s; d(pliCount + firCount) / dt: whole pictures this end asked for. */
  readonly keyFrameRequestRate: number | null
  /** Whether hardware decodes: powerEfficientDecoder, else the known names of decoderImplementation. Not in Firefox. */
  readonly hardware: boolean | null
  /** ms that sound is ahead of the picture, signed: both estimatedPlayoutTimestamp, each by its report's time. One sound and one picture only. */
  readonly audioAheadMs: number | null
}

export function receivedVideo(
  interval: Interval<InboundRtp> | null,
  report: InboundRtp,
  decodedAt: number | null,
  audioAheadMs: number | null,
  isNew: boolean,
): ReceivedVideo {
  const decoded = 'framesDecoded'
  const decodeTime = 'totalDecodeTime'
  const buffer = receiving(interval)
  const { interFrameMs, interFrameDeviationMs } = interFrame(interval)
  return {
    jitterBufferMs: buffer.jitterBufferMs,
    jitterBufferTargetMs: buffer.jitterBufferTargetMs,
    jitterBufferMinimumMs: buffer.jitterBufferMinimumMs,
    framesReceivedPerSecond: rate(interval, 'framesReceived'),
    dropped: share(interval, 'framesDropped', 'framesReceived'),
    framesPending: framesPending(interval),
    decodeMs: milliseconds(mean(interval, decodeTime, decoded)),
    decodeLoad: rate(interval, decodeTime),
    meanQp: mean(interval, 'qpSum', decoded),
    interFrameMs,
    interFrameDeviationMs,
    frozen: atMostOne(rate(interval, 'totalFreezesDuration')) ?? estimateFrozen(interval, report),
    // A stream that is new began with nothing frozen.
    frozenMs: milliseconds(isNew ? report.totalFreezesDuration : increase(interval, 'totalFreezesDuration')),
    freezes: isNew ? report.freezeCount : increase(interval, 'freezeCount'),
    freezeRate: rate(interval, 'freezeCount'),
    corruption: atMostOne(mean(interval, 'totalCorruptionProbability', 'corruptionMeasurements')),
    stillMs: decodedAt === null ? null : Math.max(0, report.timestamp - decodedAt),
    keyFrameRequestRate: rate(interval, 'keyFrameRequests'),
    hardware: accelerated(report.decoderImplementation, report.powerEfficientDecoder),
    audioAheadMs,
  }
}

/** When a frame was decoded last, by the report's time; `null` before the first. */
export function lastDecoded(before: number | null, interval: Interval<InboundRtp> | null, report: InboundRtp): number | null {
  if (!report.framesDecoded) return null
  return interval !== null && increase(interval, 'framesDecoded') === 0 ? before : report.timestamp
}

function framesPending(interval: Interval<InboundRtp> | null): number | null {
  const received = increase(interval, 'framesReceived')
  const decoded = increase(interval, 'framesDecoded')
  const dropped = increase(interval, 'framesDropped')
  return received === null || decoded === null || dropped === null ? null : Math.max(0, received - decoded - dropped)
}

/** Before the first picture nothing is frozen. */
function estimateFrozen(
  interval: Interval<InboundRtp> | null,
  { totalFreezesDuration, framesDecoded }: InboundRtp,
): number | null {
  const [bytes, decoded] = [increase(interval, 'bytesReceived'), increase(interval, 'framesDecoded')]
  if (totalFreezesDuration !== null || bytes === null || decoded === null || !framesDecoded) return null
  return bytes > 0 && decoded === 0 ? 1 : 0
}

function interFrame(interval: Interval<InboundRtp> | null): Pick<ReceivedVideo, 'interFrameMs' | 'interFrameDeviationMs'> {
  const frames = 'framesShown'
  const average = mean(interval, 'totalInterFrameDelay', frames)
  const squares = increase(interval, 'totalSquaredInterFrameDelay')
  const square = quotient(squares, increase(interval, frames))
  const variance = average === null || square === null ? null : Math.max(0, square - average ** 2)
  return {
    interFrameMs: milliseconds(average),
    interFrameDeviationMs: milliseconds(variance === null ? null : Math.sqrt(variance)),
  }
}
