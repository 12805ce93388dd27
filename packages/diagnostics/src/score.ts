import type { ReceivedAudio, Sample, TrackSample } from '@earshot/core/stats'

import { audioMos, hasScale, videoFineness, videoIndex, type AudioMosInputs, type VideoIndexInputs } from './mos.ts'

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
  if (isDead(sample)) return { value: 1, reasons: [] }
  const reasons = sample.tracks
    .map((track) => (track.muted === true ? null : trackScore(track, sample)))
    .filter((score) => score !== null)
    .toSorted((a, b) => a.value - b.value)
  const [weakest] = reasons
  return weakest === undefined ? null : { value: weakest.value, reasons }
}

const deadMs = 4_000

/** Tells whether the path gives nothing, not even the answers that come when no media does. */
function isDead({ path: { silentMs, answerRate } }: Sample): boolean {
  return silentMs !== null && silentMs >= deadMs && answerRate !== null
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
  if (kind === 'audio') {
    const inputs = soundInputs(track, path.roundTripTimeMs)
    const value = inputs === null ? null : audioMos(inputs)
    return inputs === null || value === null ? null : { track: key, kind, value, inputs }
  }
  const inputs = pictureInputs(track, path.roundTripTimeMs)
  const value = inputs === null ? null : pictureScore(track, inputs)
  return inputs === null || value === null ? null : { track: key, kind, value, inputs }
}

/** Loss that retransmission makes good, and how many points the loss of all costs. */
const repairedLoss = 0.2
const pointsOfLoss = 4

/** A picture of which most is lost is bad, however good the rest is; one that is sent and never shown is as bad as there is. */
function pictureScore({ packetLoss, framesPerSecond }: TrackSample, inputs: VideoIndexInputs): number | null {
  const beyondRepair = Math.max(0, (packetLoss ?? 0) - repairedLoss) / (1 - repairedLoss)
  if (beyondRepair > 0 && !framesPerSecond) return 1
  const index = videoIndex(inputs)
  return index === null ? null : Math.max(1, index - pointsOfLoss * beyondRepair)
}

/** How fine a picture is for its size, 1 to 5, by its quantiser or its bitrate; `null` where it is not measured or a screen. */
export function finenessOf(track: TrackSample, { path }: Sample): number | null {
  const inputs = pictureInputs(track, path.roundTripTimeMs)
  if (inputs === null || track.screen === true) return null
  return (inputs.meanQp ?? null) === null || !hasScale(inputs.codec) ? null : videoFineness(inputs)
}

function soundInputs(track: TrackSample, roundTripTimeMs: number | null): AudioMosInputs | null {
  const { receivedAudio, codec } = track
  if (receivedAudio === null) return null
  const { playoutMs, effectiveLoss } = receivedAudio
  const lost = effectiveLoss ?? track.packetLoss
  const heard = heardLoss(receivedAudio, lost)
  return {
    roundTripTimeMs,
    jitterBufferMs: bufferOf(track, receivedAudio),
    playoutMs,
    loss: heard ?? lost,
    robustness:
      heard === null && codec?.sdpFmtpLine?.includes('useinbandfec=1') === true ? robustness.inBandFec : robustness.none,
    impairment: impairmentOf(track),
  }
}

/**
 * What was heard to be missing says more than what was lost, and what was concealed has been repaired as well as it can be. Of a gap that lasts
 * the rest is filled with silence: that is no pause as long as packets were lost for it. `null` where it is not known.
 */
function heardLoss({ audiblyConcealed, concealed }: ReceivedAudio, lost: number | null): number | null {
  if (lost === null || lost === 0 || audiblyConcealed === null) return null
  return Math.max(audiblyConcealed, Math.min(concealed ?? 0, lost))
}

/** 0..1 of the sound, from which on what is filled with silence are pauses. */
const pauses = 0.05
const unevenMs = 30

/** Tells whether its sender leaves out silence (DTX), which is filled in here: nothing was lost, and nothing came late. */
export function isInPauses({ receivedAudio, packetLoss, jitterMs }: TrackSample): boolean {
  const { concealed, audiblyConcealed, effectiveLoss } = receivedAudio ?? {}
  if (concealed === null || concealed === undefined || audiblyConcealed === null || audiblyConcealed === undefined) return false
  return concealed - audiblyConcealed >= pauses && !(effectiveLoss ?? packetLoss ?? 0) && (jitterMs ?? 0) < unevenMs
}

/** Pauses count as time in the buffer, in which nothing waited: it aims at no more than twice the jitter and a packet. */
function bufferOf(track: TrackSample, { jitterBufferMs, jitterBufferTargetMs }: ReceivedAudio): number | null {
  if (jitterBufferMs === null || !isInPauses(track)) return jitterBufferMs
  return Math.min(jitterBufferMs, jitterBufferTargetMs ?? packetMs + 2 * (track.jitterMs ?? 0))
}

const packetMs = 20

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
    bitrate,
    width,
    height,
    framesPerSecond,
    expectedFramesPerSecond: framesReceivedPerSecond,
    codec: codec?.mimeType ?? null,
    meanQp,
    roundTripTimeMs,
    jitterBufferMs,
    frozen,
  }
}
