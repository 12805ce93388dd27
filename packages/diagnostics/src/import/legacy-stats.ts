import type { Stats } from '@earshot/core/stats'

import { candidateTypeOf, isGoog, withoutGoogStats } from './goog-stats.ts'
import { withoutTracks } from './tracks.ts'

/**
 * A report of an earlier browser as one of today has it, so that nothing else has to know: entries and members by the names of webrtc-stats,
 * numbers as numbers, what the former `track` entries had in the streams they belonged to. A report of today is returned as it is.
 */
export function modernised(stats: ReadonlyMap<string, Stats>): ReadonlyMap<string, Stats> {
  if (![...stats.values()].some(isOld)) return stats
  const named = [...stats.values()].map(withTodaysNames)
  const hasStreams = named.some(({ type }) => type === 'inbound-rtp' || type === 'outbound-rtp')
  const entries = hasStreams ? named.filter(({ id }) => !isGoog(id)) : withoutGoogStats(named, new Map())
  return new Map(withoutTracks(entries).map((entry) => [entry.id, entry]))
}

/** Chrome before 112 had tracks, and before the standard its own entries; Firefox before 66 wrote types without hyphens. */
function isOld(stats: Stats): boolean {
  return (
    stats.type === 'track' ||
    oldTypes.has(stats.type) ||
    isGoog(stats.id) ||
    typeof stats.ssrc === 'string' ||
    (stats.mediaType !== undefined && stats.kind === undefined) ||
    (stats.isRemote === true && stats.type.endsWith('bound-rtp'))
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

function withTodaysNames(stats: Stats): Stats {
  const type = typeOf(stats)
  const members: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(stats)) members[newNames.get(name) ?? name] = withNumber(name, value)
  const { audioLevel, candidateType } = members
  const kind = members.kind ?? members.mediaType
  return {
    ...members,
    ...(typeof kind === 'string' && { kind }),
    // 16 bits in earlier Chrome; -1 where there was none.
    ...(typeof audioLevel === 'number' && (audioLevel > 1 || audioLevel < 0) && { audioLevel: levelOf(audioLevel) }),
    ...(type.endsWith('-candidate') && { candidateType: candidateTypeOf(candidateType) ?? candidateType }),
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
  const type = oldTypes.get(stats.type) ?? stats.type
  // What the other end said had once the type of what it was about, and a mark.
  return stats.isRemote === true && /^(?:in|out)bound-rtp$/.test(type) ? `remote-${type}` : type
}

/** Members of words that may look like numbers. */
const words =
  /(?:Id|Identifier|Implementation|Fragment)$|^(?:mid|rid|label|protocol|address|ip|foundation|url|sdpFmtpLine|id|type)$/

function withNumber(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || words.test(name)) return value
  if (value === 'true' || value === 'false') return value === 'true'
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : value
}

const loudest = 32_767

function levelOf(level: number): number | undefined {
  return level < 0 ? undefined : level / loudest
}
