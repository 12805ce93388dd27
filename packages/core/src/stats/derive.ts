import type { Section } from './context.ts'
import { increase, intervalOf, loss, milliseconds, rate, ratio, share, type Interval, type Loss } from './interval.ts'
import { inboundFlow, outboundFlow } from './metrics/flow.ts'
import { followPath, pathSample, type PathBaseline } from './metrics/path.ts'
import { receivedAudio } from './metrics/received-audio.ts'
import { lastDecoded, receivedVideo } from './metrics/received-video.ts'
import { followRemote, remote, type RemoteBaseline } from './metrics/remote.ts'
import { sentAudio } from './metrics/sent-audio.ts'
import { sentVideo } from './metrics/sent-video.ts'
import type { InboundRtp } from './reports/inbound-rtp.ts'
import type { MediaPlayout } from './reports/media-playout.ts'
import type { MediaSource } from './reports/media-source.ts'
import type { OutboundRtp } from './reports/outbound-rtp.ts'
import type { Sample, TrackSample } from './sample.ts'
import type { Snapshot } from './snapshot.ts'

/** What is kept between two samples of one connection. */
export interface Sampling {
  readonly timestamp: number | null
  /** How far apart samples have been, gaps left out; `null` before the second. */
  readonly spacingMs: number | null
  readonly inGap: boolean
  readonly path: PathBaseline | null
  /** By track key. */
  readonly inbound: ReadonlyMap<string, InboundBaseline>
  readonly outbound: ReadonlyMap<string, OutboundBaseline>
  /** Tells whether the connection is known to have begun after the recording: then its first counters are counted from 0. */
  readonly isFromStart: boolean
  /** The ids of all streams there have been: one that comes back is not new. */
  readonly seen: ReadonlySet<string>
}

interface InboundBaseline {
  readonly report: InboundRtp
  readonly playout: MediaPlayout | null
  readonly lossCarry: number
  readonly decodedAt: number | null
}

interface OutboundBaseline {
  readonly report: OutboundRtp
  readonly source: MediaSource | null
  readonly remote: RemoteBaseline | null
  /** Tells whether its counters, and those of the remote end, are known from their beginning. */
  readonly isFromStart: boolean
}

export const newSampling: Sampling = {
  timestamp: null,
  spacingMs: null,
  inGap: false,
  path: null,
  inbound: new Map(),
  outbound: new Map(),
  isFromStart: false,
  seen: new Set(),
}

/** Shorter intervals are noise: the earlier reading is kept and the next one is waited for. */
const shortestIntervalMs = 250
const fewestPackets = 10

/** An interval is a gap when it is longer than this, and clearly longer than those before it. */
const shortestGapMs = 5_000
const gapFactor = 2.5

/**
 * The sample between the last snapshot and this one, or `null` when too little time has passed to say anything. How often reports come is not
 * told: a recording of any period, and one whose period changes, is read as the live call was.
 */
export function deriveSample(state: Sampling, snapshot: Snapshot): readonly [Sampling, Sample | null] {
  const elapsedMs = state.timestamp === null ? null : snapshot.timestamp - state.timestamp
  if (elapsedMs !== null && elapsedMs < shortestIntervalMs && elapsedMs < (state.spacingMs ?? Infinity) / 4) return [state, null]
  const gap = elapsedMs !== null && isGap(state, elapsedMs)
  const isNew = ({ id }: InboundRtp | OutboundRtp): boolean =>
    (state.timestamp !== null || state.isFromStart) && !state.seen.has(id)
  const audioAheadMs = audioAhead(snapshot)
  const inbound = snapshot.inbound.map((report) => {
    const key = trackKey('inbound', report)
    return inboundTrack(key, state.inbound.get(key), report, snapshot, isNew(report), audioAheadMs)
  })
  const outbound = snapshot.outbound.map((report) => {
    const key = trackKey('outbound', report)
    return outboundTrack(key, state.outbound.get(key), report, snapshot, isNew(report))
  })
  const path = followPath(state.path, snapshot)
  const sent = outbound.map(([{ wireBitrate, sentAudio: audio, sentVideo: video }]) => ({
    wireBitrate,
    targetBitrate: (audio ?? video)?.targetBitrate ?? null,
  }))
  const sample: Sample = {
    timestamp: snapshot.timestamp,
    gap,
    path: pathSample(snapshot, state.path, path, sent),
    tracks: [...outbound, ...inbound].map(([track]) => track),
    ...snapshot.context,
  }
  const next: Sampling = {
    timestamp: snapshot.timestamp,
    // Two long intervals in a row are a longer period, not another gap.
    spacingMs: gap && !state.inGap ? state.spacingMs : elapsedMs,
    inGap: gap,
    path,
    isFromStart: state.isFromStart,
    seen: withSeen(state.seen, [...snapshot.inbound, ...snapshot.outbound]),
    inbound: new Map(inbound.map(([track, baseline]) => [track.key, baseline])),
    outbound: new Map(outbound.map(([track, baseline]) => [track.key, baseline])),
  }
  return [next, sample]
}

