import type { ReceivedVideo, Sample, TrackSample } from '@earshot/core/stats'

import { known, wrong, type Detector, type Moment, type TrackDetector } from '../detector.ts'
import { tracksByKey } from '../per-sample.ts'

/** Padding probes of the bandwidth estimate have packets and no payload, so payload is what counts as video that arrives. */
const leastBitrate = 10_000

/** From the network to the screen. */
export const pictureDetectors: readonly Detector[] = [
  {
    type: 'decoder-overload',
    side: 'local',
    subject: 'track',
    metric: 'decodeMs of the time a frame has',
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
    severity: 'warning',
    raise: 1,
    raiseMs: 5_000,
    clear: 0.5,
    clearMs: 0,
    over: 'each',
    measure: received(({ stillMs }, { bitrate }) => {
      if (stillMs !== null) return 0
      return bitrate === null ? null : wrong(bitrate >= leastBitrate)
    }),
  },
  {
    type: 'decoder-stuck',
    side: 'local',
    confidence: (_, track) => ((track?.receivedVideo?.keyFrameRequestRate ?? 0) > 0 ? 0.9 : 0.6),
    subject: 'track',
    metric: 'framesPerSecond',
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
    metric: 'stillMs in seconds, or tenths of frozen',
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
]

/**
 * Seconds that the picture stands still, or tenths of the last ten seconds that it did. One frame a second on purpose is no freeze, and no
 * payload is a camera that is off, as far as statistics tell.
 */
function frozen({ stillMs, frozen: share }: ReceivedVideo, track: TrackSample, { sample, before }: Moment): number | null {
  if (stillMs === null || !track.bitrate || track.screen === true) return null
  const shown = sinceDark(before, track.key)
  const paces = known(shown.slice(-10).map(({ video }) => video.framesPerSecond)).filter((pace) => pace > 0)
  if (paces.length === 0) return null
  const since = sample.timestamp - 10_000
  const shares = known([...shown.filter(({ at }) => at > since).map(({ video }) => video.receivedVideo?.frozen), share])
  const covered = shares.length > 0 && shown.some(({ at }) => at <= since)
  const often = covered ? (10 * shares.reduce((sum, value) => sum + value, 0)) / shares.length : 0
  return Math.max(stillMs >= 3_000 / Math.min(...paces) ? stillMs / 1_000 : 0, often)
}

/**
 * What was seen of a track since it was last dark on purpose, or without payload, which as far as statistics tell is the same. That time is
 * booked as a freeze with the first picture after it.
 */
function sinceDark(before: readonly Sample[], key: string) {
  const seen = before.flatMap((sample) => {
    const video = tracksByKey(sample).get(key)
    return video === undefined ? [] : [{ at: sample.timestamp, video }]
  })
  const dark = seen.findLastIndex(({ video }) => video.muted === true || video.bitrate === 0)
  if (dark === -1) return seen
  const after = seen.slice(dark + 1)
  const first = after.findIndex(({ video }) => (video.framesPerSecond ?? 0) > 0)
  return first === -1 ? [] : after.slice(first + 1)
}

/** A video that arrives and is not dark on purpose. */
function received(read: (video: ReceivedVideo, track: TrackSample, moment: Moment) => number | null): TrackDetector['measure'] {
  return (track, moment) => {
    // What nobody looks at need not be drawn in time.
    const unseen = track.muted === true || moment.sample.page?.hidden === true
    return track.receivedVideo === null || unseen ? null : read(track.receivedVideo, track, moment)
  }
}
