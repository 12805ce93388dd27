import { increase, intervalOf, loss, mean, milliseconds, ratio } from '../interval.ts'
import type { OutboundRtp } from '../reports/outbound-rtp.ts'
import type { RemoteInboundRtp } from '../reports/remote-inbound-rtp.ts'

/** What the remote end says of a track sent to it. */
export interface Remote {
  /** 0..1: fractionLost; where it is not given, from the counters of two receiver reports and what was sent between them. */
  readonly packetLoss: number | null
  /** Packets lost between the last two receiver reports, and sent or received and lost between them; `null` where none came in the interval. */
  readonly packetsLost: number | null
  readonly packetsExpected: number | null
  /** ms; remote-inbound-rtp.jitter. */
  readonly jitterMs: number | null
  /** ms; remote-inbound-rtp.roundTripTime. */
  readonly roundTripTimeMs: number | null
  /** ms: d(totalRoundTripTime) / d(roundTripTimeMeasurements) of the last two receiver reports; `null` where none came in the interval. */
  readonly meanRoundTripTimeMs: number | null
}

/** The last receiver report, and what it told. */
export interface RemoteBaseline {
  readonly report: RemoteInboundRtp
  /** Packets sent by then, those that were sent again left out. */
  readonly sent: number | null
  readonly packetLoss: number | null
  readonly packetsLost: number | null
  readonly packetsExpected: number | null
  readonly meanRoundTripTimeMs: number | null
  readonly lossCarry: number
  /** Timestamp of the snapshot in which it was new. */
  readonly seen: number
  /** ms until the report after the one before it came; `null` before the second. */
  readonly spacingMs: number | null
}

/** A receiver report that is three times as old as they come, and older than this, says nothing about now. */
const staleReportMs = { audio: 15_000, video: 5_000 }
const staleFactor = 3

export function remote(baseline: RemoteBaseline | null, kind: 'audio' | 'video', now: number): Remote {
  const fresh = baseline !== null && now - baseline.seen <= freshMs(baseline, kind) ? baseline : null
  const isNew = fresh?.seen === now
  return {
    packetLoss: fresh?.packetLoss ?? null,
    packetsLost: isNew ? fresh.packetsLost : null,
    packetsExpected: isNew ? fresh.packetsExpected : null,
    jitterMs: milliseconds(fresh?.report.jitter ?? null),
    roundTripTimeMs: milliseconds(fresh?.report.roundTripTime ?? null),
    meanRoundTripTimeMs: isNew ? fresh.meanRoundTripTimeMs : null,
  }
}

function freshMs({ spacingMs }: RemoteBaseline, kind: 'audio' | 'video'): number {
  return Math.max(staleReportMs[kind], staleFactor * (spacingMs ?? 0))
}

export function followRemote(
  before: RemoteBaseline | null,
  report: RemoteInboundRtp | undefined,
  outbound: OutboundRtp,
  isFromStart: boolean,
  now: number,
): RemoteBaseline | null {
  if (report === undefined) return before
  const known = before?.report.id === report.id ? before : null
  if (known !== null && !isNewReport(known.report, report)) return known
  const sent = outbound.packetsSent === null ? null : outbound.packetsSent - (outbound.retransmittedPacketsSent ?? 0)
  const lost = remoteLoss(known, report, sent, isFromStart && before === null)
  return {
    report,
    sent,
    packetLoss: lost.packetLoss,
    packetsLost: lost.packetsLost,
    packetsExpected: lost.packetsExpected,
    lossCarry: lost.lossCarry,
    meanRoundTripTimeMs: milliseconds(mean(intervalOf(known?.report, report), 'totalRoundTripTime', 'roundTripTimeMeasurements')),
    seen: now,
    spacingMs: known === null ? null : now - known.seen,
  }
}

/** Some engines stamp every reading with the time of the poll, so the contents decide as well. */
function isNewReport(before: RemoteInboundRtp, after: RemoteInboundRtp): boolean {
  return (
    before.roundTripTimeMeasurements !== after.roundTripTimeMeasurements ||
    before.packetsLost !== after.packetsLost ||
    before.packetsReceived !== after.packetsReceived ||
    (after.roundTripTimeMeasurements === null && after.packetsReceived === null && before.timestamp < after.timestamp)
  )
}

/**
 * The remote end's fraction where it is given; else what it lost of what it received (Firefox), or of what was sent to it (Safari before 17.4).
 * `isFirst`: the report is the first on a stream whose counters began at 0.
 */
function remoteLoss(before: RemoteBaseline | null, report: RemoteInboundRtp, sent: number | null, isFirst: boolean) {
  const { fractionLost } = report
  const given = fractionLost !== null && fractionLost <= 1 ? fractionLost : null
  if (before === null && !isFirst) return { packetLoss: given, packetsLost: null, packetsExpected: null, lossCarry: 0 }
  const { lost, carry } = loss(before === null ? 0 : before.report.packetsLost, report.packetsLost, before?.lossCarry ?? 0)
  const of = before === null ? expectedSoFar(report, lost, sent) : expected(before, report, lost, sent)
  const counted = { packetsLost: of === null ? null : lost, packetsExpected: lost === null ? null : of, lossCarry: carry }
  return { packetLoss: fractionLost === null ? ratio(lost, of) : given, ...counted }
}

function expectedSoFar({ packetsReceived }: RemoteInboundRtp, lost: number | null, sent: number | null): number | null {
  return packetsReceived === null || lost === null ? sent : packetsReceived + lost
}

function expected(before: RemoteBaseline, report: RemoteInboundRtp, lost: number | null, sent: number | null): number | null {
  const received = increase(intervalOf(before.report, report), 'packetsReceived')
  if (received !== null && lost !== null) return received + lost
  return sent === null || before.sent === null ? null : sent - before.sent
}
