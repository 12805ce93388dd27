import type { StateDetector } from './detector.ts'
import type { Evidence, Issue } from './issue.ts'
import type { States } from './states.ts'

/** One detector of states. */
export interface StateWatch {
  readonly issue: Issue | null
  /** Since when it is so. */
  readonly since: number
  /** Since when it has not been so; `null` while it is. */
  readonly overSince: number | null
  /** The issue that was closed last. */
  readonly closed: Issue | null
  readonly episodes: number
}

export const newStateWatch: StateWatch = { issue: null, since: 0, overSince: null, closed: null, episodes: 0 }

/** What the states at this time change. */
export function judgeState(
  watch: StateWatch,
  detector: StateDetector,
  states: States,
  connection: string,
  now: number,
): StateWatch {
  const since = detector.since(states, now)
  if (watch.issue === null) {
    const raised = since !== null && now - since >= detector.raiseMs
    if (raised) return raise(watch, detector, connection, since, now)
    return watch.closed === null ? watch : { ...watch, closed: null }
  }
  if (since === null) {
    const overSince = watch.overSince ?? detector.until?.(states) ?? now
    if (now - overSince < detector.clearMs) return { ...watch, overSince, closed: null }
    return { ...closing(watch, watch.issue, detector, overSince, now, 'resolved'), overSince: null }
  }
  const worse = watch.issue.severity !== 'critical' && now - watch.since >= (detector.criticalMs ?? Infinity)
  const severity = worse ? 'critical' : watch.issue.severity
  const evidence = [evidenceOf(detector, severity, watch.since, now)]
  const issue: Issue = { ...watch.issue, severity, updatedAt: worse ? now : watch.issue.updatedAt, evidence }
  return { ...watch, overSince: null, closed: null, issue }
}

/** The recording is over. */
export function endStateWatch(watch: StateWatch, detector: StateDetector, now: number): StateWatch {
  const { issue, overSince } = watch
  if (issue === null) return { ...watch, overSince: null, closed: null }
  return { ...closing(watch, issue, detector, overSince ?? now, now, 'ended'), overSince: null }
}

function closing(
  watch: StateWatch,
  issue: Issue,
  detector: StateDetector,
  endedAt: number,
  now: number,
  ended: 'resolved' | 'ended',
): StateWatch {
  const evidence = [evidenceOf(detector, issue.severity, watch.since, endedAt)]
  return { ...watch, issue: null, closed: { ...issue, evidence, updatedAt: now, endedAt, ended } }
}

function raise(watch: StateWatch, detector: StateDetector, connection: string, since: number, now: number): StateWatch {
  const key = `${detector.type}:${connection}:`
  const severity = now - since >= (detector.criticalMs ?? Infinity) ? 'critical' : detector.severity
  const issue: Issue = {
    id: `${key}#${watch.episodes + 1}`,
    key,
    type: detector.type,
    connection,
    track: null,
    severity,
    side: detector.side,
    confidence: 1,
    startedAt: since,
    updatedAt: now,
    endedAt: null,
    ended: null,
    evidence: [evidenceOf(detector, severity, since, now)],
    suppressedBy: null,
    unsupportedInputs: [],
  }
  return { issue, since, overSince: null, closed: null, episodes: watch.episodes + 1 }
}

/** Seconds that it was so. */
function evidenceOf(detector: StateDetector, severity: Issue['severity'], from: number, to: number): Evidence {
  const { metric, raiseMs, criticalMs } = detector
  const seconds = (to - from) / 1_000
  const thresholdMs = severity === 'critical' ? (criticalMs ?? raiseMs) : raiseMs
  return { metric, unit: 's', track: null, value: seconds, at: to, mean: seconds, threshold: thresholdMs / 1_000, from, to }
}
