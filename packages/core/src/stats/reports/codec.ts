import type { Stats } from '../report.ts'
import { count, text } from './fields.ts'

/** The codec a track uses now, as the codec report says it. */
export interface Codec {
  /** For example `video/VP8`. */
  readonly mimeType: string
  readonly payloadType: number
  /** Hz. */
  readonly clockRate: number | null
  readonly channels: number | null
  /** The format parameters of the SDP's fmtp line, for example `minptime=10;useinbandfec=1`. */
  readonly sdpFmtpLine: string | null
}

export function readCodec(stats: Stats): Codec | null {
  const mimeType = text(stats.mimeType)
  const payloadType = count(stats.payloadType)
  if (mimeType === null || payloadType === null) return null
  return {
    mimeType,
    payloadType,
    clockRate: count(stats.clockRate),
    channels: count(stats.channels),
    sdpFmtpLine: text(stats.sdpFmtpLine),
  }
}
