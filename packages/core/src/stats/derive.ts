import { increase, loss, milliseconds, rate, ratio, type Interval } from './interval.ts'
import type { CandidateSummary, Codec, PathSample, Sample, TrackSample } from './sample.ts'
import type { CandidatePair, CandidateReport, InboundRtp, OutboundRtp, RemoteInboundRtp, Snapshot } from './snapshot.ts'

/** What is kept between two samples of one connection. */
export interface Sampling {
  readonly timestamp: number | null
  readonly heard: Heard | null
  /** By track key. */
  readonly inbound: ReadonlyMap<string, InboundBaseline>
  readonly outbound: ReadonlyMap<string, OutboundBaseline>
}

/** When the counters of the selected pair moved last. */
interface Heard {
  readonly pair: CandidatePair
  readonly timestamp: number
}

interface InboundBaseline {
  readonly report: InboundRtp
  readonly lossCarry: number
}

interface OutboundBaseline {
  readonly report: OutboundRtp
  readonly remote: RemoteBaseline | null
}

/** The last receiver report, and the loss it told. */
interface RemoteBaseline {
  readonly report: RemoteInboundRtp
  readonly packetLoss: number | null
  /** Timestamp of the snapshot in which it was new. */
  readonly seen: number
}

export const newSampling: Sampling = { timestamp: null, heard: null, inbound: new Map(), outbound: new Map() }

/** Shorter intervals are noise: the earlier reading is kept and the next one is waited for. */
const shortestIntervalMs = 250
/** Reports of one snapshot have timestamps of their own: one that has hardly moved was not measured anew. */
const shortestTrackIntervalMs = 10
const fewestPackets = 10
/** A receiver report older than this says nothing about now. They come about every second for video and every five for audio. */
const staleReportMs = { audio: 15_000, video: 5_000 }

/** The sample between the last snapshot and this one, or `null` when too little time has passed to say anything. */
export function deriveSample(state: Sampling, snapshot: Snapshot, periodMs: number): readonly [Sampling, Sample | null] {
  const elapsedMs = state.timestamp === null ? null : snapshot.timestamp - state.timestamp
  if (elapsedMs !== null && elapsedMs < Math.min(shortestIntervalMs, periodMs / 4)) return [state, null]
  const inbound = snapshot.inbound.map((report) => inboundTrack(state.inbound.get(trackKey('inbound', report)), report, snapshot))
  const outbound = snapshot.outbound.map((report) =>
    outboundTrack(state.outbound.get(trackKey('outbound', report)), report, snapshot),
  )
  const heard = lastHeard(state.heard, snapshot)
  const sample: Sample = {
    timestamp: snapshot.timestamp,
    gap: elapsedMs !== null && elapsedMs > Math.max(2.5 * periodMs, 5_000),
    path: pathSample(snapshot, heard),
    tracks: [...outbound, ...inbound].map(([track]) => track),
  }
  const next: Sampling = {
    timestamp: snapshot.timestamp,
    heard,
    inbound: new Map(inbound.map(([track, baseline]) => [track.key, baseline])),
    outbound: new Map(outbound.map(([track, baseline]) => [track.key, baseline])),
  }
  return [next, sample]
}

function inboundTrack(
  before: InboundBaseline | undefined,
  report: InboundRtp,
  snapshot: Snapshot,
): readonly [TrackSample, InboundBaseline] {
  const interval = intervalOf(before?.report, report)
  const { lost, carry } =
    interval === null
      ? { lost: null, carry: 0 }
      : loss(interval.from.packetsLost, interval.to.packetsLost, before?.lossCarry ?? 0)
  const track: TrackSample = {
    ...trackIdentity('inbound', report, snapshot),
    bitrate: bits(rate(interval, ({ bytesReceived }) => bytesReceived)),
    packetLoss: interval === null ? null : ratio(lost, packetsExpected(interval, lost), fewestPackets),
    jitterMs: milliseconds(report.jitter),
    roundTripTimeMs: null,
    framesPerSecond: rate(interval, ({ framesDecoded }) => framesDecoded),
  }
  return [track, { report, lossCarry: carry }]
}

/** Retransmissions arrive in place of lost packets: counting both would hide the loss. */
function packetsExpected(interval: Interval<InboundRtp>, lost: number | null): number | null {
  const received = increase(interval, ({ packetsReceived }) => packetsReceived)
  const retransmitted = increase(interval, ({ retransmittedPacketsReceived }) => retransmittedPacketsReceived) ?? 0
  return received === null || lost === null ? null : lost + received - retransmitted
}

