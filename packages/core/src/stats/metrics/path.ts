import { bitrate, intervalOf, mean, milliseconds, quotient, rate, sum } from '../interval.ts'
import type { CandidatePair, CandidateSummary, DtlsState, IceState } from '../reports/path.ts'
import type { Snapshot } from '../snapshot.ts'

/** The selected candidate pair and what the transport measured on it. */
export interface PathSample {
  /** Both ends of the selected pair, without addresses; `null` until a pair is selected. */
  readonly pair: {
    readonly local: CandidateSummary
    readonly remote: CandidateSummary
  } | null
  /** ms; candidate-pair.currentRoundTripTime, measured by STUN. Firefox since 142. */
  readonly roundTripTimeMs: number | null
  /** ms: d(totalRoundTripTime) / d(responsesReceived), the mean of the answers in the interval. Firefox since 142. */
  readonly meanRoundTripTimeMs: number | null
  /** ms; the shortest `roundTripTimeMs` of the last 60 s on this pair: how far the peer is. Firefox since 142. */
  readonly baseRoundTripTimeMs: number | null
  /** ms that packets wait in queues: roundTripTimeMs - baseRoundTripTimeMs. Firefox since 142. */
  readonly queueMs: number | null
  /** bit/s; candidate-pair.availableOutgoingBitrate. Not in Firefox. */
  readonly availableOutgoingBitrate: number | null
  /** bit/s, signed: availableOutgoingBitrate - the sum of targetBitrate. Not in Firefox. */
  readonly headroom: number | null
  /** The part of availableOutgoingBitrate in use, which may be more than one: the sum of the tracks' wireBitrate / availableOutgoingBitrate. Not in Firefox. */
  readonly bandwidthUse: number | null
  /** bit/s of everything on the pair: 8 * d(bytesReceived) / dt. */
  readonly receivedBitrate: number | null
  /** 1/s; d(responsesReceived) / dt: answers of the peer to STUN checks. Firefox since 142. */
  readonly answerRate: number | null
  /** ms since anything came from the peer on this pair, by its candidate-pair.bytesReceived and responsesReceived; `null` where neither is reported. */
  readonly silentMs: number | null
  /** How often the pair has changed since the first: transport.selectedCandidatePairChanges - 1, else counted. */
  readonly pairChanges: number
  /** transport.iceState. Firefox since 153, Safari since 17.4. */
  readonly iceState: IceState | null
  /** transport.dtlsState. Firefox since 153. */
  readonly dtlsState: DtlsState | null
}

/** What is kept of the path between two samples. */
export interface PathBaseline {
  readonly pair: CandidatePair
  /** When the counters of the pair moved last; `null` where it has none. */
  readonly heardAt: number | null
  readonly pairChanges: number
  /** Round trips of the last 60 s that were the shortest from then on, oldest first. */
  readonly shortest: readonly RoundTrip[]
}

interface RoundTrip {
  readonly timestamp: number
  readonly seconds: number
}

const baseWindowMs = 60_000

export function followPath(
  before: PathBaseline | null,
  { selectedPair: pair, transport, timestamp }: Snapshot,
): PathBaseline | null {
  if (pair === null) return before
  const same = before?.pair.id === pair.id
  const counted = (before?.pairChanges ?? 0) + (before === null || same ? 0 : 1)
  const reported = transport?.selectedCandidatePairChanges ?? null
  return {
    pair,
    heardAt: heardAt(before, pair, timestamp),
    pairChanges: reported === null ? counted : Math.max(0, reported - 1),
    shortest: followRoundTrip(same ? before.shortest : [], pair.currentRoundTripTime, timestamp),
  }
}

function heardAt(before: PathBaseline | null, pair: CandidatePair, timestamp: number): number | null {
  if (pair.bytesReceived === null && pair.responsesReceived === null) return null
  const silent =
    before?.pair.id === pair.id &&
    before.pair.bytesReceived === pair.bytesReceived &&
    before.pair.responsesReceived === pair.responsesReceived
  return silent ? before.heardAt : timestamp
}

function followRoundTrip(before: readonly RoundTrip[], seconds: number | null, timestamp: number): readonly RoundTrip[] {
  const recent = before.filter((earlier) => timestamp - earlier.timestamp <= baseWindowMs)
  if (seconds === null) return recent
  return [...recent.filter((earlier) => earlier.seconds < seconds), { timestamp, seconds }]
}

/** The tracks' numbers that concern the path. */
export interface Sent {
  readonly wireBitrate: number | null
  readonly targetBitrate: number | null
}

export function pathSample(
  { selectedPair: pair, transport, timestamp }: Snapshot,
  before: PathBaseline | null,
  after: PathBaseline | null,
  sent: readonly Sent[],
): PathSample {
  const interval = intervalOf(before?.pair, pair)
  const roundTripTimeMs = milliseconds(pair?.currentRoundTripTime ?? null)
  const base = pair === null ? undefined : after?.shortest[0]
  const baseRoundTripTimeMs = milliseconds(base?.seconds ?? null)
  const available = pair?.availableOutgoingBitrate ?? null
  const targets = sum(sent.map(({ targetBitrate }) => targetBitrate))
  return {
    pair: !pair?.local || !pair.remote ? null : { local: pair.local, remote: pair.remote },
    roundTripTimeMs,
    meanRoundTripTimeMs: milliseconds(mean(interval, 'totalRoundTripTime', 'responsesReceived')),
    baseRoundTripTimeMs,
    queueMs: roundTripTimeMs === null || baseRoundTripTimeMs === null ? null : roundTripTimeMs - baseRoundTripTimeMs,
    availableOutgoingBitrate: available,
    headroom: available === null || targets === null ? null : available - targets,
    bandwidthUse: quotient(sum(sent.map(({ wireBitrate }) => wireBitrate)), available),
    receivedBitrate: bitrate(interval, 'bytesReceived'),
    answerRate: rate(interval, 'responsesReceived'),
    silentMs: pair === null || !after || after.heardAt === null ? null : timestamp - after.heardAt,
    pairChanges: after?.pairChanges ?? 0,
    iceState: transport?.iceState ?? null,
    dtlsState: transport?.dtlsState ?? null,
  }
}
