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

/** What is only worth knowing does not make a call worse. */
function judge(sorted: readonly Issue[], score: number | null): Verdict {
  const [worst = null] = sorted
  if (worst !== null && worst.severity !== 'info') return { level: worst.severity === 'critical' ? 'bad' : 'poor', issue: worst }
  if (score === null) return { level: worst === null ? 'unknown' : 'fair', issue: worst }
  return { level: score >= goodScore ? 'good' : score >= fairScore ? 'fair' : 'poor', issue: worst }
}
