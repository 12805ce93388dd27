import { detect, endDetection, newDetection, openIssues } from './detect.ts'
import type { Observation } from './detector.ts'
import type { Issue, IssueChange } from './issue.ts'

export interface DiagnosisOptions {
  /**
   * Names the connection in the issues' keys.
   * @default 'call'
   */
  readonly connection?: string
}

/** Judges a call while it goes on. */
export interface Diagnosis {
  /** What is wrong now, the root causes among them. */
  readonly issues: readonly Issue[]
  /** Takes the next sample, and says what it changes. */
  observe(observation: Observation): readonly IssueChange[]
  /** The call is over: what was wrong ends with it. */
  end(timestamp: number): readonly IssueChange[]
}

export function startDiagnosis({ connection = 'call' }: DiagnosisOptions = {}): Diagnosis {
  let state = newDetection(connection)
  return {
    get issues() {
      return openIssues(state)
    },
    observe(observation) {
      const [next, changes] = detect(state, observation)
      state = next
      return changes
    },
    end(timestamp) {
      const [next, changes] = endDetection(state, timestamp)
      state = next
      return changes
    },
  }
}

/** Judges a call that was recorded: every issue it had, in the order they were raised, as the live call found them. */
export function diagnose(observations: Iterable<Observation>, options?: DiagnosisOptions): readonly Issue[] {
  const diagnosis = startDiagnosis(options)
  const issuesById = new Map<string, Issue>()
  let last = 0
  const note = (changes: readonly IssueChange[]) => {
    for (const { issue } of changes) issuesById.set(issue.id, issue)
  }
  for (const observation of observations) {
    note(diagnosis.observe(observation))
    last = observation.sample.timestamp
  }
  note(diagnosis.end(last))
  return [...issuesById.values()]
}
