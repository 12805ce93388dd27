import {
  deriveSample,
  followSupport,
  newSampling,
  nothingSeen,
  takeSnapshot,
  type Sample,
  type Sampling,
  type Support,
} from '@earshot/core/stats'

import { detect, endDetection, newDetection, type Detection } from './detect.ts'
import type { IssueChange } from './issue.ts'
import type { Entry } from './recording/entry.ts'
import type { RecordedEvent } from './recording/event.ts'
import { followScore, scoreOf, type Score } from './score.ts'

/** What is known of one connection, from what was recorded of it so far. A live call, a recording and an import are judged by this alone. */
export interface Judging {
  readonly sampling: Sampling
  readonly support: Support
  readonly detection: Detection
  /** Smoothed; `null` while nothing can be said. */
  readonly score: Score | null
  /** Of the last entry. */
  readonly timestamp: number
}

/** What one more entry changes. */
export interface Judged {
  /** What happened since the report before; `null` for an event, and where too little time has passed. */
  readonly sample: Sample | null
  readonly changes: readonly IssueChange[]
}

export function newJudging(connection: string): Judging {
  return {
    sampling: newSampling,
    support: nothingSeen,
    detection: newDetection(connection),
    score: null,
    timestamp: 0,
  }
}

/** Takes in the next entry of the connection. */
export function judgeEntry(judging: Judging, entry: Entry): readonly [Judging, Judged] {
  if (entry.type === 'event') {
    const { timestamp, event } = entry
    const [detection, changes] = detect(judging.detection, { type: 'event', timestamp, event })
    return [
      { ...judging, sampling: knowingStart(judging.sampling, event), detection, timestamp },
      { sample: null, changes },
    ]
  }
  const { report } = entry
  const support = followSupport(judging.support, report)
  const [sampling, sample] = deriveSample(judging.sampling, takeSnapshot(report))
  if (sample === null)
    return [
      { ...judging, support, sampling },
      { sample, changes: [] },
    ]
  const [detection, changes] = detect(judging.detection, { type: 'sample', sample, support })
  const score = followScore(judging.score, scoreOf(sample))
  return [
    { sampling, support, detection, score, timestamp: sample.timestamp },
    { sample, changes },
  ]
}

/** A connection that is made within the recording has counters that begin at 0. */
function knowingStart(sampling: Sampling, { type }: RecordedEvent): Sampling {
  const starts = sampling.timestamp === null && !sampling.isFromStart && (type === 'opened' || type === 'call')
  return starts ? { ...sampling, isFromStart: true } : sampling
}

/** The recording is over, and with it everything that was wrong. */
export function endJudging(judging: Judging): readonly [Judging, readonly IssueChange[]] {
  const [detection, changes] = endDetection(judging.detection, judging.timestamp)
  return [{ ...judging, detection }, changes]
}
