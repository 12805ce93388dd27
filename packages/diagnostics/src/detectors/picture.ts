import type { ReceivedVideo, Sample, TrackSample } from '@earshot/core/stats'

import { wrong, type Detector, type Measurement, type Moment, type TrackDetector } from '../detector.ts'
import { tracksByKey } from '../per-sample.ts'
import { finenessOf } from '../score.ts'

/** Padding probes of the bandwidth estimate have packets and no payload, so payload is what counts as video that arrives. */
const leastBitrate = 10_000

const stillMetric = 'seconds still in a row'
const piecesMetric = 'seconds still of ten'

/** From the network to the screen. */
export const pictureDetectors: readonly Detector[] = [
  {
    type: 'decoder-overload',
    side: 'local',
    subject: 'track',
    metric: 'decodeMs of the time a frame has',
    unit: 'share',
    severity: 'warning',
    raise: 0.8,
    raiseMs: 5_000,
    clear: 0.6,
    clearMs: 10_000,
    over: 'mean',
    measure: received(({ decodeMs, framesReceivedPerSecond: rate }) =>
      decodeMs === null || rate === null || rate < 2 ? null : (decodeMs * rate) / 1_000,
    ),
  },
  {
    type: 'black-or-no-first-frame',
    side: 'unknown',
    subject: 'track',
    metric: 'framesPerSecond',
    unit: 'state',
    severity: 'warning',
    raise: 1,
    raiseMs: 5_000,
    clear: 0.5,
    clearMs: 0,
    over: 'each',
    measure: received(({ stillMs, framesReceivedPerSecond }, { bitrate, codec }) => {
      if (stillMs !== null) return 0
      // Where neither a codec is known nor a frame has come, what comes probes the bandwidth.
      if (codec === null && !framesReceivedPerSecond) return 0
      return bitrate === null ? null : wrong(bitrate >= leastBitrate)
    }),
  },
  {
    type: 'decoder-stuck',
    side: 'local',
    confidence: (_, track) => ((track?.receivedVideo?.keyFrameRequestRate ?? 0) > 0 ? 0.9 : 0.6),
    subject: 'track',
    metric: 'framesPerSecond',
    unit: 'state',
    severity: 'critical',
    raise: 1,
    raiseMs: 4_000,
    clear: 0.5,
    clearMs: 1_000,
    over: 'each',
    // Whole frames arrive: where they do not it is the way that is at fault.
    measure: received(({ stillMs, framesReceivedPerSecond }, { bitrate, framesPerSecond }) =>
      bitrate === null || framesPerSecond === null || stillMs === null
        ? null
        : wrong(bitrate >= leastBitrate && framesPerSecond === 0 && (framesReceivedPerSecond ?? 1) >= 1),
    ),
  },
  {
    type: 'video-frozen',
    side: 'unknown',
    subject: 'track',
    metric: stillMetric,
    unit: 's',
    severity: 'warning',
    raise: 1,
    raiseMs: 0,
    critical: 5,
    clear: 0.9,
    clearMs: 3_000,
    over: 'each',
    measure: received((video, track, moment) => frozen(video, track, moment)),
  },
  {
    type: 'video-choppy',
    side: 'unknown',
    subject: 'track',
    metric: 'framesPerSecond, missing part of framesReceivedPerSecond',
    unit: 'share',
    severity: 'warning',
    raise: 0.3,
    raiseMs: 10_000,
    clear: 0.15,
    clearMs: 10_000,
    over: 'mean',
    measure: received(({ framesReceivedPerSecond }, track) =>
      track.framesPerSecond === null || !framesReceivedPerSecond || framesReceivedPerSecond < 5 || track.screen === true
        ? null
        : Math.max(0, 1 - track.framesPerSecond / framesReceivedPerSecond),
    ),
  },
  {
    type: 'coarse-picture',
    side: 'remote',
    subject: 'track',
    metric: 'points that the estimated quality is below 5',
    unit: 'count',
    inputs: ['receivedVideo.meanQp'],
    severity: 'warning',
    raise: 1.4,
    raiseMs: 10_000,
    clear: 1,
    clearMs: 10_000,
    over: 'mean',
    measure: received((_, track, { sample }) => {
      const fineness = finenessOf(track, sample)
      return fineness === null ? null : 5 - fineness
    }),
  },
]

const windowMs = 10_000

/**
 * Seconds that the picture stands still, or of the last ten seconds that it did in pieces. One frame a second on purpose is no freeze, and no
 * payload is a camera that is off, as far as statistics tell: then nothing is there that could stand still.
 */
