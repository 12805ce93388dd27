import type { Stats } from '@earshot/core/stats'

import { fromGoog, isGoog, todaysCandidateType } from './goog-legacy.ts'

/**
 * A report of an earlier browser as one of today has it, so that nothing else has to know: entries and members by the names of webrtc-stats,
 * numbers as numbers, what the former `track` entries had in the streams they belonged to. A report of today is returned as it is.
 */
export function modernised(stats: ReadonlyMap<string, Stats>): ReadonlyMap<string, Stats> {
  if (![...stats.values()].some(isOld)) return stats
  const named = [...stats.values()].map(withTodaysNames)
  const standard = named.filter((entry) => !isGoog(entry))
  const hasStreams = standard.some(({ type }) => type === 'inbound-rtp' || type === 'outbound-rtp')
  const entries = hasStreams ? standard : [...standard, ...fromGoog(named.filter(isGoog))]
  return new Map(withTracks(entries).map((entry) => [entry.id, entry]))
}

/** Chrome before 90 told the type by the id, before 112 had tracks; Firefox before 66 wrote types without hyphens. */
function isOld(stats: Stats): boolean {
  return (
    stats.type === '' ||
    stats.type === 'track' ||
    oldTypes.has(stats.type) ||
    isGoog(stats) ||
    typeof stats.ssrc === 'string' ||
    (stats.mediaType !== undefined && stats.kind === undefined) ||
    (stats.type === 'inbound-rtp' && stats.isRemote === true) ||
    (stats.type === 'outbound-rtp' && stats.isRemote === true)
  )
}

const oldTypes: ReadonlyMap<string, string> = new Map([
  ['inboundrtp', 'inbound-rtp'],
  ['outboundrtp', 'outbound-rtp'],
  ['candidatepair', 'candidate-pair'],
  ['localcandidate', 'local-candidate'],
  ['remotecandidate', 'remote-candidate'],
  ['datachannel', 'data-channel'],
  ['mediasource', 'media-source'],
])

/** How the ids of Chrome began that had no type. */
const typesById: readonly (readonly [RegExp, string])[] = [
  [/^RTCInboundRTP/, 'inbound-rtp'],
  [/^RTCOutboundRTP/, 'outbound-rtp'],
  [/^RTCRemoteInboundRtp/i, 'remote-inbound-rtp'],
  [/^RTCRemoteOutboundRtp/i, 'remote-outbound-rtp'],
  [/^RTCMediaStreamTrack_/, 'track'],
  [/^RTCMediaStream_/, 'stream'],
  [/^RTC(?:Audio|Video)Source_/, 'media-source'],
  [/^RTCIceCandidatePair_/, 'candidate-pair'],
  [/^RTCTransport_/, 'transport'],
  [/^RTCCodec_/, 'codec'],
  [/^RTCCertificate_/, 'certificate'],
  [/^RTCDataChannel_/, 'data-channel'],
  [/^RTCPeerConnection/, 'peer-connection'],
  [/^ssrc_/, 'ssrc'],
  [/^Conn-/, 'googCandidatePair'],
  [/^Channel-/, 'googComponent'],
  [/^bweforvideo/, 'VideoBwe'],
]

function withTodaysNames(stats: Stats): Stats {
  const type = typeOf(stats)
  if (isGoog({ ...stats, type })) return { ...stats, type }
  const members: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(stats)) members[newNames.get(name) ?? name] = withNumber(name, value)
  const kind = members.kind ?? members.mediaType ?? kindOf(stats.id)
  const { audioLevel } = members
  return {
    ...members,
    ...(typeof kind === 'string' && { kind }),
    // 16 bits in earlier Chrome; -1 where there was none.
    ...(typeof audioLevel === 'number' && (audioLevel > 1 || audioLevel < 0) && { audioLevel: levelOf(audioLevel) }),
    ...(type.endsWith('-candidate') && { candidateType: todaysCandidateType(members.candidateType) }),
    ...{ id: stats.id, timestamp: stats.timestamp, type },
  }
}

/** Of candidates, in former Chrome and Firefox. */
const newNames: ReadonlyMap<string, string> = new Map([
  ['ip', 'address'],
  ['ipAddress', 'address'],
  ['portNumber', 'port'],
  ['transport', 'protocol'],
])

function typeOf(stats: Stats): string {
  const written = stats.type === '' ? (typesById.find(([pattern]) => pattern.test(stats.id))?.[1] ?? '') : stats.type
  if (written === '' && stats.id.startsWith('RTCIceCandidate_')) {
    return stats.isRemote === true || stats.isRemote === 'true' ? 'remote-candidate' : 'local-candidate'
  }
  const type = oldTypes.get(written) ?? written
  // What the other end said had once the type of what it was about, and a mark.
  if (stats.isRemote !== true || !type.endsWith('bound-rtp') || type.startsWith('remote-')) return type
  return `remote-${type}`
}

function kindOf(id: string): string | undefined {
  const kind = /^RTC\w*?(Audio|Video)(?:Stream|Source)_/.exec(id)?.[1]
  return kind?.toLowerCase()
}

/** Whether a member is of words that may look like numbers. */
export function isWord(name: string): boolean {
  return words.test(name)
}

const words =
  /(?:Id|Identifier|Implementation|Fragment)$|^(?:mid|rid|label|protocol|address|ip|foundation|url|sdpFmtpLine|id|type)$/

function withNumber(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || isWord(name)) return value
  if (value === 'true' || value === 'false') return value === 'true'
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : value
}

const loudest = 32_767

function levelOf(level: number): number | undefined {
  return level < 0 ? undefined : level / loudest
}

/** What `track` entries had is in the streams today, in that of a sender's also in its source. */
function withTracks(entries: readonly Stats[]): readonly Stats[] {
  const tracks = new Map(entries.filter(({ type }) => type === 'track').map((track) => [track.id, track]))
  if (tracks.size === 0) return entries
  const sources: Stats[] = []
  const others = entries.filter(({ type }) => type !== 'track' && type !== 'stream')
  const streams = others.map((stream) => {
    const track = tracks.get(String(stream.trackId))
    if (track === undefined || (stream.type !== 'inbound-rtp' && stream.type !== 'outbound-rtp')) return stream
    if (stream.type === 'inbound-rtp' || typeof stream.mediaSourceId === 'string') return { ...track, ...stream }
    // Chrome before 80 had no sources: what the microphone gave was the track's.
    sources.push({ ...track, type: 'media-source', width: track.frameWidth, height: track.frameHeight })
    return { ...track, ...stream, mediaSourceId: track.id }
  })
  return [...streams, ...sources]
}
