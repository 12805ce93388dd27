/** What can be wrong with a call. */
export type IssueType =
  // the way between the peers
  | 'slow-connect'
  | 'turn-unreachable'
  | 'stale-credentials'
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

/** The number that gave it away. */
export interface Evidence {
  /** A member of a sample, as `docs/stats.md` names it, or what is made of several. */
  readonly metric: string
  /** The track's key; `null` for the path. */
  readonly track: string | null
  readonly value: number
  readonly threshold: number
  /** ms since the epoch, by the reports. */
  readonly from: number
  readonly to: number
}

export interface Issue {
  /** `key` and a number that counts its episodes. */
  readonly id: string
  /** `type:connection:track`. */
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
  /** ms since the epoch, by the reports: when it was raised. */
  readonly startedAt: number
  readonly updatedAt: number
  /** `null` while it lasts. */
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