const mostSeen = 4_000

function withSeen(seen: ReadonlySet<string>, reports: readonly (InboundRtp | OutboundRtp)[]): ReadonlySet<string> {
  const added = reports.filter(({ id }) => !seen.has(id))
  if (added.length === 0) return seen
  return new Set([...[...seen].slice(-mostSeen), ...added.map(({ id }) => id)])
}

function isGap({ spacingMs }: Sampling, elapsedMs: number): boolean {
  return elapsedMs > shortestGapMs && spacingMs !== null && elapsedMs > gapFactor * spacingMs
}

function inboundTrack(
  key: string,
  before: InboundBaseline | undefined,
  report: InboundRtp,
  snapshot: Snapshot,
  isNew: boolean,
  audioAheadMs: number | null,
): readonly [TrackSample, InboundBaseline] {
  const interval = intervalOf(before?.report, report)
  const { lost, carry } = lossIn(interval, report, isNew, before?.lossCarry ?? 0)
  const expected = packetsExpected(interval, report, isNew, lost)
  const playout = snapshot.playouts.get(report.playoutId ?? '') ?? null
  const decodedAt = lastDecoded(before?.decodedAt ?? null, interval, report)
  const video = report.kind === 'video'
  const identity = trackIdentity('inbound', report, snapshot, null)
  const flow = inboundFlow(interval)
  // Member by member: an object that begins with a spread is built a hundred times slower in V8.
  const track: TrackSample = {
    key,
    direction: 'inbound',
    kind: report.kind,
    mid: report.mid,
    rid: report.rid,
    codec: identity.codec,
    muted: identity.muted,
    screen: identity.screen,
    bitrate: flow.bitrate,
    wireBitrate: flow.wireBitrate,
    packetRate: flow.packetRate,
    retransmitShare: flow.retransmitShare,
    nackRate: flow.nackRate,
    packetLoss: ratio(lost, expected, fewestPackets),
    packetsLost: expected === null ? null : lost,
    packetsExpected: expected,
    congestionMarked: share(interval, 'packetsReceivedWithCe', 'packetsReceived'),
    jitterMs: milliseconds(report.jitter),
    // Round trips are measured by who sends.
    roundTripTimeMs: null,
    meanRoundTripTimeMs: null,
    framesPerSecond: rate(interval, 'framesDecoded'),
    frameWidth: report.frameWidth,
    frameHeight: report.frameHeight,
    receivedAudio: video ? null : receivedAudio(interval, intervalOf(before?.playout, playout), lost),
    receivedVideo: video ? receivedVideo(interval, report, decodedAt, audioAheadMs, isNew) : null,
    sentAudio: null,
    sentVideo: null,
  }
  return [track, { report, playout, lossCarry: carry, decodedAt }]
}

/** The counters of a stream that is new began at 0. */
function lossIn(interval: Interval<InboundRtp> | null, { packetsLost }: InboundRtp, isNew: boolean, carry: number): Loss {
  if (isNew) return loss(0, packetsLost, 0)
  return interval === null ? { lost: null, carry: 0 } : loss(interval.from.packetsLost, interval.to.packetsLost, carry)
}

/** Retransmissions arrive in place of lost packets: counting both would hide the loss. */
function packetsExpected(
  interval: Interval<InboundRtp> | null,
  report: InboundRtp,
  isNew: boolean,
  lost: number | null,
): number | null {
  const received = isNew ? report.packetsReceived : increase(interval, 'packetsReceived')
  const retransmitted = isNew ? report.retransmittedPacketsReceived : increase(interval, 'retransmittedPacketsReceived')
  return received === null || lost === null ? null : Math.max(lost, lost + received - (retransmitted ?? 0))
}

