import type { Issue, Severity } from './issue.ts'

/** The one thing to know of a call. */
export interface Verdict {
  /** `unknown` where there was nothing to judge by. */
  readonly level: 'good' | 'fair' | 'poor' | 'bad' | 'unknown'
  /** What it is because of; `null` where nothing is wrong. */
  readonly issue: Issue | null
}

const weight: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** Of a call that goes on: what is wrong now, by the issues that are open. An issue whose cause is open is no headline of its own. */
export function presentVerdict(open: readonly Issue[], score: number | null): Verdict {
  const ids = new Set(open.map(({ id }) => id))
  const roots = open.filter(({ suppressedBy }) => suppressedBy === null || !ids.has(suppressedBy))
  return judge(
    roots.toSorted((a, b) => weight[b.severity] - weight[a.severity] || a.startedAt - b.startedAt),
    score,
  )
}

/** Of a recording: what was wrong most of all, by severity and then by time. What something else explains is no headline. */
export function verdictOf(issues: readonly Issue[], score: number | null): Verdict {
  const roots = issues.filter(({ suppressedBy }) => suppressedBy === null)
  const lasted = (type: string, severity: Severity): number =>
    roots
      .filter((issue) => issue.type === type && issue.severity === severity)
      .reduce((total, { startedAt, endedAt }) => total + (endedAt ?? startedAt) - startedAt, 0)
  return judge(
    roots.toSorted(
      (a, b) =>
        weight[b.severity] - weight[a.severity] ||
        lasted(b.type, b.severity) - lasted(a.type, a.severity) ||
        a.startedAt - b.startedAt,
    ),
    score,
  )
}

const goodScore = 4
const fairScore = 3.6

/** What is only worth knowing is no headline. */
function judge(sorted: readonly Issue[], score: number | null): Verdict {
  const [issue = null] = sorted.filter(({ severity }) => severity !== 'info')
  if (issue !== null) return { level: issue.severity === 'critical' ? 'bad' : 'poor', issue }
  if (score === null) return { level: sorted.length > 0 ? 'fair' : 'unknown', issue: null }
  return { level: score >= goodScore ? 'good' : score >= fairScore ? 'fair' : 'poor', issue: null }
}
