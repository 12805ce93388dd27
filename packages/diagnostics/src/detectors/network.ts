import { attribute } from '../attribution.ts'
import type { Detector } from '../detector.ts'

const fewestPacketsPerSecond = 10

/** Loss, delay and jitter. The bounds: loss-based congestion control holds at 2 % and backs off at 10 %; ITU-T G.114 for delay. */
export const networkDetectors: readonly Detector[] = [
  loss('network-loss-downlink', 'received'),
  loss('network-loss-uplink', 'sent'),
  {
    type: 'high-rtt',
    side: 'unknown',
    subject: 'path',
    metric: 'roundTripTimeMs',
    severity: 'warning',
    raise: 300,
    raiseMs: 10_000,
    critical: 500,
    clear: 250,
    clearMs: 15_000,
    over: 'mean',
    inputs: ['path.roundTripTimeMs'],
    measure: ({ sample: { path } }) => path.meanRoundTripTimeMs ?? path.roundTripTimeMs,
  },
  {
    type: 'bufferbloat',
    side: 'uplink',
    subject: 'path',
    metric: 'ms in a queue',
    severity: 'warning',
    raise: 100,
    raiseMs: 3_000,
    clear: 50,
    clearMs: 10_000,
    over: 'each',
    gauge: true,
    measure: ({ sample, queueMs: queue }) => {
      const { baseRoundTripTimeMs: base, bandwidthUse } = sample.path
      if (queue === null || base === null || bandwidthUse === null) return null
      return bandwidthUse >= 0.7 && queue >= base ? queue : Math.min(queue, 49)
    },
  },
  {
    type: 'high-jitter',
    side: 'downlink',
    subject: 'track',
    metric: 'jitterMs',
    severity: 'warning',
    raise: 30,
    raiseMs: 5_000,
    critical: 100,
    clear: 20,
    clearMs: 10_000,
    over: 'mean',
    gauge: true,
    measure: ({ direction, kind, jitterMs, packetRate }) =>
      direction === 'inbound' && kind === 'audio' && (packetRate ?? 0) >= 2 * fewestPacketsPerSecond ? jitterMs : null,
  },
  {
    type: 'high-jitter',
    side: 'downlink',
    subject: 'track',
    metric: 'jitterMs',
    severity: 'warning',
    raise: 50,
    raiseMs: 5_000,
    critical: 100,
    clear: 35,
    clearMs: 10_000,
    over: 'mean',
    gauge: true,
    measure: ({ direction, kind, jitterMs, packetRate }) =>
      direction === 'inbound' && kind === 'video' && (packetRate ?? 0) >= 2 * fewestPacketsPerSecond ? jitterMs : null,
  },
]

function loss(type: 'network-loss-downlink' | 'network-loss-uplink', direction: 'sent' | 'received'): Detector {
  const towards = direction === 'sent' ? 'outbound' : 'inbound'
  return {
    type,
    side: (moment) => attribute(direction, moment).side,
    confidence: (moment) => attribute(direction, moment).confidence,
    subject: 'track',
    metric: 'packetLoss',
    ...(direction === 'sent' && { inputs: ['sent.packetLoss'] as const }),
    severity: 'warning',
    raise: 0.02,
    raiseMs: 5_000,
    critical: 0.1,
    clear: 0.01,
    clearMs: 10_000,
    over: 'mean',
    measure: (track) =>
      track.direction === towards && (track.packetRate ?? 0) >= fewestPacketsPerSecond ? track.packetLoss : null,
  }
}
