import type { Sample, TrackSample } from '@earshot/core/stats'

import { audioMos, videoIndex, type AudioMosInputs, type VideoIndexInputs } from './mos.ts'

/** What a track is worth to who hears or sees it, as far as statistics tell, and what that is made of. */
export interface TrackScore {
  /** The track's key. */
  readonly track: string
  readonly kind: 'audio' | 'video'
  /** 1 to 5; sound 1 to 4.5. */
  readonly value: number
  readonly inputs: AudioMosInputs | VideoIndexInputs
}

/** What a call is worth: its weakest track that arrives, not the mean, and the reasons, the weakest first. */
export interface Score {
  /** 1 to 5. */
  readonly value: number
  readonly reasons: readonly TrackScore[]
}

/** The score of one moment; `null` while nothing can be said. */
export function scoreOf(sample: Sample): Score | null {
  const reasons = sample.tracks
    .map((track) => (track.muted === true ? null : trackScore(track, sample)))
    .filter((score) => score !== null)
    .toSorted((a, b) => a.value - b.value)
  const [weakest] = reasons
  return weakest === undefined ? null : { value: weakest.value, reasons }
}

const falling = 0.8
const rising = 0.4

/** Quality that was bad is not forgotten at the first good second: the score falls quickly and rises slowly. */
export function followScore(before: Score | null, now: Score | null): Score | null {
  if (before === null || now === null) return now
  const weight = now.value < before.value ? falling : rising
  return { value: before.value + weight * (now.value - before.value), reasons: now.reasons }
}

/** `null` for what is sent, whose quality only the other side knows, and while something is not measured. */
export function trackScore(track: TrackSample, { path }: Sample): TrackScore | null {
  const { key, kind } = track
  const inputs = kind === 'audio' ? soundInputs(track, path.roundTripTimeMs) : pictureInputs(track, path.roundTripTimeMs)
  if (inputs === null) return null
  const value = 'loss' in inputs ? audioMos(inputs) : videoIndex(inputs)
  return value === null ? null : { track: key, kind, value, inputs }
}

function soundInputs(track: TrackSample, roundTripTimeMs: number | null): AudioMosInputs | null {
  const { receivedAudio, codec } = track
  if (receivedAudio === null) return null
  const { jitterBufferMs, playoutMs, audiblyConcealed, effectiveLoss } = receivedAudio
  // What was heard to be missing says more than what was lost, and what was concealed has been repaired as well as it can be.
  const heard = effectiveLoss !== null && effectiveLoss > 0 ? audiblyConcealed : null
  return {
    ...{ roundTripTimeMs, jitterBufferMs, playoutMs },
    loss: heard ?? effectiveLoss ?? track.packetLoss,
    robustness:
      heard === null && codec?.sdpFmtpLine?.includes('useinbandfec=1') === true ? robustness.inBandFec : robustness.none,
    impairment: impairmentOf(track),
  }
}

/** Opus has no values of the ITU: engineering values, by the kind of forward error correction. */
const robustness = { none: 10, inBandFec: 20 }
/** Packets per second below which there are pauses of DTX. */
const steadyRate = 20
const worstImpairment = 23.2
const inPauses = 1.2

/** Of Opus at a bitrate, so that from 32 kbit/s there is next to none. */
function impairmentOf({ codec, bitrate, packetRate }: TrackSample): number {
  if (codec?.mimeType.toLowerCase() !== 'audio/opus' || bitrate === null || bitrate <= 0) return 0
  if (packetRate !== null && packetRate < steadyRate) return inPauses
  return Math.min(worstImpairment, Math.max(0, 55 - 4.6 * Math.log(bitrate) - 6.8))
}

function pictureInputs(track: TrackSample, roundTripTimeMs: number | null): VideoIndexInputs | null {
  const { receivedVideo, bitrate, frameWidth: width, frameHeight: height, framesPerSecond, codec } = track
  if (receivedVideo === null) return null
  const { jitterBufferMs, frozen, framesReceivedPerSecond, meanQp } = receivedVideo
  return {
    ...{ bitrate, width, height, framesPerSecond, expectedFramesPerSecond: framesReceivedPerSecond },
    ...{ codec: codec?.mimeType ?? null, meanQp, roundTripTimeMs, jitterBufferMs, frozen },
  }
}
