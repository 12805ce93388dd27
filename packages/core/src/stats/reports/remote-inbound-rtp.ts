import * as v from 'valibot'

import { counter, type Fields, type Report } from './fields.ts'

/** What the remote end says of what it receives (RTCP receiver reports). */
export interface RemoteInboundRtp extends Report {
  /** 0..1 over the last receiver report's interval. */
  readonly fractionLost: number | null
  readonly packetsLost: number | null
  readonly packetsReceived: number | null
  /** Seconds. */
  readonly jitter: number | null
  /** Seconds. */
  readonly roundTripTime: number | null
  readonly roundTripTimeMeasurements: number | null
}

const counters = v.object(
  v.entriesFromList(['fractionLost', 'packetsReceived', 'jitter', 'roundTripTime', 'roundTripTimeMeasurements'], counter),
)

export function readRemoteInbound(fields: Fields): RemoteInboundRtp {
  return {
    id: fields.id,
    timestamp: fields.timestamp,
    ...fields.read(counters),
    packetsLost: fields.signed('packetsLost'),
  }
}