/** Which sound belongs to which picture getStats does not say, so this is known only where there is one of each. */
function audioAhead({ inbound }: Snapshot): number | null {
  const playing = inbound.filter(({ estimatedPlayoutTimestamp }) => estimatedPlayoutTimestamp !== null)
  const [audio, video] = [playing.filter(({ kind }) => kind === 'audio'), playing.filter(({ kind }) => kind === 'video')]
  if (audio.length !== 1 || video.length !== 1) return null
  const [heard, seen] = [playoutOffset(audio[0]), playoutOffset(video[0])]
  return heard === null || seen === null ? null : heard - seen
}

function playoutOffset(report: InboundRtp | undefined): number | null {
  const played = report?.estimatedPlayoutTimestamp ?? null
  return report === undefined || played === null ? null : played - report.timestamp
}

function outboundTrack(
  key: string,
  before: OutboundBaseline | undefined,
  report: OutboundRtp,
  snapshot: Snapshot,
  isNew: boolean,
): readonly [TrackSample, OutboundBaseline] {
  const interval = intervalOf(before?.report, report)
  const isFromStart = before?.report.id === report.id ? before.isFromStart : isNew
  const reported = snapshot.remoteInbound.get(report.remoteId ?? '')
  const told = followRemote(before?.remote ?? null, reported, report, isFromStart, snapshot.timestamp)
  const source = snapshot.sources.get(report.mediaSourceId ?? '') ?? null
  const sourceInterval = intervalOf(before?.source, source)
  const video = report.kind === 'video'
  const identity = trackIdentity('outbound', report, snapshot, source)
  const flow = outboundFlow(interval)
  const heard = remote(told, report.kind, snapshot.timestamp)
  const track: TrackSample = {
    key,
    direction: 'outbound',
    kind: report.kind,
    mid: report.mid,
    rid: report.rid,
    codec: identity.codec,
    muted: identity.muted,
    screen: identity.screen,
    bitrate: flow.bitrate,
    wireBitrate: flow.wireBitrate,
    packetRate: flow.packetRate,
    retransmitShare: flow.retransmitShare,
    nackRate: flow.nackRate,
    packetLoss: heard.packetLoss,
    packetsLost: heard.packetsLost,
    packetsExpected: heard.packetsExpected,
    congestionMarked: null,
    jitterMs: heard.jitterMs,
    roundTripTimeMs: heard.roundTripTimeMs,
    meanRoundTripTimeMs: heard.meanRoundTripTimeMs,
    framesPerSecond: atMost(rate(interval, 'framesEncoded'), rate(sourceInterval, 'frames')),
    frameWidth: report.frameWidth,
    frameHeight: report.frameHeight,
    receivedAudio: null,
    receivedVideo: null,
    sentAudio: video ? null : sentAudio(interval, report, sourceInterval, source),
    sentVideo: video ? sentVideo(interval, report, sourceInterval, source) : null,
  }
  return [track, { report, source, remote: told, isFromStart }]
}

/** Each layer of a picture counts as encoded (SVC), but no more pictures go out than come in. */
function atMost(encoded: number | null, given: number | null): number | null {
  return encoded === null || given === null || given === 0 ? encoded : Math.min(encoded, given)
}

function trackKey(direction: TrackSample['direction'], { kind, mid, rid, ssrc, id }: InboundRtp | OutboundRtp): string {
  return `${direction}:${kind}:${mid ?? `ssrc-${ssrc ?? id}`}:${rid ?? ''}`
}

/** On purpose: muted, held, or agreed not to be sent. */
function isSilent({ direction, sentMuted, receivedMuted }: Section, sent: boolean): boolean {
  if (sent) return sentMuted || !direction.startsWith('send')
  return receivedMuted || direction === 'sendonly' || direction === 'inactive'
}

function trackIdentity(
  direction: TrackSample['direction'],
  report: InboundRtp | OutboundRtp,
  { codecs, context }: Snapshot,
  source: MediaSource | null,
): Pick<TrackSample, 'codec' | 'muted' | 'screen'> {
  const { mid } = report
  const screen = report.screen || source?.screen === true
  const section = context.sections.find((candidate) => candidate.mid === mid)
  const sent = direction === 'outbound'
  return {
    codec: codecs.get(report.codecId ?? '') ?? null,
    muted: section === undefined ? null : isSilent(section, sent),
    screen: screen || ((sent ? section?.screen : mid === null ? null : context.peer?.screens.includes(mid)) ?? null),
  }
}
