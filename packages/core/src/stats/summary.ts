import { largest } from './interval.ts'
import { count } from './reports/fields.ts'
import type { Sample, TrackSample } from './sample.ts'

/** What a peer tells the other one of its own end every two seconds, so that both can say on whose side something is wrong. */
export interface PeerSummary {
  /** 0..1 of the worst track it receives. */
  readonly receivedLoss: number | null
  /** 0..1 of the worst track it sends, as the other end says. */
  readonly sentLoss: number | null
  /** ms of the worst track it receives. */
  readonly receivedJitterMs: number | null
  /** ms that packets wait in queues on its path. */
  readonly queueMs: number | null
  /** bit/s that it may send. */
  readonly availableOutgoingBitrate: number | null
  /** 0..1 of the time that bandwidth limited what it sends. */
  readonly bandwidthLimited: number | null
  /** 0..1 of the time that its processor limited what it sends. */
  readonly cpuLimited: number | null
  /** 0..1 RMS of its microphone. */
  readonly microphone: number | null
  /** Packets of sound per second that it sends. */
  readonly audioSent: number | null
  /** Packets of pictures per second that it sends. */
  readonly videoSent: number | null
  /** Packets of sound per second that it receives. */
  readonly audioReceived: number | null
  /** Packets of pictures per second that it receives. */
  readonly videoReceived: number | null
  /** Media sections in which it sends a screen, by `mid`, which is the same on both sides. */
  readonly screens: readonly string[]
  /** Media sections in which it sends nothing, or nothing but silence, on purpose. */
  readonly silent: readonly string[]
}

/** What a sample says of this end. */
export function summarise({ path, tracks, sections }: Sample): PeerSummary {
  const packets = (direction: TrackSample['direction'], kind: TrackSample['kind']): number | null =>
    largest(tracks.map((track) => (track.direction === direction && track.kind === kind ? track.packetRate : null)))
  const received = tracks.filter(({ direction }) => direction === 'inbound')
  return {
    receivedLoss: largest(received.map(({ packetLoss }) => packetLoss)),
    sentLoss: largest(tracks.map(({ direction, packetLoss }) => (direction === 'outbound' ? packetLoss : null))),
    receivedJitterMs: largest(received.map(({ jitterMs }) => jitterMs)),
    queueMs: path.queueMs,
    availableOutgoingBitrate: path.availableOutgoingBitrate,
    bandwidthLimited: largest(tracks.map(({ sentVideo }) => sentVideo?.bandwidthLimited ?? null)),
    cpuLimited: largest(tracks.map(({ sentVideo }) => sentVideo?.cpuLimited ?? null)),
    microphone: largest(tracks.map(({ sentAudio }) => sentAudio?.sourceLevel ?? null)),
    audioSent: packets('outbound', 'audio'),
    videoSent: packets('outbound', 'video'),
    audioReceived: packets('inbound', 'audio'),
    videoReceived: packets('inbound', 'video'),
    screens: sections.filter(({ screen }) => screen).map(({ mid }) => mid),
    silent: sections.filter(({ sent, sentMuted }) => sent === 'none' || sentMuted).map(({ mid }) => mid),
  }
}

/** The summary in what a peer sent, or a report has: a member counts as absent unless it is a number. */
export function readSummary(value: unknown): PeerSummary {
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  return {
    receivedLoss: count(members.get('receivedLoss')),
    sentLoss: count(members.get('sentLoss')),
    receivedJitterMs: count(members.get('receivedJitterMs')),
    queueMs: count(members.get('queueMs')),
    availableOutgoingBitrate: count(members.get('availableOutgoingBitrate')),
    bandwidthLimited: count(members.get('bandwidthLimited')),
    cpuLimited: count(members.get('cpuLimited')),
    microphone: count(members.get('microphone')),
    audioSent: count(members.get('audioSent')),
    videoSent: count(members.get('videoSent')),
    audioReceived: count(members.get('audioReceived')),
    videoReceived: count(members.get('videoReceived')),
    screens: readMids(members.get('screens')),
    silent: readMids(members.get('silent')),
  }
}

const maxSections = 64
const maxMidLength = 64

function readMids(member: unknown): readonly string[] {
  const mids: readonly unknown[] = Array.isArray(member) ? member.slice(0, maxSections) : []
  return mids.filter((mid): mid is string => typeof mid === 'string' && mid.length <= maxMidLength)
}
