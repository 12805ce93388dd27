import { sum } from '../interval.ts'
import type { Stats } from '../report.ts'
import { count, oneOf, text, type Reading } from './fields.ts'

/** What inbound-rtp and outbound-rtp share. */
export interface RtpStream extends Reading {
  readonly kind: 'audio' | 'video'
  readonly ssrc: number | null
  readonly mid: string | null
  readonly rid: string | null
  readonly codecId: string | null
  readonly remoteId: string | null
  /** contentType: Chromium reports it of screens alone. Its earlier name for them was `screen`. */
  readonly screen: boolean
  readonly frameWidth: number | null
  readonly frameHeight: number | null
  readonly nackCount: number | null
  /** pliCount and firCount: both ask for a whole picture. */
  readonly keyFrameRequests: number | null
  /** Sum over the frames; the scale is the codec's own. */
  readonly qpSum: number | null
}

export function readStream(stats: Stats): RtpStream | null {
  const kind = oneOf(stats.kind ?? stats.mediaType, ['audio', 'video'])
  if (kind === null) return null
  return {
    id: stats.id,
    timestamp: stats.timestamp,
    kind,
    ssrc: count(stats.ssrc),
    mid: text(stats.mid),
    rid: text(stats.rid),
    codecId: text(stats.codecId),
    remoteId: text(stats.remoteId),
    screen: stats.contentType === 'screenshare' || stats.contentType === 'screen',
    frameWidth: count(stats.frameWidth),
    frameHeight: count(stats.frameHeight),
    nackCount: count(stats.nackCount),
    keyFrameRequests: sum([count(stats.pliCount), count(stats.firCount)]),
    qpSum: count(stats.qpSum),
  }
}
