import type { TrackSample } from '@earshot/core/stats'

import type { Detector, Moment } from '../detector.ts'

import { lossDetector } from './loss.ts'

const fewestPacketsPerSecond = 10

/** Loss, delay and jitter. The bounds of delay are those of ITU-T G.114. */
export const networkDetectors: readonly Detector[] = [
  lossDetector('network-loss-downlink', 'received'),
  lossDetector('network-loss-uplink', 'sent'),
  {
    type: 'high-rtt',
    side: 'unknown',
    subject: 'path',
    metric: 'roundTripTimeMs',
    unit: 'ms',
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
    unit: 'ms',
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
    unit: 'ms',
    severity: 'warning',
    raise: 30,
    raiseMs: 5_000,
    critical: 100,
    clear: 20,
    clearMs: 10_000,
    over: 'mean',
    gauge: true,
    measure: ({ direction, kind, jitterMs, packetRate }) => {
      if (direction !== 'inbound' || kind !== 'audio') return null
      if (packetRate === 0) return 0
      return (packetRate ?? 0) >= 2 * fewestPacketsPerSecond ? jitterMs : null
    },
  },
  {
    type: 'high-jitter',
    side: 'downlink',
    subject: 'track',
    metric: 'jitterMs',
    unit: 'ms',
    severity: 'warning',
    raise: 50,
    raiseMs: 5_000,
    critical: 100,
    clear: 35,
    clearMs: 10_000,
    over: 'mean',
    gauge: true,
    measure: (track, moment) => {
      const { direction, kind, jitterMs, packetRate } = track
      if (direction !== 'inbound' || kind !== 'video') return null
      if (packetRate === 0) return 0
      if (jitterMs === null || (packetRate ?? 0) < 2 * fewestPacketsPerSecond) return null
      return jitterMs < betweenFramesMs(track) && !showsItself(track, moment) ? Math.min(jitterMs, evenMs) : jitterMs
    },
  },
]

const evenMs = 34
const lossOfJitter = 0.01
const queueOfJitterMs = 30

/** The packets of a picture come together, so the time between them is that between pictures: less than that is no unevenness by itself. */
function betweenFramesMs({ framesPerSecond, receivedVideo }: TrackSample): number {
  const rate = Math.max(framesPerSecond ?? 0, receivedVideo?.framesReceivedPerSecond ?? 0)
  return rate > 0 ? 1_000 / rate : 0
}

/** What packets that come unevenly bring about besides. */
function showsItself({ packetLoss, receivedVideo }: TrackSample, { queueMs, sample }: Moment): boolean {
  const frozen = (receivedVideo?.frozen ?? 0) > 0
  const soundToo = sample.tracks.some(
    ({ direction, kind, jitterMs }) => direction === 'inbound' && kind === 'audio' && (jitterMs ?? 0) >= queueOfJitterMs,
  )
  return (packetLoss ?? 0) >= lossOfJitter || (queueMs ?? 0) >= queueOfJitterMs || frozen || soundToo
}