function outboundTrack(
  before: OutboundBaseline | undefined,
  report: OutboundRtp,
  snapshot: Snapshot,
): readonly [TrackSample, OutboundBaseline] {
  const interval = intervalOf(before?.report, report)
  const remote = remoteBaseline(before?.remote ?? null, snapshot.remoteInbound.get(report.remoteId ?? ''), snapshot.timestamp)
  const fresh = remote !== null && snapshot.timestamp - remote.seen <= staleReportMs[report.kind] ? remote : null
  const track: TrackSample = {
    ...trackIdentity('outbound', report, snapshot),
    bitrate: bits(rate(interval, ({ bytesSent }) => bytesSent)),
    packetLoss: fresh?.packetLoss ?? null,
    jitterMs: milliseconds(fresh?.report.jitter ?? null),
    roundTripTimeMs: milliseconds(fresh?.report.roundTripTime ?? null),
    framesPerSecond: rate(interval, ({ framesEncoded }) => framesEncoded),
  }
  return [track, { report, remote }]
}

function remoteBaseline(before: RemoteBaseline | null, report: RemoteInboundRtp | undefined, now: number): RemoteBaseline | null {
  if (report === undefined) return before
  if (before !== null && before.report.id === report.id && !isNewReport(before.report, report)) return before
  return { report, packetLoss: remoteLoss(before?.report, report), seen: now }
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

function remoteLoss(before: RemoteInboundRtp | undefined, report: RemoteInboundRtp): number | null {
  if (report.fractionLost !== null) return report.fractionLost >= 0 && report.fractionLost <= 1 ? report.fractionLost : null
  const interval = intervalOf(before, report)
  if (interval === null) return null
  const received = increase(interval, ({ packetsReceived }) => packetsReceived)
  const { lost } = loss(interval.from.packetsLost, interval.to.packetsLost, 0)
  return received === null || lost === null ? null : ratio(lost, lost + received)
}

function intervalOf<Report extends { readonly id: string; readonly timestamp: number }>(
  from: Report | undefined,
  to: Report,
): Interval<Report> | null {
  if (from === undefined || from.id !== to.id || to.timestamp - from.timestamp < shortestTrackIntervalMs) return null
  return { from, to, seconds: (to.timestamp - from.timestamp) / 1_000 }
}

function trackKey(direction: TrackSample['direction'], report: InboundRtp | OutboundRtp): string {
  return [direction, report.kind, report.mid ?? `ssrc-${report.ssrc}`, report.rid ?? ''].join(':')
}

function trackIdentity(direction: TrackSample['direction'], report: InboundRtp | OutboundRtp, { codecs }: Snapshot) {
  const { kind, mid, rid, frameWidth, frameHeight } = report
  return {
    key: trackKey(direction, report),
    direction,
    kind,
    mid,
    rid,
    codec: codecOf(codecs, report.codecId),
    frameWidth,
    frameHeight,
  }
}

function codecOf(codecs: Snapshot['codecs'], id: string | null): Codec | null {
  const report = codecs.get(id ?? '')
  if (report === undefined) return null
  const { mimeType, payloadType, clockRate, channels, sdpFmtpLine } = report
  return { mimeType, payloadType, clockRate, channels, sdpFmtpLine }
}

function lastHeard(before: Heard | null, { selectedPair: pair, timestamp }: Snapshot): Heard | null {
  if (pair === null || (pair.bytesReceived === null && pair.responsesReceived === null)) return null
  const same =
    before?.pair.id === pair.id &&
    before.pair.bytesReceived === pair.bytesReceived &&
    before.pair.responsesReceived === pair.responsesReceived
  return same ? before : { pair, timestamp }
}

function pathSample({ selectedPair, timestamp }: Snapshot, heard: Heard | null): PathSample {
  if (selectedPair === null) return { pair: null, roundTripTimeMs: null, availableOutgoingBitrate: null, silentMs: null }
  const { local, remote, currentRoundTripTime, availableOutgoingBitrate } = selectedPair
  return {
    pair: local === null || remote === null ? null : { local: summary(local), remote: summary(remote) },
    roundTripTimeMs: milliseconds(currentRoundTripTime),
    availableOutgoingBitrate,
    silentMs: heard === null ? null : timestamp - heard.timestamp,
  }
}

function summary({ candidateType, protocol, relayProtocol }: CandidateReport): CandidateSummary {
  return { candidateType, protocol, relayProtocol }
}

function bits(bytesPerSecond: number | null): number | null {
  return bytesPerSecond === null ? null : bytesPerSecond * 8
}
