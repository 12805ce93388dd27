import type { Stats } from '../report.ts'
import { count, text } from './fields.ts'

/** The codec a track uses now, as the codec report says it. */
export interface Codec {
  /** For example `video/VP8`. */
  readonly mimeType: string
  /** `null` in recordings of Chrome's former statistics. */
  readonly payloadType: number | null
  /** Hz. */
  readonly clockRate: number | null
  readonly channels: number | null
  /** The format parameters of the SDP's fmtp line, for example `minptime=10;useinbandfec=1`. */
  readonly sdpFmtpLine: string | null
}

export function readCodec(stats: Stats): Codec | null {
  const mimeType = text(stats.mimeType)
  if (mimeType === null) return null
  return {
    mimeType,
    payloadType: count(stats.payloadType),
    clockRate: count(stats.clockRate),
    channels: count(stats.channels),
    sdpFmtpLine: text(stats.sdpFmtpLine),
  }
}
