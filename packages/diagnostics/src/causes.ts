import type { Issue, IssueType } from './issue.ts'

const network: readonly IssueType[] = ['ice-failed', 'never-connected', 'ice-disconnected', 'dtls-failure', 'outage']
const download: readonly IssueType[] = [...network, 'downlink-congestion', 'network-loss-downlink']
const upload: readonly IssueType[] = [...network, 'uplink-congestion', 'bandwidth-collapse']
const camera: readonly IssueType[] = ['track-ended', 'capture-bottleneck', 'cpu-limited-encoder', 'encoder-overload']

/** What explains what, the root first: one headline instead of ten. Each chain ends, so nothing explains itself. */
const causes: ReadonlyMap<IssueType, readonly IssueType[]> = new Map<IssueType, readonly IssueType[]>([
  ['slow-connect', ['never-connected', 'ice-failed', 'dtls-failure', 'turn-unreachable']],
  ['ice-disconnected', ['ice-failed']],
  ['outage', ['ice-failed', 'ice-disconnected', 'dtls-failure']],
  ['uplink-congestion', network],
  ['downlink-congestion', network],
  ['bandwidth-collapse', [...network, 'uplink-congestion', 'network-loss-uplink', 'high-rtt', 'one-way-media']],
  ['bufferbloat', [...network, 'uplink-congestion']],
  ['high-rtt', [...network, 'uplink-congestion', 'downlink-congestion', 'bufferbloat']],
  ['network-loss-uplink', [...network, 'uplink-congestion']],
  ['network-loss-downlink', [...network, 'downlink-congestion']],
  ['high-jitter', [...network, 'downlink-congestion']],
  ['rtx-heavy', [...upload, 'network-loss-uplink']],
  ['one-way-media', network],
  ['missing-track-media', [...network, 'track-ended', 'one-way-media']],
  ['cpu-limited-encoder', network],
  ['encoder-overload', ['cpu-limited-encoder']],
  ['capture-bottleneck', ['track-ended', 'cpu-limited-encoder']],
  ['encoder-dead', [...network, 'track-ended']],
  ['low-resolution', [...upload, 'cpu-limited-encoder', 'network-loss-uplink', 'high-rtt']],
  ['keyframe-storm', [...upload, 'network-loss-uplink', 'network-loss-downlink', 'downlink-congestion', 'decoder-stuck']],
  ['black-or-no-first-frame', [...download, 'one-way-media']],
  ['decoder-stuck', network],
  ['video-frozen', [...download, 'decoder-stuck', 'decoder-overload', 'missing-track-media', 'high-jitter']],
  ['video-choppy', [...download, ...camera, 'decoder-overload', 'video-frozen', 'missing-track-media']],
  ['coarse-picture', [...download, 'video-frozen', 'high-jitter', 'decoder-overload']],
  ['av-desync', [...download, 'high-jitter', 'video-frozen']],
  ['audio-concealment', [...download, 'high-jitter']],
  ['jitter-buffer-stress', [...download, 'high-jitter']],
  ['audio-time-stretch', [...download, 'high-jitter', 'jitter-buffer-stress', 'audio-concealment']],
  ['silent-remote', ['one-way-media']],
  ['low-mos', [...download, 'high-jitter', 'high-rtt', 'uplink-congestion', 'audio-concealment', 'jitter-buffer-stress']],
])

/** The open issue that explains this one. */
export function causeOf(issue: Issue, open: readonly Issue[]): string | null {
  for (const type of causes.get(issue.type) ?? []) {
    const cause = open.find((other) => other.type === type && other.id !== issue.id)
    if (cause !== undefined) return cause.id
  }
  return null
}
