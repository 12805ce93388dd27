import { noContext, withContext, type RecordedContext } from './context.ts'
import type { Report, Stats } from './report.ts'
import { readCodec, type Codec } from './reports/codec.ts'
import { readInbound, type InboundRtp } from './reports/inbound-rtp.ts'
import { readMediaPlayout, type MediaPlayout } from './reports/media-playout.ts'
import { readMediaSource, type MediaSource } from './reports/media-source.ts'
import { readOutbound, type OutboundRtp } from './reports/outbound-rtp.ts'
import { readSelectedPair, readTransport, type CandidatePair, type Transport } from './reports/path.ts'
import { readRemoteInbound, type RemoteInboundRtp } from './reports/remote-inbound-rtp.ts'

/**
 * A report as typed data: the entries and members that the formulas use (W3C webrtc-stats). An absent member is `null`.
 */
export interface Snapshot {
  /** Milliseconds since the epoch. */
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
  readonly context: RecordedContext
}

/** Reads each entry of a report once. */
export function takeSnapshot(report: Report): Snapshot {
  const inbound: InboundRtp[] = []
  const outbound: OutboundRtp[] = []
  const remoteInbound = new Map<string, RemoteInboundRtp>()
  const sources = new Map<string, MediaSource>()
  const playouts = new Map<string, MediaPlayout>()
  const codecs = new Map<string, Codec>()
  const transports: Transport[] = []
  const pairs: Stats[] = []
  let context = noContext

  for (const stats of report.stats.values()) {
    switch (stats.type) {
      case 'inbound-rtp':
        push(inbound, readInbound(stats))
        break
      case 'outbound-rtp':
        push(outbound, readOutbound(stats))
        break
      case 'remote-inbound-rtp':
        remoteInbound.set(stats.id, readRemoteInbound(stats))
        break
      case 'media-source':
        sources.set(stats.id, readMediaSource(stats))
        break
      case 'media-playout':
        playouts.set(stats.id, readMediaPlayout(stats))
        break
      case 'codec': {
        const codec = readCodec(stats)
        if (codec !== null) codecs.set(stats.id, codec)
        break
      }
      case 'transport':
        transports.push(readTransport(stats))
        break
      case 'candidate-pair':
        pairs.push(stats)
        break
      default:
        context = withContext(context, stats)
    }
  }

  const transport = transports.find(({ selectedCandidatePairId }) => selectedCandidatePairId !== null) ?? transports[0] ?? null
  return {
    timestamp: report.timestamp,
    ...{ inbound, outbound, remoteInbound, sources, playouts, codecs, transport, context },
    selectedPair: readSelectedPair(report, transport, pairs),
  }
}

function push<Reading>(list: Reading[], reading: Reading | null): void {
  if (reading !== null) list.push(reading)
}
