/** What can be wrong with a call. */
export type IssueType =
  // the way between the peers
  | 'slow-connect'
  | 'turn-unreachable'
  | 'stale-credentials'
  | 'never-connected'
  | 'ice-disconnected'
  | 'ice-failed'
  | 'dtls-failure'
  | 'outage'
  | 'relay-in-use'
  | 'tcp-path'
  | 'path-flapping'
  | 'signalling-down'
  | 'stats-gap'
  // what happens on it
  | 'network-loss-downlink'
  | 'network-loss-uplink'
  | 'high-rtt'
  | 'bufferbloat'
  | 'high-jitter'
  | 'uplink-congestion'
  | 'downlink-congestion'
  | 'bandwidth-collapse'
  | 'rtx-heavy'
  // media that does not come at all
  | 'one-way-media'
  | 'missing-track-media'
  | 'track-ended'
  // from the camera to the network
  | 'cpu-limited-encoder'
  | 'encoder-overload'
  | 'capture-bottleneck'
  | 'encoder-dead'
  | 'low-resolution'
  | 'keyframe-storm'
  // from the network to the screen
  | 'black-or-no-first-frame'
  | 'decoder-overload'
  | 'decoder-stuck'
  | 'video-frozen'
  | 'video-choppy'
  | 'coarse-picture'
  | 'av-desync'
  // sound
  | 'audio-concealment'
  | 'jitter-buffer-stress'
  | 'audio-time-stretch'
  | 'playout-glitch'
  | 'audio-not-played'
  | 'dead-mic'
  | 'mic-clipping'
  | 'silent-remote'
  | 'low-mos'

export type Severity = 'info' | 'warning' | 'critical'

/** Where it is wrong, seen from the end that was measured: this machine, its way out, its way in, the other peer. */
export type Side = 'local' | 'uplink' | 'downlink' | 'remote' | 'unknown'

/** What is measured: a share of 1, milliseconds, seconds, bit/s, a number of times or of points, or only that something is so. */
export type Unit = 'share' | 'ms' | 's' | 'bit/s' | 'fps' | 'count' | 'state'

/** What gave it away. */
export interface Evidence {
  /** A member of a sample, as `docs/stats.md` names it, or what is made of several. */
  readonly metric: string
  readonly unit: Unit
  /** The track's key; `null` for the path. */
  readonly track: string | null
  /** The worst that was measured while it lasted, and when: ms since the epoch. */
  readonly value: number
  readonly at: number
  /** The mean while it lasted, by time; of loss by packets. */
  readonly mean: number
  /** The bound of its severity. */
  readonly threshold: number
  /** ms since the epoch: from the first to the last time that it was seen. */
  readonly from: number
  readonly to: number
}

export interface Issue {
  /** `key` and a number that counts its episodes. */
  readonly id: string
  /** `type:connection:track`, and what tells it from another of its type there. */
  readonly key: string
  readonly type: IssueType
  readonly severity: Severity
  readonly side: Side
  /** 0..1: how sure the type and the side are. */
  readonly confidence: number
  /** Names the connection within its recording. */
  readonly connection: string
  /** The track's key; `null` for the path. */
  readonly track: string | null
  /** ms since the epoch, by the reports: when it began, which is before there was enough of it to raise it. */
  readonly startedAt: number
  /** When it was raised, got worse or was closed. */
  readonly updatedAt: number
  /** When it ended, which is before it was well over; `null` while it lasts. */
  readonly endedAt: number | null
  /** Why it is over: it got better, or what it was about is gone. */
  readonly ended: 'resolved' | 'ended' | null
  readonly evidence: readonly Evidence[]
  /** The id of the open issue that explains this one. */
  readonly suppressedBy: string | null
  /** Numbers that would have helped and that this browser does not report. */
  readonly unsupportedInputs: readonly string[]
}

export interface IssueChange {
  readonly change: 'raised' | 'updated' | 'resolved'
  readonly issue: Issue
}
