import { atMostOne, type Interval } from '../interval.ts'
import type { MediaSource } from '../reports/media-source.ts'
import type { OutboundRtp } from '../reports/outbound-rtp.ts'

import { rms } from './received-audio.ts'
import { sending, type Sending } from './sending.ts'

/** Sound as the microphone gives it. */
export interface SentAudio extends Sending {
  /** 0..1 RMS: sqrt(d(totalAudioEnergy) / d(totalSamplesDuration)) of media-source. Not in Firefox, nor in Safari before 17.4. */
  readonly sourceLevel: number | null
  /** 0..1 right now; media-source.audioLevel. Not in Firefox, nor in Safari before 17.4. */
  readonly sourcePeak: number | null
  /** dB, signed, by which the loudspeaker is quieter in the microphone; media-source.echoReturnLoss. Where the browser cancels echo itself. */
  readonly echoReturnLoss: number | null
}

export function sentAudio(
  interval: Interval<OutboundRtp> | null,
  report: OutboundRtp,
  sourceInterval: Interval<MediaSource> | null,
  source: MediaSource | null,
): SentAudio {
  const { goodput, targetBitrate, sendQueueMs, active } = sending(interval, report)
  return {
    goodput,
    targetBitrate,
    sendQueueMs,
    active,
    sourceLevel: rms(sourceInterval),
    sourcePeak: atMostOne(source?.audioLevel ?? null),
    echoReturnLoss: source?.echoReturnLoss ?? null,
  }
}
