import type { Sample, TrackSample } from '@earshot/core/stats'

/** What an estimate of sound quality is made of. */
export interface AudioMosInputs {
  readonly roundTripTimeMs: number | null
  readonly jitterBufferMs: number | null
  /**
   * Between buffer and loudspeaker.
   * @default 0
   */
  readonly playoutMs?: number | null
  /** 0..1 of the packets that were of no use. */
  readonly loss: number | null
  /**
   * Impairment of the codec itself; 0 for Opus from 32 kbit/s.
   * @default 0
   */
  readonly impairment?: number
  /**
   * How well the codec bears loss: 10 for Opus without forward error correction, 20 with it.
   * @default 20
   */
  readonly robustness?: number
}

const bestRating = 93.2
const packetMs = 20
const opusLookAheadMs = 6.5

/** Estimated MOS of sound by the E-model (ITU-T G.107, 1 to 4.5); `null` where an input is missing. */
export function audioMos(inputs: AudioMosInputs): number | null {
  const { roundTripTimeMs, jitterBufferMs, playoutMs, loss, impairment = 0, robustness = 20 } = inputs
  if (roundTripTimeMs === null || jitterBufferMs === null || loss === null) return null
  const delayMs = roundTripTimeMs / 2 + jitterBufferMs + (playoutMs ?? 0) + packetMs + opusLookAheadMs
  return mosOfRating(bestRating - delayImpairment(delayMs) - lossImpairment(impairment, 100 * loss, robustness))
}

/** ITU-T G.107 Annex B; below 6.5 the cubic would fall under 1. */
export function mosOfRating(rating: number): number {
  if (rating <= 0) return 1
  if (rating >= 100) return 4.5
  return Math.max(1, 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating))
}

/** Idd of G.107: delay alone, with the echo cancelled. */
export function delayImpairment(delayMs: number): number {
  if (delayMs <= 100) return 0
  const x = Math.log2(delayMs / 100)
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2)
}

/** Ie,eff of G.107 for random loss. */
export function lossImpairment(impairment: number, lossPercent: number, robustness: number): number {
  return impairment + ((95 - impairment) * lossPercent) / (lossPercent + robustness)
}

/** What an estimate of picture quality is made of. */
export interface VideoIndexInputs {
  readonly bitrate: number | null
  readonly width: number | null
  readonly height: number | null
  readonly framesPerSecond: number | null
  /** What the sender means to send; the frames that arrive where it is not known. */
  readonly expectedFramesPerSecond?: number | null
  readonly codec: string | null
  readonly roundTripTimeMs: number | null
  readonly jitterBufferMs?: number | null
  /** 0..1 of the time. */
  readonly frozen?: number | null
}

const efficiencyByCodec: ReadonlyMap<string, number> = new Map([
  ['video/vp9', 1.2],
  ['video/av1', 1.43],
])

/** Estimated quality of pictures, 1 to 5: bits for each pixel, frames that are missing, delay, freezes. It is no ITU MOS. */
export function videoIndex(inputs: VideoIndexInputs): number | null {
  const { bitrate, width, height, framesPerSecond, codec, roundTripTimeMs, jitterBufferMs, frozen } = inputs
  if (!bitrate || !width || !height || !framesPerSecond) return null
  const bits = ((efficiencyByCodec.get(codec?.toLowerCase() ?? '') ?? 1) * bitrate) / (width * height * framesPerSecond)
  const picture = Math.min(5, Math.max(1, 0.56 * Math.log(bits) + 5.36))
  const missing = 1.9 * Math.log(Math.max(1, (inputs.expectedFramesPerSecond ?? framesPerSecond) / framesPerSecond))
  const delay = 0.002 * ((jitterBufferMs ?? 0) + (roundTripTimeMs ?? 0) / 2)
  return Math.max(1, picture - missing - delay - 4 * Math.sqrt(frozen ?? 0))
}

/** A call is as good as its worst track that arrives; `null` while nothing can be said. */
export function callMos({ path, tracks }: Sample): number | null {
  const estimates = tracks.map((track) => trackMos(track, path.roundTripTimeMs)).filter((estimate) => estimate !== null)
  return estimates.length === 0 ? null : Math.min(...estimates)
}

function trackMos(track: TrackSample, roundTripTimeMs: number | null): number | null {
  const { receivedAudio, receivedVideo } = track
  if (receivedAudio !== null) {
    const { jitterBufferMs, playoutMs, effectiveLoss } = receivedAudio
    return audioMos({ roundTripTimeMs, jitterBufferMs, playoutMs, loss: effectiveLoss ?? track.packetLoss })
  }
  if (receivedVideo === null) return null
  const { bitrate, frameWidth: width, frameHeight: height, framesPerSecond } = track
  const { jitterBufferMs, frozen, framesReceivedPerSecond } = receivedVideo
  return videoIndex({
    ...{ bitrate, width, height, framesPerSecond, expectedFramesPerSecond: framesReceivedPerSecond },
    ...{ codec: track.codec?.mimeType ?? null, roundTripTimeMs, jitterBufferMs, frozen },
  })
}
