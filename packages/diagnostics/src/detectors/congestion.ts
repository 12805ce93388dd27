import { attribute } from '../attribution.ts'
import { lately, type Detector, type Moment } from '../detector.ts'
import { availableOf, sentBitrateOf, wantedOf, type Sign } from '../signs.ts'

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
    unit: 'count',
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
    unit: 'count',
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
    unit: 'share',
    inputs: ['path.availableOutgoingBitrate'],
    severity: 'warning',
    raise: 0.5,
    raiseMs: 2_000,
    critical: 0.8,
    clear: 0.2,
    clearMs: 10_000,
    over: 'each',
    measure: collapse,
  },
]

/** bit/s with which there is no picture to speak of. */
const nextToNothing = 100_000
/** Of what the encoders wanted so much. */
const tooLittle = 0.5
/** Of what is available so much is in use where less of it hurts. */
const inUse = 0.4
/** An estimate that is low once may be a glitch, unless what is sent has become less too. */
const sentLess = 0.7

/**
 * The part that is lost of the best that there was before it fell. It counts where the encoders wanted more than is left
 * before it was lost (afterwards they ask for what there is), or where next to nothing is left.
 */
function collapse(moment: Moment): number | null {
  const { sample, best } = moment
  const [available, wanted, sent] = [availableOf(sample), wantedOf(sample), sentBitrateOf(sample)]
  if (available === null || wanted === null || sent === null || best === null) return null
  const part = Math.max(0, 1 - available / best.value)
  const isNothing = available <= nextToNothing && sample.tracks.some(({ sentVideo, bitrate }) => sentVideo !== null && bitrate)
  const hurts = sent >= inUse * available && (available <= tooLittle * Math.max(wanted, best.wanted) || isNothing)
  const last = moment.before.findLast((one) => availableOf(one) !== null)
  const wasLow = last !== undefined && (availableOf(last) ?? Infinity) <= 0.5 * best.value
  return hurts && (wasLow || sent <= sentLess * mostSent(moment)) ? part : Math.min(part, 0.49)
}

function mostSent(moment: Moment): number {
  return Math.max(0, ...lately(moment, 30).map((one) => sentBitrateOf(one) ?? 0))
}

/** How many signs there are; one at the most as long as nothing says that packets wait. `null` where the browser tells next to nothing. */
function uplinkSigns(moment: Moment): number | null {
  const { limited, less, loses, heldBack } = moment.signs.up
  const { lostLately, queued } = moment.signs
  const here = queued && !(isFullDownwards(moment) && !isFullUpwards(moment))
  // Loss alone makes the sender hold back and send less: without loss only a queue does.
  const waits = here || (!lostLately && (limited === true || heldBack === true))
  return count([limited, less, loses, heldBack, hasRoundTrip(moment) ? here : null], waits)
}

function downlinkSigns(moment: Moment): number | null {
  const { loses, uneven, heldBack, less } = moment.signs.down
  const here = moment.signs.queued && !(isFullUpwards(moment) && !isFullDownwards(moment))
  // A line that is full brings less than before: what only comes unevenly, or only late, does not.
  const full = less === true || isFullDownwards(moment)
  return count([loses, uneven, heldBack, less, hasRoundTrip(moment) ? here : null], here && full)
}

/** A round trip has one queue or the other: it is on the way on which something else says so. */
function isFullUpwards({ signs: { up } }: Moment): boolean {
  return up.limited === true || up.loses === true || up.heldBack === true
}

function isFullDownwards({ sample: { peer }, signs: { down } }: Moment): boolean {
  return down.loses === true || (peer?.bandwidthLimited ?? 0) >= 0.5
}

function count(signs: readonly Sign[], waits: boolean): number | null {
  const told = signs.filter((sign) => sign !== null)
  if (told.length < 2) return null
  const there = told.filter(Boolean).length
  return waits ? there : Math.min(there, 1)
}

function hasRoundTrip({ sample }: Moment): boolean {
  return sample.path.roundTripTimeMs !== null
}
