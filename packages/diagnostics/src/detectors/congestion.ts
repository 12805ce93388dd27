import { attribute } from '../attribution.ts'
import type { Detector, Moment } from '../detector.ts'
import { availableOf, largestLately, type Sign } from '../signs.ts'

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
