import type { Issue } from './issue.ts'
import { endJudging, judgeEntry, newJudging, type Judged, type Judging } from './judging.ts'
import type { Entry } from './recording/entry.ts'
import type { Score } from './score.ts'
import { summariseTrack, tallyTracks, type TrackSummary, type TrackTally } from './track-summary.ts'
import { verdictOf, type Verdict } from './verdict.ts'

/** Everything that a recording tells. */
export interface Findings {
  readonly verdict: Verdict
  /** 1 to 5: the mean over time of the weakest track that arrives, of the worst connection. `null` where nothing can be said. */
  readonly score: number | null
  /** In the order in which they were raised. */
  readonly issues: readonly Issue[]
  readonly tracks: readonly TrackSummary[]
  readonly connections: readonly ConnectionSummary[]
}

export interface ConnectionSummary {
  readonly connection: string
  /** ms since the epoch: of the first and the last report or event. */
  readonly from: number
  readonly to: number
  readonly reports: number
  readonly score: number | null
}

/** A recording that is being judged, all of its connections. */
export interface Inquiry {
  readonly connections: ReadonlyMap<string, ConnectionInquiry>
  /** By id, in the order in which they were raised. */
  readonly issues: ReadonlyMap<string, Issue>
}

interface ConnectionInquiry {
  readonly judging: Judging
  readonly tracks: ReadonlyMap<string, TrackTally>
  readonly from: number
  readonly to: number
  readonly reports: number
  readonly scoreSum: number
  readonly scoreSeconds: number
}

export const newInquiry: Inquiry = { connections: new Map(), issues: new Map() }

/** Takes in the next entry of a recording; what belongs to no connection changes nothing. */
export function inquire(inquiry: Inquiry, entry: Entry): readonly [Inquiry, Judged] {
  const { connection } = entry
  if (connection === null) return [inquiry, { sample: null, changes: [] }]
  const before = inquiry.connections.get(connection) ?? newConnection(connection, entry)
  const [judging, judged] = judgeEntry(before.judging, entry)
  const after = withJudged(before, entry, judging, judged)
  const issues = new Map(inquiry.issues)
  for (const { issue } of judged.changes) issues.set(issue.id, issue)
  return [{ connections: new Map(inquiry.connections).set(connection, after), issues }, judged]
}

function newConnection(connection: string, entry: Entry): ConnectionInquiry {
  const from = timeOf(entry)
  return { judging: newJudging(connection), tracks: new Map(), from, to: from, reports: 0, scoreSum: 0, scoreSeconds: 0 }
}

function withJudged(before: ConnectionInquiry, entry: Entry, judging: Judging, { sample }: Judged): ConnectionInquiry {
  const to = Math.max(before.to, timeOf(entry))
  const reports = before.reports + (entry.type === 'report' ? 1 : 0)
  if (sample === null) return { ...before, judging, to, reports }
  const last = before.judging.sampling.timestamp
  const seconds = last === null ? 0 : (sample.timestamp - last) / 1_000
  const scored: Score | null = judging.score
  return {
    ...{ judging, to, reports, from: before.from },
    tracks: tallyTracks(before.tracks, sample, seconds),
    scoreSum: before.scoreSum + (scored === null ? 0 : scored.value * seconds),
    scoreSeconds: before.scoreSeconds + (scored === null ? 0 : seconds),
  }
}

function timeOf(entry: Entry): number {
  return entry.type === 'report' ? entry.report.timestamp : entry.timestamp
}

/** The recording is over. */
export function conclude({ connections, issues: raised }: Inquiry): Findings {
  const issues = new Map(raised)
  for (const { judging } of connections.values()) {
    for (const { issue } of endJudging(judging)[1]) issues.set(issue.id, issue)
  }
  const summaries = [...connections].map(([connection, { from, to, reports, scoreSum, scoreSeconds }]) => {
    return { connection, from, to, reports, score: scoreSeconds > 0 ? scoreSum / scoreSeconds : null }
  })
  const scores = summaries.map(({ score }) => score).filter((score) => score !== null)
  const score = scores.length === 0 ? null : Math.min(...scores)
  const list = [...issues.values()].toSorted((a, b) => a.startedAt - b.startedAt)
  return {
    verdict: verdictOf(list, score),
    score,
    issues: list,
    tracks: [...connections].flatMap(([connection, { tracks }]) =>
      [...tracks.values()].map((tallied) => summariseTrack(connection, tallied)),
    ),
    connections: summaries,
  }
}
