import type { Sample } from '@earshot/core/stats'

import { attribute } from '../attribution.ts'
import { known, lately, type Detector, type Moment } from '../detector.ts'

/** A line that is full, told from one that is just poor: several signs at the same time. */
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
    measure: (moment) => (moment.warm ? count(uplinkSigns(moment)) : null),
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
    clear: 1,
    clearMs: 10_000,
    over: 'each',
    measure: (moment) => (moment.warm ? count(downlinkSigns(moment)) : null),
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
      const best = largestLately(moment, ({ path }) => path.availableOutgoingBitrate)
      if (!moment.warm || available === null || headroom === null || best === null) return null
      // What is available counts as lost only where the encoders want more than that.
      const wanted = available - headroom
      return available <= 0.8 * wanted || available >= 0.8 * best ? Math.max(0, 1 - available / best) : null
    },
  },
]

/** `null` where the browser does not tell. */
type Sign = boolean | null

function count(signs: readonly Sign[]): number | null {
  const told = signs.filter((sign) => sign !== null)
  return told.length < 2 ? null : told.filter(Boolean).length
}

function uplinkSigns(moment: Moment): readonly Sign[] {
  const { path, tracks } = moment.sample
  const sent = tracks.filter(({ direction }) => direction === 'outbound')
  const best = largestLately(moment, (sample) => sample.path.availableOutgoingBitrate)
  const { availableOutgoingBitrate: available } = path
  return [
    atLeast(
      sent.map(({ sentVideo }) => sentVideo?.bandwidthLimited),
      0.5,
    ),
    available === null || best === null ? null : available <= 0.7 * best,
    isQueued(path.queueMs, path.baseRoundTripTimeMs),
    atLeast(
      sent.map(({ packetLoss }) => packetLoss),
      0.02,
    ),
    atLeast(
      sent.map(({ sentAudio, sentVideo }) => (sentAudio ?? sentVideo)?.sendQueueMs),
      50,
    ),
  ]
}

function downlinkSigns(moment: Moment): readonly Sign[] {
  const { path, tracks } = moment.sample
  const received = tracks.filter(({ direction }) => direction === 'inbound')
  const jitter = received.map(({ jitterMs }) => jitterMs)
  const target = received.map(({ receivedAudio, receivedVideo }) => (receivedAudio ?? receivedVideo)?.jitterBufferTargetMs)
  const [bitrate, best] = [receivedBitrate(moment.sample), largestLately(moment, receivedBitrate)]
  const muted = received.some((track) => track.muted === true)
  return [
    atLeast(
      received.map(({ packetLoss }) => packetLoss),
      0.02,
    ),
    twice(jitter, moment, ({ jitterMs }) => jitterMs, 30),
    twice(target, moment, ({ receivedAudio, receivedVideo }) => (receivedAudio ?? receivedVideo)?.jitterBufferTargetMs, 100),
    bitrate === null || best === null || muted ? null : bitrate <= 0.6 * best,
    isQueued(path.queueMs, path.baseRoundTripTimeMs),
  ]
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

function isQueued(queueMs: number | null, baseMs: number | null): Sign {
  return queueMs === null || baseMs === null ? null : queueMs >= Math.max(50, baseMs / 3)
}

function atLeast(values: readonly (number | null | undefined)[], bound: number): Sign {
  const told = known(values)
  return told.length === 0 ? null : told.some((value) => value >= bound)
}

/** At least `bound`, and twice what it usually was in the last minute. */
function twice(
  values: readonly (number | null | undefined)[],
  { before }: Moment,
  of: (track: Sample['tracks'][number]) => number | null | undefined,
  bound: number,
): Sign {
  const usual = median(
    before.flatMap(({ tracks }) => known(tracks.map((track) => (track.direction === 'inbound' ? of(track) : null)))),
  )
  return usual === null ? null : atLeast(values, Math.max(bound, 2 * usual))
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}
