import * as v from 'valibot'

import { counter, type Fields, type Report } from './fields.ts'

export interface CandidatePair extends Report {
  readonly local: CandidateSummary | null
  readonly remote: CandidateSummary | null
  /** Seconds. */
  readonly currentRoundTripTime: number | null
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
export interface Transport extends Report {
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

export function readTransport(fields: Fields): Transport {
  return {
    id: fields.id,
    timestamp: fields.timestamp,
    iceState: fields.oneOf('iceState', iceStates),
    dtlsState: fields.oneOf('dtlsState', dtlsStates),
    selectedCandidatePairId: fields.text('selectedCandidatePairId'),
    selectedCandidatePairChanges: fields.number('selectedCandidatePairChanges'),
  }
}

const counters = v.object(
  v.entriesFromList(['currentRoundTripTime', 'availableOutgoingBitrate', 'bytesReceived', 'responsesReceived'], counter),
)

/** The transport names the pair; where there is no transport report (Firefox before 153) it is the nominated one that succeeded. */
export function readSelectedPair(
  reports: ReadonlyMap<string, Fields>,
  transport: Transport | null,
  pairs: readonly Fields[],
): CandidatePair | null {
  const named = transport?.selectedCandidatePairId ?? null
  const pair =
    named === null
      ? pairs.find((fields) => fields.flag('selected') || (fields.flag('nominated') && fields.text('state') === 'succeeded'))
      : reports.get(named)
  if (pair === undefined) return null
  return {
    id: pair.id,
    timestamp: pair.timestamp,
    local: readCandidate(reports.get(pair.text('localCandidateId') ?? '')),
    remote: readCandidate(reports.get(pair.text('remoteCandidateId') ?? '')),
    ...pair.read(counters),
  }
}

function readCandidate(fields: Fields | undefined): CandidateSummary | null {
  const candidateType = fields?.oneOf('candidateType', ['host', 'srflx', 'prflx', 'relay']) ?? null
  const protocol = fields?.oneOf('protocol', ['udp', 'tcp']) ?? null
  if (fields === undefined || candidateType === null || protocol === null) return null
  return { candidateType, protocol, relayProtocol: fields.oneOf('relayProtocol', ['udp', 'tcp', 'tls']) }
}
