import type { Issue, IssueType } from './issue.ts'

const network: readonly IssueType[] = ['ice-failed', 'ice-disconnected', 'dtls-failure', 'outage']
const download: readonly IssueType[] = [...network, 'downlink-congestion', 'network-loss-downlink']
const upload: readonly IssueType[] = [...network, 'uplink-congestion', 'bandwidth-collapse']
const camera: readonly IssueType[] = ['capture-bottleneck', 'cpu-limited-encoder', 'encoder-overload']

/** What explains what, the root first: one headline instead of ten. Each chain ends, so nothing explains itself. */
const causes: ReadonlyMap<IssueType, readonly IssueType[]> = new Map<IssueType, readonly IssueType[]>([
  ['ice-disconnected', ['ice-failed']],
  ['outage', ['ice-failed', 'ice-disconnected', 'dtls-failure']],
  ['uplink-congestion', network],
  ['downlink-congestion', network],
  ['bandwidth-collapse', [...network, 'uplink-congestion']],
  ['bufferbloat', upload],
  ['high-rtt', [...upload, 'downlink-congestion', 'bufferbloat']],
  ['network-loss-uplink', upload],
  ['network-loss-downlink', [...network, 'downlink-congestion']],
  ['high-jitter', [...network, 'downlink-congestion']],
  ['rtx-heavy', [...upload, 'network-loss-uplink']],
  ['encoder-overload', ['cpu-limited-encoder']],
  ['encoder-dead', network],
  ['low-resolution', [...upload, 'cpu-limited-encoder']],
  ['keyframe-storm', [...upload, 'network-loss-uplink', 'network-loss-downlink', 'decoder-stuck']],
  ['decoder-stuck', network],
  ['video-frozen', [...download, 'decoder-stuck', 'decoder-overload']],
  ['video-choppy', [...download, ...camera, 'decoder-overload', 'video-frozen']],
  ['audio-concealment', [...download, 'high-jitter']],
  ['jitter-buffer-stress', [...download, 'high-jitter']],
  ['audio-time-stretch', [...download, 'high-jitter', 'jitter-buffer-stress']],
])

/** The open issue that explains this one. */
export function causeOf(issue: Issue, open: readonly Issue[]): string | null {
  for (const type of causes.get(issue.type) ?? []) {
    const cause = open.find((other) => other.type === type && other.id !== issue.id)
    if (cause !== undefined) return cause.id
  }
  return null
}
