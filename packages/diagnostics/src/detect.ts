import { nothingSeen, type Sample, type Support, type TrackSample } from '@earshot/core/stats'

import { followBest, type BestBandwidth } from './bandwidth.ts'
import { causeOf } from './causes.ts'
import type { Detector, MediaSection, Moment } from './detector.ts'
import { detectors, stateDetectors } from './detectors/all.ts'
import type { Issue, IssueChange } from './issue.ts'
import { standingQueueMs } from './queue.ts'
import type { RecordedEvent } from './recording/event.ts'
import { mediaSections } from './sections.ts'
import { isQueue, signsOf } from './signs.ts'
import { endStateWatch, judgeState, newStateWatch, type StateWatch } from './state-watch.ts'
import { followEvent, followSample, newStates, type States } from './states.ts'
import { followWarmUp, isWarm, newWarmUp, type WarmUp } from './warm-up.ts'
import { endWatch, judge, loseSubject, newWatch, type Measured, type Watch } from './watch.ts'

/** What is known of one connection so far. */
export interface Detection {
  readonly connection: string
  /** The last minute without a gap, oldest first. */
  readonly recent: readonly Sample[]
  readonly states: States
  /** When packets last waited in a queue on the path; `null` where they have not since the last gap. */
  readonly queuedAt: number | null
  /** Media sections, by `mid`, in which something has come. */
  readonly arrived: ReadonlySet<string>
  readonly warmUp: WarmUp
  readonly best: BestBandwidth | null
  /** In the order of the detectors, each by its subject. */
  readonly watches: readonly Watches[]
  /** In the order of the detectors. */
  readonly stateWatches: readonly StateWatch[]
}

type Watches = ReadonlyMap<string, Watch>

/** One thing that is seen of a connection. */
export type Observation =
  | { readonly type: 'sample'; readonly sample: Sample; readonly support?: Support }
  | { readonly type: 'event'; readonly timestamp: number; readonly event: RecordedEvent }

const recentMs = 60_000
const noWatches: Watches = new Map()

export function newDetection(connection: string): Detection {
  return {
    connection,
    recent: [],
    states: newStates,
    queuedAt: null,
    arrived: new Set(),
    warmUp: newWarmUp,
    best: null,
    watches: detectors.map(() => noWatches),
    stateWatches: stateDetectors.map(() => newStateWatch),
  }
}

/** What the next sample or event changes. Time is the recording's own, so a replay finds what the live call found. */
export function detect(state: Detection, observation: Observation): readonly [Detection, readonly IssueChange[]] {
  if (observation.type === 'sample') return detectInSample(state, observation.sample, observation.support ?? nothingSeen)
  const { timestamp, event } = observation
  const over = event.type === 'closed' || (event.type === 'call' && event.state === 'ended')
  if (over) return endDetection(state, timestamp)
  const states = followEvent(state.states, timestamp, event)
  // What lasted until now may have lasted long enough, also where nothing was recorded meanwhile.
  const [until, before] = settle(state, judgeStates(state, timestamp), timestamp)
  if (states === state.states) return [until, before]
  const [after, since] = settle(until, judgeStates({ ...until, states }, timestamp), timestamp)
  return [after, [...before, ...since]]
}

/** The call is over, and with it everything that was wrong. */
export function endDetection(state: Detection, timestamp: number): readonly [Detection, readonly IssueChange[]] {
  const watches = state.watches.map((of) => mapped(of, (known) => endWatch(known, timestamp)))
  const stateWatches = stateDetectors.map((detector, index) =>
    endStateWatch(state.stateWatches[index] ?? newStateWatch, detector, timestamp),
  )
  return settle(state, { ...newDetection(state.connection), watches, stateWatches }, timestamp)
}

export function openIssues({ watches, stateWatches }: Detection): readonly Issue[] {
  const open: Issue[] = []
  for (const { issue } of stateWatches) if (issue !== null) open.push(issue)
  for (const of of watches) for (const { issue } of of.values()) if (issue !== null) open.push(issue)
  return open
}

