import type { Sample, TrackSample } from '@earshot/core/stats'

import { attribute } from '../attribution.ts'
import { known, lately, perMoment, type Detector, type Moment } from '../detector.ts'
import { standingQueueMs } from '../queue.ts'

/**
 * A line that is full, told from one that is only poor or only long. Sending less and losing packets are signs that all three have in common,
 * because the sender's own control brings them about; what makes them congestion is that packets wait.
 */
export const congestionDetectors: readonly Detector[] = [
  {
    type: 'uplink-congestion',
    side: (moment) => attribute('sent', moment).side,
    confidence: (moment) => attribute('sent', moment).confidence,
    subject: 'path',
    metric: 'signs of congestion',
    inputs: ['path.availableOutgoingBitrate', 'sentVideo.bandwidthLimited', 'sentVideo.sendQueueMs', 'path.roundTripTimeMs'],
    severity: 'warning',
    raise: 2,
    raiseMs: 5_000,
    critical: 4,
    clear: 1,
    clearMs: 10_000,
    over: 'each',
    measure: (moment) => (moment.warm ? uplinkSigns(moment) : null),
  },
  {
    type: 'downlink-congestion',
    side: (moment) => attribute('received', moment).side,
    confidence: (moment) => attribute('received', moment).confidence,
    subject: 'path',
    metric: 'signs of congestion',
    inputs: ['path.roundTripTimeMs', 'receivedAudio.jitterBufferTargetMs'],
    severity: 'warning',
    raise: 2,
    raiseMs: 5_000,
    critical: 4,
    clear: 1,
    clearMs: 10_000,
    over: 'each',
    measure: (moment) => (moment.warm ? downlinkSigns(moment) : null),
  },
  {
    type: 'bandwidth-collapse',
    side: 'uplink',
    subject: 'path',
    metric: 'availableOutgoingBitrate, lost part of its best',
    inputs: ['path.availableOutgoingBitrate'],
    severity: 'warning',
    raise: 0.5,
    raiseMs: 2_000,
    critical: 0.8,
    clear: 0.2,
    clearMs: 10_000,
    over: 'each',
    gauge: true,
    measure: (moment) => {
      const { availableOutgoingBitrate: available, headroom } = moment.sample.path
      const best = largestLately(moment, availableOf)
      if (!moment.warm || available === null || headroom === null || best === null) return null
      // What is available counts as lost only where the encoders want more than that.
      const wanted = available - headroom
      return available <= 0.8 * wanted || available >= 0.8 * best ? Math.max(0, 1 - available / best) : null
    },
  },
]

const queueMs = 50
/** Queues come and go while the sender looks for the rate that fits. */
const queueSeconds = 10
const lossy = 0.02
const lossSeconds = 15
const heldBackMs = 50

/** How many signs there are; one at the most as long as nothing says that packets wait. `null` where the browser tells next to nothing. */
function uplinkSigns(moment: Moment): number | null {
  const { limited, less, loses, heldBack } = upwards(moment)
  // Loss alone makes the sender hold back and send less: without loss only a queue does.
  const lost = during(moment, lossSeconds).some(({ tracks }) => some(tracks.filter(isSent), lossOf, lossy) === true)
  const queued = wasQueued(moment) && !(isFullDownwards(moment) && !isFullUpwards(moment))
  const waits = queued || (!lost && (limited === true || heldBack === true))
  return count([limited, less, loses, heldBack, hasRoundTrip(moment) ? queued : null], waits)
}

function downlinkSigns(moment: Moment): number | null {
  const { loses, uneven, heldBack, less } = downwards(moment)
  const queued = wasQueued(moment) && !(isFullUpwards(moment) && !isFullDownwards(moment))
  // A line that is full brings less than before: what only comes unevenly, or only late, does not.
  const full = less === true || isFullDownwards(moment)
  return count([loses, uneven, heldBack, less, hasRoundTrip(moment) ? queued : null], queued && full)
}

/** A round trip has one queue or the other: it is on the way on which something else says so. */
function isFullUpwards(moment: Moment): boolean {
  const { limited, loses, heldBack } = upwards(moment)
  return limited === true || loses === true || heldBack === true
}

