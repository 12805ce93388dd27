import { openIssues } from './detect.ts'
import type { Issue } from './issue.ts'
import { endJudging, judgeEntry, newJudging, type Judged, type Judging } from './judging.ts'
import type { Entry, EventEntry } from './recording/entry.ts'
import type { Score } from './score.ts'
import { summariseTrack, tallyTracks, type TrackSummary, type TrackTally } from './track-summary.ts'
import { presentVerdict, verdictOf, type Among, type Verdict } from './verdict.ts'

/** Everything that a recording tells. */
export interface Findings {
  readonly verdict: Verdict
  /** 1 to 5: the mean over time of the weakest track that arrives, of the worst connection. `null` where nothing can be said. */
  readonly score: number | null
  /** In the order in which they began. */
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
  /** Tells whether it carried media, either way. */
  readonly carried: boolean
}

/** A recording that is being judged, all of its connections. */
export interface Inquiry {
  readonly connections: ReadonlyMap<string, ConnectionInquiry>
  /** By id, in the order in which they were raised. */
  readonly issues: ReadonlyMap<string, Issue>
  /** Cameras and screens that were captured belong to no connection, and concern all of them. */
  readonly captures: readonly EventEntry[]
}

interface ConnectionInquiry {
  readonly judging: Judging
  readonly tracks: ReadonlyMap<string, TrackTally>
  readonly from: number
  readonly to: number
  readonly reports: number
  readonly scoreSum: number
  readonly scoreSeconds: number
  /** Tells whether it carried media, either way. */
  readonly carried: boolean
}

export const newInquiry: Inquiry = { connections: new Map(), issues: new Map(), captures: [] }

/** Takes in the next entry of a recording; of what belongs to no connection only captures change anything. */
export function inquire(inquiry: Inquiry, entry: Entry): readonly [Inquiry, Judged] {
  const { connection } = entry
  if (connection === null) return [withCapture(inquiry, entry), { sample: null, changes: [] }]
  const before = inquiry.connections.get(connection) ?? newConnection(connection, entry, inquiry.captures)
  const [judging, judged] = judgeEntry(before.judging, entry)
  const after = withJudged(before, entry, judging, judged)
  return [
    {
      ...inquiry,
      connections: new Map(inquiry.connections).set(connection, after),
      issues: withChanges(inquiry.issues, judged),
    },
    judged,
  ]
}

function withChanges(issues: Inquiry['issues'], { changes }: Judged): Inquiry['issues'] {
  if (changes.length === 0) return issues
  const next = new Map(issues)
  for (const { issue } of changes) next.set(issue.id, issue)
  return next
}

const mostCaptures = 100

function withCapture(inquiry: Inquiry, entry: Entry): Inquiry {
  if (entry.type !== 'event' || entry.event.type !== 'capture' || inquiry.captures.length >= mostCaptures) return inquiry
  const connections = new Map(
    [...inquiry.connections].map(([name, known]) => [name, { ...known, judging: judgeEntry(known.judging, entry)[0] }]),
  )
  return { ...inquiry, connections, captures: [...inquiry.captures, entry] }
}

function newConnection(connection: string, entry: Entry, captures: readonly EventEntry[]): ConnectionInquiry {
  const from = timeOf(entry)
  const judging = captures.reduce((known, capture) => judgeEntry(known, capture)[0], newJudging(connection))
  return {
    judging,
    tracks: new Map(),
    from,
    to: from,
    reports: 0,
    scoreSum: 0,
    scoreSeconds: 0,
    carried: false,
  }
}

function withJudged(before: ConnectionInquiry, entry: Entry, judging: Judging, { sample }: Judged): ConnectionInquiry {
  const to = Math.max(before.to, timeOf(entry))
  const reports = before.reports + (entry.type === 'report' ? 1 : 0)
  if (sample === null) return { ...before, judging, to, reports }
  const last = before.judging.sampling.timestamp
  const seconds = last === null ? 0 : (sample.timestamp - last) / 1_000
  const scored: Score | null = judging.score
  return {
    judging,
    to,
    reports,
    from: before.from,
    tracks: tallyTracks(before.tracks, sample, seconds),
    scoreSum: before.scoreSum + (scored === null ? 0 : scored.value * seconds),
    scoreSeconds: before.scoreSeconds + (scored === null ? 0 : seconds),
    carried: before.carried || sample.tracks.some(({ packetRate }) => (packetRate ?? 0) > 0),
  }
}