function closedIssues({ watches, stateWatches }: Detection): readonly Issue[] {
  const found: Issue[] = []
  for (const { closed } of stateWatches) if (closed !== null) found.push(closed)
  for (const of of watches) for (const { closed } of of.values()) if (closed !== null) found.push(closed)
  return found
}

function judgeStates(state: Detection, now: number): Detection {
  const stateWatches = stateDetectors.map((detector, index) =>
    judgeState(state.stateWatches[index] ?? newStateWatch, detector, state.states, state.connection, now),
  )
  return { ...state, stateWatches }
}

function detectInSample(before: Detection, sample: Sample, support: Support): readonly [Detection, readonly IssueChange[]] {
  const { timestamp } = sample
  const last = before.recent.at(-1) ?? null
  if (last !== null && timestamp <= last.timestamp) return [before, []]
  // What was before a gap says nothing about how long something has lasted.
  const continues = last !== null && !sample.gap
  const recent = continues ? before.recent : []
  const state = judgeStates({ ...before, states: followSample(before.states, sample) }, timestamp)
  const warmUp = followWarmUp(state.warmUp, sample)
  const arrived = withArrived(state.arrived, sample.tracks)
  const best = followBest(state.best, { sample, before: recent })
  const queueMs = standingQueueMs({ sample, before: recent })
  const queuedBefore = continues ? state.queuedAt : null
  const queuedAt = isQueue(queueMs) ? timestamp : queuedBefore
  const moment: Moment = {
    sample,
    seconds: secondsSince(last?.timestamp ?? beginningOf(state.states), timestamp),
    before: recent,
    last,
    states: state.states,
    arrived,
    queueMs,
    best,
    signs: signsOf({ sample, before: recent }, queuedAt),
    warm: isWarm(warmUp, timestamp),
  }
  const sections = mediaSections(moment)
  const watches = detectors.map((detector, index) => {
    const measured = { detector, connection: state.connection, moment, support, continues }
    return watchAll(state.watches[index] ?? noWatches, sections, measured)
  })
  const kept = [...recent.filter((earlier) => timestamp - earlier.timestamp <= recentMs), sample]
  return settle(before, { ...state, recent: kept, arrived, queuedAt, warmUp, best, watches }, timestamp)
}

/** When something could come first, of a connection that was recorded from its beginning. */
function beginningOf({ openedAt, connectedAt }: States): number | null {
  return openedAt === null ? null : Math.max(openedAt, connectedAt ?? openedAt)
}

function secondsSince(since: number | null, timestamp: number): number {
  return since === null ? 0 : Math.max(0, timestamp - since) / 1_000
}

function withArrived(arrived: ReadonlySet<string>, tracks: readonly TrackSample[]): ReadonlySet<string> {
  let next: Set<string> | null = null
  for (const { direction, mid, packetRate } of tracks) {
    if (direction !== 'inbound' || mid === null || !packetRate || arrived.has(mid)) continue
    next ??= new Set(arrived)
    next.add(mid)
  }
  return next ?? arrived
}

interface Measuring {
  readonly detector: Detector
  readonly connection: string
  readonly moment: Moment
  readonly support: Support
  /** Tells whether the sample follows the one before without a gap. */
  readonly continues: boolean
}

