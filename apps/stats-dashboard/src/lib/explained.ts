import type { IssueType } from '@earshot/diagnostics'

const congestion: readonly IssueType[] = ['uplink-congestion', 'downlink-congestion', 'bandwidth-collapse', 'bufferbloat']
const loss: readonly IssueType[] = ['network-loss-uplink', 'network-loss-downlink']
/** What is to be seen on every chart. */
const everywhere: readonly IssueType[] = [
  'outage',
  'ice-disconnected',
  'ice-failed',
  'never-connected',
  'dtls-failure',
  'stats-gap',
]

/** The issues that a chart explains: their time is tinted on it, and no other's. By the id of the plot. */
const explained: ReadonlyMap<string, readonly IssueType[]> = new Map<string, readonly IssueType[]>([
  ['sent', ['uplink-congestion', 'bandwidth-collapse', 'bufferbloat', 'encoder-dead', 'track-ended', 'rtx-heavy', 'dead-mic']],
  ['received', ['downlink-congestion', 'one-way-media', 'missing-track-media', 'silent-remote', 'black-or-no-first-frame']],
  ['round-trip', [...congestion, 'high-rtt']],
  ['loss', [...loss, 'uplink-congestion', 'downlink-congestion', 'rtx-heavy']],
  ['jitter', ['high-jitter', 'jitter-buffer-stress', 'audio-time-stretch', 'av-desync', 'downlink-congestion']],
  [
    'frames',
    [
      ...([
        'cpu-limited-encoder',
        'encoder-overload',
        'capture-bottleneck',
        'encoder-dead',
        'track-ended',
        'decoder-overload',
      ] as const),
      ...([
        'decoder-stuck',
        'video-frozen',
        'video-choppy',
        'uplink-congestion',
        'downlink-congestion',
        'keyframe-storm',
      ] as const),
    ],
  ],
  ['height', ['low-resolution', 'cpu-limited-encoder', 'uplink-congestion', 'bandwidth-collapse']],
  [
    'freezes',
    [
      'video-frozen',
      'video-choppy',
      'coarse-picture',
      'decoder-stuck',
      'audio-concealment',
      'network-loss-downlink',
      'downlink-congestion',
    ],
  ],
  ['score', ['low-mos', 'coarse-picture', 'network-loss-downlink', 'downlink-congestion', 'video-frozen', 'high-rtt']],
  ['congestion-rates', congestion],
  ['headroom', congestion],
  ['queue', [...congestion, 'high-rtt']],
  ['retransmitted', ['rtx-heavy', 'network-loss-uplink']],
  ['limited', [...congestion, 'cpu-limited-encoder']],
  ['loss-up', [...loss, ...congestion]],
])

/** Whether a chart shows why. Those of a single number of a track show everything. */
export function explains(plot: string, type: IssueType): boolean {
  return everywhere.includes(type) || (explained.get(plot)?.includes(type) ?? true)
}
