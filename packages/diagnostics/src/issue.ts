/** What can be wrong with a call. */
export type IssueType =
  | 'network-loss-downlink'
  | 'network-loss-uplink'
  | 'high-rtt'
  | 'bufferbloat'
  | 'high-jitter'
  | 'uplink-congestion'
  | 'downlink-congestion'
  | 'bandwidth-collapse'
  | 'ice-disconnected'
  | 'ice-failed'
  | 'dtls-failure'
  | 'outage'
  | 'relay-in-use'
  | 'tcp-path'
  | 'path-flapping'
  | 'cpu-limited-encoder'
  | 'encoder-overload'
  | 'capture-bottleneck'
  | 'encoder-dead'
  | 'low-resolution'
  | 'keyframe-storm'
  | 'rtx-heavy'
  | 'decoder-overload'
  | 'decoder-stuck'
  | 'video-frozen'
  | 'video-choppy'
  | 'audio-concealment'
  | 'jitter-buffer-stress'
  | 'audio-time-stretch'
  | 'playout-glitch'
  | 'dead-mic'
  | 'audio-not-played'
  | 'mic-clipping'
  | 'av-desync'

export type Severity = 'info' | 'warning' | 'critical'

/** Where it is wrong: this machine, its way out, its way in, the other peer. */
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
  /** ms since the epoch, by the reports: when it was raised. */
  readonly startedAt: number
  readonly updatedAt: number
  /** `null` while it lasts. */
  readonly endedAt: number | null
  /** Why it is over: it got better, or what it was about is gone. */
  readonly ended: 'resolved' | 'ended' | null
  readonly evidence: Evidence
  /** One plain sentence. */
  readonly explanation: string
  readonly causes: readonly string[]
  readonly actions: readonly string[]
  /** The id of the open issue that explains this one. */
  readonly suppressedBy: string | null
}

export interface IssueChange {
  readonly change: 'raised' | 'updated' | 'resolved'
  readonly issue: Issue
}
