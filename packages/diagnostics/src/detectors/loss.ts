import type { TrackSample } from '@earshot/core/stats'

import { attribute } from '../attribution.ts'
import type { Detector, Moment } from '../detector.ts'
import { tracksByKey } from '../per-sample.ts'

/** A share of fewer lost packets than this means nothing. */
const fewestLost = 10

/** Loss of one direction, lost by lost and received. Loss-based congestion control holds at 2 % and backs off at 10 %. */
export function lossDetector(type: 'network-loss-downlink' | 'network-loss-uplink', direction: 'sent' | 'received'): Detector {
  const towards = direction === 'sent' ? 'outbound' : 'inbound'
  return {
    type,
    side: (moment) => attribute(direction, moment).side,
    confidence: (moment) => attribute(direction, moment).confidence,
    subject: 'track',
    metric: 'packetLoss',
    unit: 'share',
    ...(direction === 'sent' && { inputs: ['sent.packetLoss'] as const }),
    severity: 'warning',
    raise: 0.02,
    raiseMs: 5_000,
    critical: 0.1,
    clear: 0.01,
    clearMs: 10_000,
    over: 'mean',
    fewest: fewestLost,
    fromStart: true,
    measure: (track, moment) => {
      const { direction: way, packetLoss, packetRate, packetsExpected, packetsLost } = track
      if (way !== towards) return null
      // What stands still loses nothing more.
      if (packetRate === 0) return 0
      if (way === 'inbound') {
        if (packetsLost === null || !packetsExpected || wasPaused(track, moment)) return null
        return { value: packetsLost / packetsExpected, weight: packetsExpected }
      }
      return packetLoss === null || packetRate === null ? null : { value: packetLoss, weight: packetRate * moment.seconds }
    },
  }
}

/** A server that pauses a stream goes on with other numbers, as if what it did not send were lost. The line would have lost of the others too. */
function wasPaused({ key }: TrackSample, { before }: Moment): boolean {
  const last = before.at(-1)
  if (last === undefined || tracksByKey(last).get(key)?.packetRate !== 0) return false
  return last.tracks.some(({ direction, packetRate }) => direction === 'inbound' && (packetRate ?? 0) > 0)
}
