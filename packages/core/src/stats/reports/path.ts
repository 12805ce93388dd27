import type { Report, Stats } from '../report.ts'
import { count, flag, oneOf, text, type Reading } from './fields.ts'

export interface CandidatePair extends Reading {
  readonly local: CandidateSummary | null
  readonly remote: CandidateSummary | null
  /** Seconds. */
  readonly currentRoundTripTime: number | null
  /** Seconds: the sum over all answers. */
  readonly totalRoundTripTime: number | null
  /** bit/s. */
  readonly availableOutgoingBitrate: number | null
  readonly bytesReceived: number | null
  /** Answers to STUN checks: they come every few seconds even where no media flows. */
  readonly responsesReceived: number | null
}

/** One end of a pair, without its address. */
export interface CandidateSummary {
  readonly candidateType: 'host' | 'srflx' | 'prflx' | 'relay'
  readonly protocol: 'udp' | 'tcp'
  /** How this end talks to its TURN server; `null` for what is not relayed, and for the remote end. */
  readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null
}

/** All media of a call share one transport. */
export interface Transport extends Reading {
  readonly iceState: IceState | null
  readonly dtlsState: DtlsState | null
  readonly selectedCandidatePairId: string | null
  /** The first selection counts as one. */
  readonly selectedCandidatePairChanges: number | null
}

export type IceState = (typeof iceStates)[number]
export type DtlsState = (typeof dtlsStates)[number]

export const iceStates = ['new', 'checking', 'connected', 'completed', 'disconnected', 'failed', 'closed'] as const
export const dtlsStates = ['new', 'connecting', 'connected', 'closed', 'failed'] as const

export function readTransport(stats: Stats): Transport {
  return {
    id: stats.id,
    timestamp: stats.timestamp,
    iceState: oneOf(stats.iceState, iceStates),
    dtlsState: oneOf(stats.dtlsState, dtlsStates),
    selectedCandidatePairId: text(stats.selectedCandidatePairId),
    selectedCandidatePairChanges: count(stats.selectedCandidatePairChanges),
  }
}

/** The transport names the pair; where there is no transport report (Firefox before 153) it is the nominated one that succeeded. */
export function readSelectedPair(
  { stats: byId }: Report,
  transport: Transport | null,
  pairs: readonly Stats[],
): CandidatePair | null {
  const named = transport?.selectedCandidatePairId ?? null
  const pair = named === null ? pairs.find(isSelected) : byId.get(named)
  if (pair === undefined) return null
  return {
    id: pair.id,
    timestamp: pair.timestamp,
    local: readCandidate(byId.get(text(pair.localCandidateId) ?? '')),
    remote: readCandidate(byId.get(text(pair.remoteCandidateId) ?? '')),
    currentRoundTripTime: count(pair.currentRoundTripTime),
    totalRoundTripTime: count(pair.totalRoundTripTime),
    availableOutgoingBitrate: count(pair.availableOutgoingBitrate),
    bytesReceived: count(pair.bytesReceived),
    responsesReceived: count(pair.responsesReceived),
  }
}

function isSelected({ selected, nominated, state }: Stats): boolean {
  return flag(selected) === true || (flag(nominated) === true && state === 'succeeded')
}

function readCandidate(stats: Stats | undefined): CandidateSummary | null {
  const candidateType = oneOf(stats?.candidateType, ['host', 'srflx', 'prflx', 'relay'])
  const protocol = oneOf(stats?.protocol, ['udp', 'tcp'])
  if (stats === undefined || candidateType === null || protocol === null) return null
  return { candidateType, protocol, relayProtocol: oneOf(stats.relayProtocol, ['udp', 'tcp', 'tls']) }
}