/** What the sample changes for one detector, at everything that it looks at. */
function watchAll(before: Watches, sections: readonly MediaSection[], measuring: Measuring): Watches {
  const { detector, moment } = measuring
  let next: Map<string, Watch> | null = null
  const take = (subject: string, track: TrackSample | null, value: ReturnType<Detector['measure']>): void => {
    const known = before.get(subject)
    const watched = judge(known ?? newWatch, value, measuredAt(subject, track, measuring))
    if (watched === (known ?? newWatch)) return
    next ??= new Map(before)
    next.set(subject, watched)
  }
  switch (detector.subject) {
    case 'path':
      take('', null, detector.measure(moment))
      return next ?? before
    case 'track':
      for (const track of moment.sample.tracks) take(track.key, track, detector.measure(track, moment))
      return withoutGone(
        before,
        next,
        (subject) => moment.sample.tracks.some(({ key }) => key === subject),
        moment.sample.timestamp,
      )
    case 'section':
      for (const section of sections) take(subjectOf(section), null, detector.measure(section, moment))
      return withoutGone(before, next, (subject) => sections.some((one) => subjectOf(one) === subject), moment.sample.timestamp)
  }
}

function subjectOf({ kind, mid }: MediaSection): string {
  return `${kind}:${mid}`
}

function measuredAt(
  subject: string,
  track: TrackSample | null,
  { detector, connection, moment, support, continues }: Measuring,
): Measured {
  const counts = continues || detector.acrossGaps === true || (detector.fromStart === true && moment.last === null)
  return { detector, track, subject, connection, moment, support, seconds: counts ? moment.seconds : 0 }
}

/** Ends what is open of what is gone. How often it was wrong is kept for when it comes back. */
function withoutGone(
  before: Watches,
  changed: Map<string, Watch> | null,
  isThere: (subject: string) => boolean,
  timestamp: number,
): Watches {
  let next = changed
  for (const [subject, known] of before) {
    if (isThere(subject) || (known.readings.length === 0 && known.issue === null && known.closed === null)) continue
    next ??= new Map(before)
    next.set(subject, loseSubject(known, timestamp))
  }
  return next ?? before
}

/** Says which open issue explains which, and what is different from before. What was explained once stays so: it began with its cause. */
function settle(before: Detection, after: Detection, timestamp: number): readonly [Detection, readonly IssueChange[]] {
  const [earlier, open, closed] = [byId(openIssues(before)), openIssues(after), closedIssues(after)]
  if (earlier.size === 0 && open.length === 0) return [after, []]
  const explained = byId(
    open.map((issue) => {
      const suppressedBy = causeOf(issue, open) ?? issue.suppressedBy
      return suppressedBy === issue.suppressedBy ? issue : { ...issue, suppressedBy }
    }),
  )
  const changes: IssueChange[] = []
  for (const issue of explained.values()) {
    const known = earlier.get(issue.id)
    if (known === undefined) changes.push({ change: 'raised', issue })
    else if (known.severity !== issue.severity || known.suppressedBy !== issue.suppressedBy)
      changes.push({ change: 'updated', issue })
  }
  for (const issue of closed) {
    if (!earlier.has(issue.id)) continue
    const suppressedBy = causeOf(issue, open) ?? issue.suppressedBy
    changes.push({ change: 'resolved', issue: { ...issue, updatedAt: timestamp, suppressedBy } })
  }
  const isAsItWas = open.every((issue) => explained.get(issue.id) === issue)
  if (isAsItWas) return [after, changes]
  const present = <Of extends { readonly issue: Issue | null }>(of: Of): Of => {
    const issue = of.issue === null ? null : (explained.get(of.issue.id) ?? null)
    return issue === of.issue ? of : { ...of, issue }
  }
  return [
    {
      ...after,
      watches: after.watches.map((of) => mapped(of, present)),
      stateWatches: after.stateWatches.map(present),
    },
    changes,
  ]
}

/** The same map where nothing in it is different. */
function mapped(watches: Watches, change: (watch: Watch) => Watch): Watches {
  let next: Map<string, Watch> | null = null
  for (const [subject, watched] of watches) {
    const changed = change(watched)
    if (changed === watched) continue
    next ??= new Map(watches)
    next.set(subject, changed)
  }
  return next ?? watches
}

function byId(issues: readonly Issue[]): ReadonlyMap<string, Issue> {
  return new Map(issues.map((issue) => [issue.id, issue]))
}
