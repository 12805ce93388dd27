import type { Issue, Severity } from './issue.ts'

/** The one thing to know of a call. */
export interface Verdict {
  /** `unknown` where there was nothing to judge by. */
  readonly level: 'good' | 'fair' | 'poor' | 'bad' | 'unknown'
  /** What it is because of; `null` where nothing is wrong. */
  readonly issue: Issue | null
  /** Which connection it is about, where the recording has several. */
  readonly among?: Among
}

/** One connection of several. */
export interface Among {
  /** The one that the verdict is about. */
  readonly connection: string
  readonly connections: number
  /** Those that never came up, beside one that carried media. */
  readonly neverConnected: readonly string[]
}

const weights: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** Of a call that goes on: what is wrong now, by the issues that are open. An issue whose cause is open is no headline of its own. */
export function presentVerdict(open: readonly Issue[], score: number | null): Verdict {
  const roots = rootsOf(open)
  return judge(
    roots.toSorted((a, b) => b.weight - a.weight || a.issue.startedAt - b.issue.startedAt),
    score,
  )
}

/** Of a recording: what was wrong most of all, by severity and then by time. What something else explains is no headline. */
export function verdictOf(issues: readonly Issue[], score: number | null): Verdict {
  const roots = rootsOf(issues)
  const lasted = ({ issue: { type }, weight }: Root): number =>
    roots
      .filter((root) => root.issue.type === type && root.weight === weight)
      .reduce((total, { issue: { startedAt, endedAt } }) => total + (endedAt ?? startedAt) - startedAt, 0)
  return judge(
    roots.toSorted((a, b) => b.weight - a.weight || lasted(b) - lasted(a) || a.issue.startedAt - b.issue.startedAt),
    score,
  )
}

/** An issue that nothing explains, as grave as the gravest that it explains. */
interface Root {
  readonly issue: Issue
  readonly weight: number
}

function rootsOf(issues: readonly Issue[]): readonly Root[] {
  const known = new Map(issues.map((issue) => [issue.id, issue]))
  const weightOf = new Map<string, number>()
  for (const issue of issues) {
    const root = rootOf(issue, known)
    weightOf.set(root.id, Math.max(weightOf.get(root.id) ?? 0, weights[issue.severity]))
  }
  return [...weightOf].flatMap(([id, weight]) => {
    const issue = known.get(id)
    return issue === undefined ? [] : [{ issue, weight }]
  })
}

/** An issue cannot explain itself, also not by way of others. */
function rootOf(issue: Issue, known: ReadonlyMap<string, Issue>): Issue {
  const seen = new Set<string>()
  let root = issue
  while (!seen.has(root.id)) {
    seen.add(root.id)
    root = known.get(root.suppressedBy ?? '') ?? root
  }
  return root
}

const goodScore = 4
const fairScore = 3.6

/** What is only worth knowing is no headline. */
function judge(sorted: readonly Root[], score: number | null): Verdict {
  const [worst] = sorted.filter(({ weight }) => weight > weights.info)
  if (worst !== undefined) return { level: worst.weight === weights.critical ? 'bad' : 'poor', issue: worst.issue }
  if (score === null) return { level: sorted.length > 0 ? 'fair' : 'unknown', issue: null }
  return { level: score >= goodScore ? 'good' : score >= fairScore ? 'fair' : 'poor', issue: null }
}