function frozen(video: ReceivedVideo, track: TrackSample, moment: Moment): Measurement {
  const { stillMs } = video
  if (track.screen === true) return 0
  if (stillMs === null || track.bitrate === null) return null
  const still = standing(video, track, moment)
  if (still === null) return null
  const pieces = inPieces(moment, track.key)
  const { timestamp } = moment.sample
  if (pieces !== null && pieces.seconds > still) {
    return { value: pieces.seconds, since: pieces.since, until: pieces.until, metric: piecesMetric, minor: true }
  }
  return still === 0 ? 0 : { value: still, since: timestamp - 1_000 * still, metric: stillMetric }
}

/** Seconds that the picture has stood still in a row, 0 where that is its pace; `null` where that cannot be told yet. */
function standing({ stillMs, framesReceivedPerSecond }: ReceivedVideo, track: TrackSample, moment: Moment): number | null {
  if (stillMs === null || stillMs < 1_000) return 0
  const paces = pacesOf(moment, track.key)
  if (paces.length === 0) return 0
  // What comes of a picture that is turned off is no picture that stands still: the next sample tells.
  const isFirst = stillMs <= 1_500 * moment.seconds
  if (isFirst && framesReceivedPerSecond === 0 && (track.packetsLost ?? 1) === 0) return null
  return stillMs >= 3_000 / Math.min(...paces) ? stillMs / 1_000 : 0
}

/** Frames per second lately, where there were any, since the video was last dark. */
function pacesOf({ before }: Moment, key: string): readonly number[] {
  const paces: number[] = []
  for (let [index, seen] = [before.length - 1, 0]; index >= 0 && seen < 10; index -= 1) {
    const video = trackIn(before[index], key)
    if (video === undefined) continue
    if (isDark(video)) break
    seen += 1
    if ((video.framesPerSecond ?? 0) > 0) paces.push(video.framesPerSecond ?? 0)
  }
  return paces
}

interface Pieces {
  readonly seconds: number
  readonly since: number
  readonly until: number
}

/** How much of the last ten seconds the picture stood still, from when to when; `null` where it did not, or less than ten seconds are known. */
function inPieces({ sample, before }: Moment, key: string): Pieces | null {
  const start = sample.timestamp - windowMs
  const first = before.findLastIndex(({ timestamp }) => timestamp <= start) + 1
  if (first === 0) return null
  const samples = [...before.slice(first), sample]
  if (!samples.some((one) => (trackIn(one, key)?.receivedVideo?.frozen ?? 0) > 0)) return null
  const shownFrom = firstShown(before, key)
  if (shownFrom > first - 1) return null
  let [seconds, covered, since, until] = [0, 0, Infinity, 0]
  for (const [index, one] of samples.entries()) {
    const length = (one.timestamp - (before[first + index - 1]?.timestamp ?? one.timestamp)) / 1_000
    const video = trackIn(one, key)?.receivedVideo
    const share = video?.frozen ?? 0
    covered += length
    if (share === 0) continue
    const frozenSeconds = Math.max((video?.frozenMs ?? 0) / 1_000, share * length)
    seconds += frozenSeconds
    since = Math.min(since, one.timestamp - 1_000 * Math.max(length, frozenSeconds))
    until = one.timestamp
  }
  return { seconds: Math.min(10, (10 * seconds) / covered), since, until }
}

/** The first sample that counts: time that a video was dark is booked as a freeze with the first picture after it. */
function firstShown(before: readonly Sample[], key: string): number {
  const dark = before.findLastIndex((sample) => {
    const video = trackIn(sample, key)
    return video !== undefined && isDark(video)
  })
  if (dark === -1) return before.findIndex((sample) => trackIn(sample, key) !== undefined)
  const lit = before.findIndex((sample, index) => index > dark && (trackIn(sample, key)?.framesPerSecond ?? 0) > 0)
  return lit === -1 ? Infinity : lit + 1
}

/** On purpose, or without payload, which as far as statistics tell is the same. */
function isDark({ muted, bitrate }: TrackSample): boolean {
  return muted === true || bitrate === 0
}

function trackIn(sample: Sample | undefined, key: string): TrackSample | undefined {
  return sample === undefined ? undefined : tracksByKey(sample).get(key)
}

/** A video that arrives and is not dark on purpose: of what is dark, not sent or looked at by nobody nothing is wrong. */
function received(read: (video: ReceivedVideo, track: TrackSample, moment: Moment) => Measurement): TrackDetector['measure'] {
  return (track, moment) => {
    const unseen = track.muted === true || track.bitrate === 0 || moment.sample.page?.hidden === true
    return track.receivedVideo === null ? null : unseen ? 0 : read(track.receivedVideo, track, moment)
  }
}