function timeOf(entry: Entry): number {
  return entry.type === 'report' ? entry.report.timestamp : entry.timestamp
}

/** The recording is over. */
export function conclude(inquiry: Inquiry): Findings {
  const { connections } = inquiry
  const summaries = [...connections].map(([connection, known]) => {
    const { from, to, reports, carried } = known
    return { connection, from, to, reports, score: meanScore(known), carried }
  })
  return {
    verdict: verdictAfter(inquiry),
    score: worstScore(judgedConnections(inquiry).map(([, known]) => meanScore(known))),
    issues: issuesInTheEnd(inquiry),
    tracks: [...connections].flatMap(([connection, { tracks }]) =>
      [...tracks.values()].map((tallied) => summariseTrack(connection, tallied)),
    ),
    connections: summaries,
  }
}

/** Every issue as it is now, in the order in which they began. */
export function issuesOf({ connections, issues: told }: Inquiry): readonly Issue[] {
  const issues = new Map(told)
  for (const { judging } of connections.values()) {
    for (const issue of openIssues(judging.detection)) issues.set(issue.id, issue)
  }
  return inOrder(issues)
}

/** Of a call that goes on: what is wrong now. */
export function verdictNow(inquiry: Inquiry): Verdict {
  const scores = [...inquiry.connections.values()].map(({ judging }) => judging.score?.value ?? null)
  return presentVerdict(
    issuesOf(inquiry).filter(({ endedAt }) => endedAt === null),
    worstScore(scores),
  )
}

/** Of a recording, or of a call that is over: what was wrong most of all, in the connections that carried media where there are any. */
export function verdictAfter(inquiry: Inquiry): Verdict {
  const judged = judgedConnections(inquiry)
  const names = new Set(judged.map(([name]) => name))
  const issues = issuesInTheEnd(inquiry)
  const verdict = verdictOf(
    issues.filter(({ connection }) => names.has(connection) || !inquiry.connections.has(connection)),
    worstScore(judged.map(([, known]) => meanScore(known))),
  )
  const { size } = inquiry.connections
  return size > 1 ? { ...verdict, among: amongOf(verdict, inquiry, issues) } : verdict
}

/** Several inquiries of one recording, each of some of its connections, as one. */
export function together(inquiries: readonly Inquiry[]): Inquiry {
  return {
    connections: new Map(inquiries.flatMap(({ connections }) => [...connections])),
    issues: new Map(inquiries.flatMap(({ issues }) => [...issues])),
    captures: inquiries[0]?.captures ?? [],
  }
}

function amongOf({ issue }: Verdict, { connections }: Inquiry, issues: readonly Issue[]): Among {
  const never = new Set(issues.flatMap(({ type, connection }) => (type === 'never-connected' ? [connection] : [])))
  const [about] = [...connections].toSorted(
    ([, a], [, b]) => Number(b.carried) - Number(a.carried) || (meanScore(a) ?? 5) - (meanScore(b) ?? 5) || b.reports - a.reports,
  )
  return {
    connection: issue?.connection ?? about?.[0] ?? '',
    connections: connections.size,
    neverConnected: [...connections].flatMap(([name, { carried }]) => (never.has(name) && !carried ? [name] : [])),
  }
}

/** One that never carried media says nothing of a call that another one carried. */
function judgedConnections({ connections }: Inquiry): readonly (readonly [string, ConnectionInquiry])[] {
  const all = [...connections]
  const carrying = all.filter(([, { carried }]) => carried)
  return carrying.length === 0 ? all : carrying
}

/** Every issue, those that are open as they would end now. */
function issuesInTheEnd({ connections, issues: told }: Inquiry): readonly Issue[] {
  const issues = new Map(told)
  for (const { judging } of connections.values()) {
    for (const { issue } of endJudging(judging)[1]) issues.set(issue.id, issue)
  }
  return inOrder(issues)
}

function inOrder(issues: ReadonlyMap<string, Issue>): readonly Issue[] {
  return [...issues.values()].toSorted((a, b) => a.startedAt - b.startedAt)
}

function meanScore({ scoreSum, scoreSeconds }: ConnectionInquiry): number | null {
  return scoreSeconds > 0 ? scoreSum / scoreSeconds : null
}

function worstScore(scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null)
  return known.length === 0 ? null : Math.min(...known)
}
