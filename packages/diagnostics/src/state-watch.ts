import type { StateDetector } from './detector.ts'
import type { Issue } from './issue.ts'
import type { States } from './states.ts'

/** One detector of states. */
export interface StateWatch {
  readonly issue: Issue | null
  /** Since when it has not been so; `null` while it is. */
  readonly overSince: number | null
  readonly episodes: number
}

export const newStateWatch: StateWatch = { issue: null, overSince: null, episodes: 0 }

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
    return raised ? raise(watch, detector, connection, since, now) : watch
  }
  if (since === null) {
    const overSince = watch.overSince ?? now
    return now - overSince >= detector.clearMs ? { ...watch, issue: null, overSince: null } : { ...watch, overSince }
  }
  const worse = watch.issue.severity !== 'critical' && now - since >= (detector.criticalMs ?? Infinity)
  if (!worse) return { ...watch, overSince: null }
  const evidence = [...watch.issue.evidence, evidenceOf(detector, since, now)]
  return { ...watch, overSince: null, issue: { ...watch.issue, severity: 'critical', updatedAt: now, evidence } }
}

function raise(watch: StateWatch, detector: StateDetector, connection: string, since: number, now: number): StateWatch {
  const key = `${detector.type}:${connection}:`
  const critical = now - since >= (detector.criticalMs ?? Infinity)
  const issue: Issue = {
    ...{ id: `${key}#${watch.episodes + 1}`, key, type: detector.type, connection, track: null },
    severity: critical ? 'critical' : detector.severity,
    side: detector.side,
    confidence: 1,
    ...{ startedAt: now, updatedAt: now, endedAt: null, ended: null },
    evidence: [evidenceOf(detector, since, now)],
    suppressedBy: null,
    unsupportedInputs: [],
  }
  return { issue, overSince: null, episodes: watch.episodes + 1 }
}

function evidenceOf({ metric, raiseMs }: StateDetector, from: number, to: number): Issue['evidence'][number] {
  return { metric, track: null, value: (to - from) / 1_000, threshold: raiseMs / 1_000, from, to }
}
