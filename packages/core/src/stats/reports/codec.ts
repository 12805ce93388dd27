import type { Fields } from './fields.ts'

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

export function readCodec(fields: Fields): readonly (readonly [id: string, codec: Codec])[] {
  const mimeType = fields.text('mimeType')
  const payloadType = fields.number('payloadType')
  if (mimeType === null || payloadType === null) return []
  const [clockRate, channels] = [fields.number('clockRate'), fields.number('channels')]
  return [[fields.id, { mimeType, payloadType, clockRate, channels, sdpFmtpLine: fields.text('sdpFmtpLine') }]]
}
