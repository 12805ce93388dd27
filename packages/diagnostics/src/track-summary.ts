import type { Codec, Sample, TrackSample } from '@earshot/core/stats'

import { trackScore } from './score.ts'

/** One track over the whole of a recording. Means are over the time in which there was a value, `null` where there never was one. */
export interface TrackSummary {
  /** Names the connection within its recording. */
  readonly connection: string
  /** `direction:kind:mid:rid`. */
  readonly track: string
  readonly direction: 'inbound' | 'outbound'
  readonly kind: 'audio' | 'video'
  readonly mid: string | null
  /** The one used last. */
  readonly codec: Codec | null
  /** ms since the epoch. */
  readonly from: number
  readonly to: number
  /** bit/s. */
  readonly bitrate: number | null
  /** 0..1: all that was lost of all that was lost or received; of what is sent as the other end says. */
  readonly loss: number | null
  /** Packets. */
  readonly packetsLost: number | null
  /** 0..1, the worst of all intervals, and when it was: ms since the epoch. */
  readonly worstLoss: number | null
  readonly worstLossAt: number | null
  readonly jitterMs: number | null
  /** 1/s; `null` for sound. */
  readonly framesPerSecond: number | null
  /** px: the largest picture. */
  readonly width: number | null
  readonly height: number | null
  /** How often, and how long, the picture stood still. */
  readonly freezes: number | null
  readonly frozenMs: number | null
  /** 0..1 of the sound was made up, silence left out. */
  readonly concealed: number | null
  /** 1 to 5, estimated; `null` for what is sent. */
  readonly score: number | null
}

/** A track so far. */
export interface TrackTally {
  readonly first: number
  readonly last: number
  readonly latest: TrackSample
  readonly sums: ReadonlyMap<Mean, { readonly sum: number; readonly seconds: number }>
  readonly packetsLost: number | null
  readonly packetsExpected: number | null
  readonly worstLoss: number | null
  readonly worstLossAt: number | null
  readonly width: number | null
  readonly height: number | null
  readonly freezes: number | null
  readonly frozenMs: number | null
}

type Mean = 'bitrate' | 'jitterMs' | 'framesPerSecond' | 'concealed' | 'score'

/** Takes a sample into the tallies, by track key. */
export function tallyTracks(
  tallies: ReadonlyMap<string, TrackTally>,
  sample: Sample,
  seconds: number,
): ReadonlyMap<string, TrackTally> {
  const next = new Map(tallies)
  for (const track of sample.tracks) next.set(track.key, tally(next.get(track.key), track, sample, seconds))
  return next
}

function tally(before: TrackTally | undefined, track: TrackSample, sample: Sample, seconds: number): TrackTally {
  const { receivedVideo, packetLoss } = track
  const isWorse = packetLoss !== null && packetLoss > (before?.worstLoss ?? -1)
  return {
    first: before?.first ?? sample.timestamp,
    last: sample.timestamp,
    latest: track.codec === null && before !== undefined ? { ...track, codec: before.latest.codec } : track,
    sums: withValues(before?.sums ?? new Map(), track, sample, seconds),
    packetsLost: total(before?.packetsLost, track.packetsExpected === null ? null : track.packetsLost),
    packetsExpected: total(before?.packetsExpected, track.packetsExpected),
    worstLoss: isWorse ? packetLoss : (before?.worstLoss ?? null),
    worstLossAt: isWorse ? sample.timestamp : (before?.worstLossAt ?? null),
    width: largest(before?.width, track.frameWidth),
    height: largest(before?.height, track.frameHeight),
    freezes: total(before?.freezes, receivedVideo?.freezes ?? null),
    frozenMs: total(before?.frozenMs, receivedVideo?.frozenMs ?? null),
  }
}

function withValues(before: TrackTally['sums'], track: TrackSample, sample: Sample, seconds: number): TrackTally['sums'] {
  if (seconds <= 0) return before
  const sums = new Map(before)
  for (const [name, value] of valuesOf(track, sample)) {
    if (value === null) continue
    const sum = sums.get(name)
    sums.set(name, { sum: (sum?.sum ?? 0) + value * seconds, seconds: (sum?.seconds ?? 0) + seconds })
  }
  return sums
}

function valuesOf(track: TrackSample, sample: Sample): readonly (readonly [Mean, number | null])[] {
  return [
    ['bitrate', track.bitrate],
    ['jitterMs', track.jitterMs],
    ['framesPerSecond', track.framesPerSecond],
    ['concealed', track.receivedAudio?.audiblyConcealed ?? null],
    ['score', track.muted === true ? null : (trackScore(track, sample)?.value ?? null)],
  ]
}

function largest(before: number | null | undefined, value: number | null): number | null {
  return value === null ? (before ?? null) : Math.max(before ?? value, value)
}

function total(before: number | null | undefined, value: number | null): number | null {
  return value === null ? (before ?? null) : (before ?? 0) + value
}

export function summariseTrack(connection: string, tallied: TrackTally): TrackSummary {
  const { key, direction, kind, mid, codec } = tallied.latest
  const mean = (name: Mean): number | null => {
    const sum = tallied.sums.get(name)
    return sum === undefined ? null : sum.sum / sum.seconds
  }
  const { first: from, last: to, packetsLost, packetsExpected, worstLoss, worstLossAt } = tallied
  const { width, height, freezes, frozenMs } = tallied
  return {
    connection,
    track: key,
    direction,
    kind,
    mid,
    codec,
    from,
    to,
    bitrate: mean('bitrate'),
    loss: packetsLost === null || !packetsExpected ? null : Math.min(1, packetsLost / packetsExpected),
    packetsLost,
    worstLoss,
    worstLossAt,
    jitterMs: mean('jitterMs'),
    framesPerSecond: mean('framesPerSecond'),
    width,
    height,
    freezes,
    frozenMs,
    concealed: mean('concealed'),
    score: mean('score'),
  }
}
