import * as v from 'valibot'

import { counter, type Fields, type Report } from './fields.ts'

/** What inbound-rtp and outbound-rtp share. */
export interface RtpStream extends Report {
  readonly kind: 'audio' | 'video'
  readonly ssrc: number | null
  readonly mid: string | null
  readonly rid: string | null
  readonly codecId: string | null
  readonly remoteId: string | null
  readonly frameWidth: number | null
  readonly frameHeight: number | null
  readonly nackCount: number | null
  /** pliCount and firCount: both ask for a whole picture. */
  readonly keyFrameRequests: number | null
  /** Sum over the frames; the scale is the codec's own. */
  readonly qpSum: number | null
}

const counters = v.object(v.entriesFromList(['ssrc', 'frameWidth', 'frameHeight', 'nackCount', 'qpSum'], counter))

export function readStream(fields: Fields): RtpStream | null {
  const kind = fields.oneOf('kind', ['audio', 'video'])
  if (kind === null) return null
  return {
    id: fields.id,
    timestamp: fields.timestamp,
    kind,
    ...fields.read(counters),
    mid: fields.text('mid'),
    rid: fields.text('rid'),
    codecId: fields.text('codecId'),
    remoteId: fields.text('remoteId'),
    keyFrameRequests: fields.sum('pliCount', 'firCount'),
  }
}
