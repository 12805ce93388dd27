import type { Stats } from '../report.ts'
import { count, signed, type Reading } from './fields.ts'

/** What the remote end says of what it receives (RTCP receiver reports). */
export interface RemoteInboundRtp extends Reading {
  /** 0..1 over the last receiver report's interval. */
  readonly fractionLost: number | null
  readonly packetsLost: number | null
  readonly packetsReceived: number | null
  /** Seconds. */
  readonly jitter: number | null
  /** Seconds. */
  readonly roundTripTime: number | null
  /** Seconds: the sum over all measurements. */
  readonly totalRoundTripTime: number | null
  readonly roundTripTimeMeasurements: number | null
}

export function readRemoteInbound(stats: Stats): RemoteInboundRtp {
  return {
    id: stats.id,
    timestamp: stats.timestamp,
    fractionLost: count(stats.fractionLost),
    packetsLost: signed(stats.packetsLost),
    packetsReceived: count(stats.packetsReceived),
    jitter: count(stats.jitter),
    roundTripTime: count(stats.roundTripTime),
    totalRoundTripTime: count(stats.totalRoundTripTime),
    roundTripTimeMeasurements: count(stats.roundTripTimeMeasurements),
  }
}
