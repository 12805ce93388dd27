import {
  atMostOne,
  increase,
  mean,
  milliseconds,
  quotient,
  rate,
  ratio,
  share,
  type CountedInterval,
  type Interval,
} from '../interval.ts'
import type { InboundRtp } from '../reports/inbound-rtp.ts'
import type { MediaPlayout } from '../reports/media-playout.ts'

import { receiving, type Receiving } from './receiving.ts'

/** Sound as it arrives and is played. */
export interface ReceivedAudio extends Receiving {
  /** 0..1 of the packets came too late or too early for the buffer: d(packetsDiscarded) / (d(packetsReceived) + lost). */
  readonly discarded: number | null
  /**
   * 0..1 of the packets were of no use: (lost + d(packetsDiscarded) - recovered) / (lost + d(packetsReceived)), where
   * recovered is what forward error correction can have restored: d(fecPacketsReceived - fecPacketsDiscarded).
   */
  readonly effectiveLoss: number | null
  /** 1/s; d(totalSamplesReceived) / dt: 48,000 while sound is asked for. */
  readonly sampleRate: number | null
  /** 0..1 of the samples were made up: d(concealedSamples) / d(totalSamplesReceived). */
  readonly concealed: number | null
  /** 0..1, without the silence that DTX and mute are filled with: d(concealedSamples - silentConcealedSamples) / d(totalSamplesReceived). */
  readonly audiblyConcealed: number | null
  /** 0..1: d(insertedSamplesForDeceleration + removedSamplesForAcceleration) / d(totalSamplesReceived). */
  readonly stretched: number | null
  /** 0..1 RMS: sqrt(d(totalAudioEnergy) / d(totalSamplesDuration)). */
  readonly level: number | null
  /** ms between buffer and loudspeaker: d(totalPlayoutDelay) / d(totalSamplesCount) of media-playout. Chromium only. */
  readonly playoutMs: number | null
  /** 0..1 of what was played was made up by the device: d(synthesizedSamplesDuration) / d(totalSamplesDuration) of media-playout. Chromium only. */
  readonly synthesized: number | null
}

const fewestPackets = 10

export function receivedAudio(
  interval: Interval<InboundRtp> | null,
  playout: Interval<MediaPlayout> | null,
  lost: number | null,
): ReceivedAudio {
  const received = increase(interval, 'packetsReceived')
  const discarded = increase(interval, 'packetsDiscarded')
  const expected = lost === null || received === null ? null : lost + received
  const recovered = (increase(interval, 'fecPacketsReceived') ?? 0) - (increase(interval, 'fecPacketsDiscarded') ?? 0)
  const useless = lost === null || discarded === null ? null : Math.max(0, lost + discarded - Math.max(0, recovered))
  const samples = 'totalSamplesReceived'
  const buffer = receiving(interval)
  const playoutMs = milliseconds(mean(playout, 'totalPlayoutDelay', 'totalSamplesCount'))
  return {
    jitterBufferMs: buffer.jitterBufferMs,
    jitterBufferTargetMs: buffer.jitterBufferTargetMs,
    jitterBufferMinimumMs: buffer.jitterBufferMinimumMs,
    discarded: ratio(discarded, expected, fewestPackets),
    effectiveLoss: ratio(useless, expected, fewestPackets),
    sampleRate: rate(interval, samples),
    concealed: share(interval, 'concealedSamples', samples),
    audiblyConcealed: audible(interval),
    stretched: share(interval, 'stretchedSamples', samples),
    level: rms(interval),
    playoutMs,
    synthesized: share(playout, 'synthesizedSamplesDuration', 'totalSamplesDuration'),
  }
}

/** The counters' own difference may fall: silence is told apart later than it is filled in. */
function audible(interval: Interval<InboundRtp> | null): number | null {
  const concealed = increase(interval, 'concealedSamples')
  const silent = increase(interval, 'silentConcealedSamples')
  if (concealed === null || silent === null) return null
  return atMostOne(quotient(Math.max(0, concealed - silent), increase(interval, 'totalSamplesReceived')))
}

/** 0..1; the loudness over the interval. */
export function rms(interval: CountedInterval<'totalAudioEnergy' | 'totalSamplesDuration'>): number | null {
  const power = mean(interval, 'totalAudioEnergy', 'totalSamplesDuration')
  return power === null ? null : Math.min(1, Math.sqrt(power))
}