function isFullDownwards(moment: Moment): boolean {
  const { peer } = moment.sample
  return downwards(moment).loses === true || (peer?.bandwidthLimited ?? 0) >= 0.5
}

const upwards = perMoment((moment) => {
  const sent = moment.sample.tracks.filter(isSent)
  const [available, best] = [availableOf(moment.sample), largestLately(moment, availableOf)]
  return {
    limited: some(sent, ({ sentVideo }) => sentVideo?.bandwidthLimited, 0.5),
    less: available === null || best === null ? null : available <= 0.7 * best,
    loses: some(sent, lossOf, lossy),
    heldBack: some(sent, ({ sentAudio, sentVideo }) => (sentAudio ?? sentVideo)?.sendQueueMs, heldBackMs),
  }
})

const downwards = perMoment((moment) => {
  const received = moment.sample.tracks.filter((track) => !isSent(track))
  const [bitrate, best] = [receivedBitrate(moment.sample), largestLately(moment, receivedBitrate)]
  const muted = received.some((track) => track.muted === true)
  return {
    loses: some(received, lossOf, lossy),
    uneven: some(
      received,
      ({ jitterMs }) => jitterMs,
      twiceUsual(moment, ({ jitterMs }) => jitterMs, 30),
    ),
    heldBack: some(received, bufferTarget, twiceUsual(moment, bufferTarget, 100)),
    less: bitrate === null || best === null || muted ? null : bitrate <= 0.6 * best,
  }
})

/** `null` where the browser does not tell. */
type Sign = boolean | null

function count(signs: readonly Sign[], waits: boolean): number | null {
  const told = signs.filter((sign) => sign !== null)
  if (told.length < 2) return null
  const there = told.filter(Boolean).length
  return waits ? there : Math.min(there, 1)
}

const wasQueued = perMoment((moment) =>
  during(moment, queueSeconds).some((sample) => {
    const before = moment.before.filter(({ timestamp }) => timestamp < sample.timestamp)
    return (standingQueueMs({ ...moment, sample, before }) ?? 0) >= queueMs
  }),
)

function hasRoundTrip({ sample }: Moment): boolean {
  return sample.path.roundTripTimeMs !== null
}

function isSent({ direction }: TrackSample): boolean {
  return direction === 'outbound'
}

function lossOf({ packetLoss }: TrackSample): number | null {
  return packetLoss
}

/** The samples of the last so many seconds, this one too. */
function during(moment: Moment, seconds: number): readonly Sample[] {
  return [...lately(moment, seconds), moment.sample]
}

function some(tracks: readonly TrackSample[], of: (track: TrackSample) => number | null | undefined, bound: number | null): Sign {
  const told = known(tracks.map(of))
  return told.length === 0 || bound === null ? null : told.some((value) => value >= bound)
}

function bufferTarget({ receivedAudio, receivedVideo }: TrackSample): number | null | undefined {
  return (receivedAudio ?? receivedVideo)?.jitterBufferTargetMs
}

function availableOf({ path }: Sample): number | null {
  return path.availableOutgoingBitrate
}

function receivedBitrate({ tracks }: Sample): number | null {
  const bitrates = known(tracks.map(({ direction, bitrate }) => (direction === 'inbound' ? bitrate : null)))
  return bitrates.length === 0 ? null : bitrates.reduce((total, bitrate) => total + bitrate, 0)
}

/** The best of the last half minute; `null` where there is none, or nothing of it. */
function largestLately(moment: Moment, of: (sample: Sample) => number | null): number | null {
  const best = Math.max(...known(lately(moment, 30).map(of)))
  return Number.isFinite(best) && best > 0 ? best : null
}

/** At least `bound`, and twice what it usually was in the last minute; `null` before there is a usual. */
function twiceUsual({ before }: Moment, of: (track: TrackSample) => number | null | undefined, bound: number): number | null {
  const values = before.flatMap(({ tracks }) => known(tracks.map((track) => (track.direction === 'inbound' ? of(track) : null))))
  const usual = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  return usual === undefined ? null : Math.max(bound, 2 * usual)
}
