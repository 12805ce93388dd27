import { increase, intervalOf, loss, milliseconds, ratio } from '../interval.ts'
import type { RemoteInboundRtp } from '../reports/remote-inbound-rtp.ts'

/** What the remote end says of a track sent to it. */
export interface Remote {
  /** 0..1: fractionLost; where it is not given, from the counters of two receiver reports. */
  readonly packetLoss: number | null
  /** ms; remote-inbound-rtp.jitter. */
  readonly jitterMs: number | null
  /** ms; remote-inbound-rtp.roundTripTime. */
  readonly roundTripTimeMs: number | null
}

/** The last receiver report, and the loss it told. */
export interface RemoteBaseline {
  readonly report: RemoteInboundRtp
  readonly packetLoss: number | null
  readonly lossCarry: number
  /** Timestamp of the snapshot in which it was new. */
  readonly seen: number
}

/** A receiver report older than this says nothing about now. They come about every second for video and every five for audio. */
const staleReportMs = { audio: 15_000, video: 5_000 }

export function remote(baseline: RemoteBaseline | null, kind: 'audio' | 'video', now: number): Remote {
  const fresh = baseline !== null && now - baseline.seen <= staleReportMs[kind] ? baseline : null
  return {
    packetLoss: fresh?.packetLoss ?? null,
    jitterMs: milliseconds(fresh?.report.jitter ?? null),
    roundTripTimeMs: milliseconds(fresh?.report.roundTripTime ?? null),
  }
}

export function followRemote(
  before: RemoteBaseline | null,
  report: RemoteInboundRtp | undefined,
  now: number,
): RemoteBaseline | null {
  if (report === undefined) return before
  if (before !== null && before.report.id === report.id && !isNewReport(before.report, report)) return before
  return { report, ...remoteLoss(before, report), seen: now }
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

/** Firefox counts what the remote end received; Safari before 17.4 has neither that nor a fraction. */
function remoteLoss(before: RemoteBaseline | null, report: RemoteInboundRtp) {
  const { fractionLost } = report
  if (fractionLost !== null) return { packetLoss: fractionLost <= 1 ? fractionLost : null, lossCarry: 0 }
  const interval = intervalOf(before?.report, report)
  if (before === null || interval === null) return { packetLoss: null, lossCarry: 0 }
  const { lost, carry } = loss(interval.from.packetsLost, interval.to.packetsLost, before.lossCarry)
  const received = increase(interval, 'packetsReceived')
  const expected = received === null || lost === null ? null : received + lost
  return { packetLoss: ratio(lost, expected), lossCarry: carry }
}
