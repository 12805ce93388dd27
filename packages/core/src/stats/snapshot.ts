import { readCodec, type Codec } from './reports/codec.ts'
import { readFields, type Fields, type Report } from './reports/fields.ts'
import { readInbound, type InboundRtp } from './reports/inbound-rtp.ts'
import { readMediaPlayout, type MediaPlayout } from './reports/media-playout.ts'
import { readMediaSource, type MediaSource } from './reports/media-source.ts'
import { readOutbound, type OutboundRtp } from './reports/outbound-rtp.ts'
import { readSelectedPair, readTransport, type CandidatePair, type Transport } from './reports/path.ts'
import { readRemoteInbound, type RemoteInboundRtp } from './reports/remote-inbound-rtp.ts'

/**
 * What getStats returned, as typed plain data: the reports and members that the formulas use (W3C webrtc-stats).
 * An absent member is `null`.
 */
export interface Snapshot {
  /** Milliseconds since the epoch: the newest timestamp of the reports. */
  readonly timestamp: number
  readonly inbound: readonly InboundRtp[]
  readonly outbound: readonly OutboundRtp[]
  readonly remoteInbound: ReadonlyMap<string, RemoteInboundRtp>
  readonly sources: ReadonlyMap<string, MediaSource>
  readonly playouts: ReadonlyMap<string, MediaPlayout>
  readonly codecs: ReadonlyMap<string, Codec>
  /** The transport that carries media; `null` in Firefox before 153. */
  readonly transport: Transport | null
  readonly selectedPair: CandidatePair | null
}

/** Reads a report once. `report` is anything that yields the values of an RTCStatsReport. */
export function takeSnapshot(report: Iterable<unknown>): Snapshot {
  const reports = new Map<string, Fields>()
  for (const value of report) {
    const fields = readFields(value)
    if (fields !== null) reports.set(fields.id, fields)
  }
  const ofType = (type: string) => [...reports.values()].filter((fields) => fields.text('type') === type)
  const transports = ofType('transport').map(readTransport)
  const transport = transports.find(({ selectedCandidatePairId }) => selectedCandidatePairId !== null) ?? transports[0] ?? null
  return {
    timestamp: Math.max(0, ...[...reports.values()].map(({ timestamp }) => timestamp)),
    inbound: ofType('inbound-rtp').flatMap(readInbound),
    outbound: ofType('outbound-rtp').flatMap(readOutbound),
    remoteInbound: byId(ofType('remote-inbound-rtp').map(readRemoteInbound)),
    sources: byId(ofType('media-source').map(readMediaSource)),
    playouts: byId(ofType('media-playout').map(readMediaPlayout)),
    codecs: new Map(ofType('codec').flatMap(readCodec)),
    transport,
    selectedPair: readSelectedPair(reports, transport, ofType('candidate-pair')),
  }
}

function byId<Type extends Report>(reports: readonly Type[]): ReadonlyMap<string, Type> {
  return new Map(reports.map((report) => [report.id, report]))
}
