import type { Call } from '@earshot/core'
import { Emitter, type Sample, type Unsubscribe } from '@earshot/core/stats'

import { openIssues } from './detect.ts'
import { conclude, inquire, newInquiry, verdictAfter, verdictNow, type Findings } from './findings.ts'
import type { Issue, IssueChange } from './issue.ts'
import { endJudging } from './judging.ts'
import type { Entry } from './recording/entry.ts'
import { eventOfTimeline } from './recording/timeline.ts'
import type { Score } from './score.ts'
import type { Verdict } from './verdict.ts'

/** A call, as far as it is needed to judge it. */
export type DiagnosableCall = Pick<Call, 'id' | 'timeline' | 'on'>

/** A call that is judged while it goes on. */
export interface Diagnosis {
  /** What is wrong now. */
  readonly issues: readonly Issue[]
  /** How good it is, by its weakest track that arrives, and why; `null` while nothing can be said. */
  readonly score: Score | null
  /** Of now; once the call has ended, or is judged no more, of all of it. */
  readonly verdict: Verdict
  on<Type extends keyof DiagnosisEvents>(type: Type, listener: (...values: DiagnosisEvents[Type]) => void): Unsubscribe
  /** Stops judging. The end of the call does so too. */
  close(): void
}

export interface DiagnosisEvents {
  /** An issue was raised, got worse or is explained by another now, or is over. */
  issue: [change: IssueChange]
  /** With each sample. */
  score: [score: Score | null]
  sample: [sample: Sample]
}

/** Judges a call while it goes on: issues and the score come as events, and end with the call. */
export function diagnose(call: DiagnosableCall): Diagnosis
/** Judges a recording, of whatever format it was: exactly what the live call was found to have. */
export function diagnose(recording: Iterable<Entry>): Findings
export function diagnose(source: DiagnosableCall | Iterable<Entry>): Diagnosis | Findings {
  return Symbol.iterator in source ? diagnoseRecording(source) : diagnoseCall(source)
}

function diagnoseRecording(entries: Iterable<Entry>): Findings {
  let inquiry = newInquiry
  for (const entry of entries) [inquiry] = inquire(inquiry, entry)
  return conclude(inquiry)
}

function diagnoseCall(call: DiagnosableCall): Diagnosis {
  const events = new Emitter<DiagnosisEvents>({ issue: null, score: null, sample: null })
  const connection = call.id
  let inquiry = newInquiry
  let over = false
  const judgingNow = () => inquiry.connections.get(connection)?.judging

  const observe = (entry: Entry) => {
    const [next, { sample, changes }] = inquire(inquiry, entry)
    inquiry = next
    if (entry.type === 'event' && entry.event.type === 'call') over = entry.event.state === 'ended'
    for (const change of changes) events.emit('issue', change)
    if (sample === null) return
    events.emit('score', judgingNow()?.score ?? null)
    events.emit('sample', sample)
  }
  const stop = [
    call.on('report', (report) => observe({ type: 'report', connection, report })),
    call.on('timeline', (entry) => observe(eventOfTimeline(connection, entry))),
  ]
  for (const entry of call.timeline) observe(eventOfTimeline(connection, entry))

  return {
    get issues() {
      const judging = judgingNow()
      return judging === undefined || over ? [] : openIssues(judging.detection)
    },
    get score() {
      return judgingNow()?.score ?? null
    },
    get verdict() {
      return over ? verdictAfter(inquiry) : verdictNow(inquiry)
    },
    on: events.on,
    close() {
      for (const unsubscribe of stop) unsubscribe()
      const judging = judgingNow()
      if (!over && judging !== undefined) for (const change of endJudging(judging)[1]) events.emit('issue', change)
      over = true
      events.clear()
    },
  }
}
