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
  /** MIME type. */
  readonly codec: string | null
  /** Of the codec's own scale. @default unknown */
  readonly meanQp?: number | null
  readonly roundTripTimeMs: number | null
  readonly jitterBufferMs?: number | null
  /** 0..1 of the time. */
  readonly frozen?: number | null
}

/** How far the bits go, and the scale of its quantiser: what is good, and the worst there is. */
const codecs: ReadonlyMap<string, { readonly efficiency: number; readonly goodQp: number; readonly worstQp: number }> = new Map([
  ['video/vp8', { efficiency: 1, goodQp: 40, worstQp: 127 }],
  ['video/vp9', { efficiency: 1.2, goodQp: 100, worstQp: 255 }],
  ['video/av1', { efficiency: 1.43, goodQp: 100, worstQp: 255 }],
  ['video/h264', { efficiency: 1, goodQp: 28, worstQp: 51 }],
  ['video/h265', { efficiency: 1, goodQp: 28, worstQp: 51 }],
])

/**
 * Estimated quality of pictures, 1 to 5: bits for each pixel, or how finely they are quantised where that is better (a still picture needs few
 * bits), frames that are missing, delay, freezes. It is no ITU MOS.
 */
export function videoIndex(inputs: VideoIndexInputs): number | null {
  const { bitrate, width, height, framesPerSecond, roundTripTimeMs, jitterBufferMs, frozen } = inputs
  if (!bitrate || !width || !height || !framesPerSecond) return null
  const picture = videoFineness(inputs)
  if (picture === null) return null
  const missing = 1.9 * Math.log(Math.max(1, (inputs.expectedFramesPerSecond ?? framesPerSecond) / framesPerSecond))
  const delay = 0.002 * ((jitterBufferMs ?? 0) + (roundTripTimeMs ?? 0) / 2)
  return Math.max(1, picture - missing - delay - 4 * Math.sqrt(frozen ?? 0))
}

/** The part of it that is how fine the picture is: 1 to 5; `null` where an input is missing. */
export function videoFineness({
  bitrate,
  width,
  height,
  framesPerSecond,
  codec,
  meanQp = null,
}: VideoIndexInputs): number | null {
  if (!bitrate || !width || !height || !framesPerSecond) return null
  const known = codecs.get(codec?.toLowerCase() ?? '')
  const bits = ((known?.efficiency ?? 1) * bitrate) / (width * height * framesPerSecond)
  const byBits = Math.min(5, Math.max(1, 0.56 * Math.log(bits) + 5.36))
  return Math.max(byBits, known === undefined || meanQp === null ? 1 : qpIndex(meanQp, known.goodQp, known.worstQp))
}

/** Tells whether the scale of a codec's quantiser is known. */
export function hasScale(codec: string | null): boolean {
  return codecs.has(codec?.toLowerCase() ?? '')
}

const goodIndex = 4.5

function qpIndex(meanQp: number, good: number, worst: number): number {
  if (meanQp <= good) return goodIndex
  return Math.max(1, goodIndex - ((goodIndex - 1) * (meanQp - good)) / (worst - good))
}
