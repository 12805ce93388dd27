import { latestTime } from './calendar.ts'
import { lowerBound } from './sorted.ts'
import type { Series } from './webrtc-internals-series.ts'

/** One entry of getStats over time. It has points, one for each report that it was in. */
export interface History {
  readonly id: string
  readonly type: string
  readonly points: number
  /** Its timestamp at each point, in milliseconds since the epoch; `null` before Chrome 117, which did not write it down. */
  readonly timestamps: readonly number[] | null
  /** Timestamp of the first point. */
  readonly start: number
  readonly end: number
  readonly members: readonly Member[]
  /** How many members were away in between, so that it is a guess which points their values are of. */
  readonly estimated: number
}

/** A member at the points of its history: `values[point - from]`. */
export interface Member {
  readonly name: string
  readonly from: number
  /** `null` where it was absent. */
  readonly values: readonly unknown[]
}

/** What the series of one id say together; `null` where they do not say when it was or what it is. */
export function historyOf(id: string, series: readonly Series[]): History | null {
  const longest = series.toSorted(byLength).at(-1)
  const timestamps = timestampsOf(series)
  const start = timestamps?.[0] ?? longest?.start ?? null
  const end = timestamps?.at(-1) ?? longest?.end ?? null
  const points = timestamps?.length ?? longest?.values.length ?? 0
  const type = typeOf(id, series)
  if (start === null || end === null || points === 0 || type === null) return null
  const place = timestamps === null ? byEnds(start, end, points) : byTimestamps(timestamps)
  const placed = series.flatMap((one) => (ownMembers.has(one.member) ? [] : [[one, place(one)] as const]))
  const members = placed.map(([one, where]) => memberOf(one, points, where))
  const estimated = placed.filter(([one, where]) => isSpread(one, where)).length
  return { id, type, points, timestamps, start, end, members: withStandardNames(members), estimated }
}

/** The longest last. Of two as long, the one that began earlier was away for a while, and Chrome keeps only so many values. */
function byLength(one: Series, other: Series): number {
  return one.values.length - other.values.length || (one.start ?? 0) - (other.start ?? 0)
}

const ownMembers: ReadonlySet<string> = new Set(['id', 'type', 'timestamp'])

function timestampsOf(series: readonly Series[]): readonly number[] | null {
  const values = series.find(({ member }) => member === 'timestamp')?.values ?? []
  const timestamps = values.filter((value): value is number => typeof value === 'number' && value >= 0 && value <= latestTime)
  return timestamps.length > 0 && timestamps.length === values.length ? timestamps : null
}

/** Where there is no type the id begins with it (until about Chrome 89). */
const typesById: readonly (readonly [RegExp, string])[] = [
  [/^RTCInboundRTP/i, 'inbound-rtp'],
  [/^RTCOutboundRTP/i, 'outbound-rtp'],
  [/^RTCRemoteInboundRtp/i, 'remote-inbound-rtp'],
  [/^RTCRemoteOutboundRtp/i, 'remote-outbound-rtp'],
  [/^RTC(?:Audio|Video)Source/, 'media-source'],
  [/^RTCMediaStreamTrack/, 'track'],
  [/^RTCMediaStream/, 'stream'],
  [/^RTCCodec/, 'codec'],
  [/^RTCTransport/, 'transport'],
  [/^RTCIceCandidatePair/, 'candidate-pair'],
  [/^RTCIceCandidate/, 'local-candidate'],
  [/^RTCCertificate/, 'certificate'],
  [/^RTCDataChannel/, 'data-channel'],
  [/^RTCPeerConnection/, 'peer-connection'],
  [/^(?:ssrc_|Conn-|Cand-|Channel-|goog[A-Z]|bweforvideo$)/, 'goog'],
]

function typeOf(id: string, series: readonly Series[]): string | null {
  const type = series.find((one) => one.type !== null)?.type ?? typesById.find(([beginning]) => beginning.test(id))?.[1] ?? null
  const isRemote = series.find(({ member }) => member === 'isRemote')?.values.includes(true) ?? false
  if (!isRemote || type === null) return type
  return type.replace(/^local-(?=candidate$)/, 'remote-').replace(/^(?=(?:in|out)bound-rtp$)/, 'remote-')
}

/** The point of the first value, which may be before the history begins, and to how many points the values belong. */
type Place = (series: Series) => readonly [from: number, points: number]

/**
 * A series has a value for each report that had the member, and says of the first and last when they were. Mostly a member comes late or
 * leaves early. One that was away in between has its values spread evenly: which of them are missing, nothing tells.
 */
function byTimestamps(timestamps: readonly number[]): Place {
  const [begin = 0] = timestamps
  const periodMs = ((timestamps.at(-1) ?? begin) - begin) / Math.max(1, timestamps.length - 1)
  return ({ start, end, values: { length } }) => {
    const late = timestamps.length - length
    if (start === null || end === null) return [late, length]
    const first = start < begin - 1 ? Math.round((start - begin) / periodMs) : lowerBound(timestamps, start)
    const last = lowerBound(timestamps, end + 1) - 1
    // Where a timestamp stands still, as those of the peer's reports do, there are several points of the same time.
    const from = [last - length + 1, first].find(
      (point) => isSame(timestamps[point], start) && isSame(timestamps[point + length - 1], end),
    )
    if (from !== undefined) return [from, length]
    return last - first < length ? [late, length] : [first, last - first + 1]
  }
}

/** Without timestamps the first and the last point are known well, and those between only about. */
function byEnds(begin: number, finish: number, points: number): Place {
  const periodMs = Math.max(1, finish - begin) / Math.max(1, points - 1)
  return ({ start, end, values: { length } }) => {
    const late = points - length
    if (start === null) return [late, length]
    const first = isSame(begin, start) ? 0 : Math.round((start - begin) / periodMs)
    if (isSame(finish, end)) return first <= 0 && length < points - first ? [first, points - first] : [late, length]
    return [Math.max(0, Math.min(late, first)), length]
  }
}

/** To the millisecond, which is what `startTime` and `endTime` are written to. */
function isSame(one: number | null | undefined, other: number | null | undefined): boolean {
  return Math.abs((one ?? NaN) - (other ?? NaN)) <= 1
}

/** Chrome keeps 1,000 values. A time that would spread them over more points than this is no time of this dump. */
const mostSpread = 100_000

function isSpread({ values }: Series, [, over]: ReturnType<Place>): boolean {
  return over > values.length && over <= mostSpread
}

function memberOf(series: Series, points: number, where: ReturnType<Place>): Member {
  const { member: name, values } = series
  const [from, over] = where
  if (isSpread(series, where)) return { name, from, values: spread(values, over) }
  return { name, from: over > mostSpread ? points - values.length : from, values }
}

function spread(values: readonly unknown[], points: number): readonly unknown[] {
  const spaced = Array.from<unknown>({ length: points }).fill(null)
  for (const [index, value] of values.entries()) {
    spaced[Math.round((index * (points - 1)) / Math.max(1, values.length - 1))] = value
  }
  return spaced
}

/** Names that a member had before; where the new one is there too, the old one says nothing new. */
const standardNames: ReadonlyMap<string, string> = new Map([
  ['mediaType', 'kind'],
  ['ip', 'address'],
])

function withStandardNames(members: readonly Member[]): readonly Member[] {
  const names = new Set(members.map(({ name }) => name))
  return members.flatMap((member) => {
    const standard = standardNames.get(member.name)
    if (standard === undefined || names.has(standard)) return [member]
    return [member, { ...member, name: standard }]
  })
}
