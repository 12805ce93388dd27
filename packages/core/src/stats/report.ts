/** One entry of a report (webrtc-stats RTCStats), with its members as the browser gave them: unknown until they are read. */
export interface Stats {
  readonly id: string
  readonly type: string
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly [member: string]: unknown
}

/** What getStats returned at one moment, as plain data. */
export interface Report {
  /** Milliseconds since the epoch: the newest timestamp of the entries. */
  readonly timestamp: number
  /** By id. */
  readonly stats: ReadonlyMap<string, Stats>
}

/** Reads an RTCStatsReport once; `values` is anything that yields its values. What is no entry of a report is left out. */
export function readReport(values: Iterable<unknown>): Report {
  const stats = new Map<string, Stats>()
  let timestamp = 0
  for (const value of values) {
    if (!isStats(value)) continue
    stats.set(value.id, value)
    timestamp = Math.max(timestamp, value.timestamp)
  }
  return { timestamp, stats }
}

function isStats(value: unknown): value is Stats {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'type' in value &&
    typeof value.type === 'string' &&
    'timestamp' in value &&
    typeof value.timestamp === 'number' &&
    Number.isFinite(value.timestamp)
  )
}
