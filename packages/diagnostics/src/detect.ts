import { nothingSeen, type Sample, type Support, type TrackSample } from '@earshot/core/stats'

import { causeOf } from './causes.ts'
import type { Detector, Moment } from './detector.ts'
import { detectors, stateDetectors } from './detectors/all.ts'
import type { Issue, IssueChange } from './issue.ts'
import { standingQueueMs } from './queue.ts'
import type { RecordedEvent } from './recording/event.ts'
import { mediaSections } from './sections.ts'
import { isQueue, signsOf } from './signs.ts'
import { judgeState, newStateWatch, type StateWatch } from './state-watch.ts'
import { followEvent, followSample, newStates, type States } from './states.ts'
import { followWarmUp, isWarm, newWarmUp, type WarmUp } from './warm-up.ts'
import { judge, newWatch, type Watch } from './watch.ts'

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
  /** By detector and subject. */
  readonly watches: ReadonlyMap<string, Watch>
  /** In the order of the detectors. */
  readonly stateWatches: readonly StateWatch[]
}

/** One thing that is seen of a connection. */
export type Observation =
  | { readonly type: 'sample'; readonly sample: Sample; readonly support?: Support }
  | { readonly type: 'event'; readonly timestamp: number; readonly event: RecordedEvent }

const recentMs = 60_000

export function newDetection(connection: string): Detection {
  return {
    connection,
    recent: [],
    states: newStates,
    queuedAt: null,
    arrived: new Set(),
    warmUp: newWarmUp,
    watches: new Map(),
    stateWatches: stateDetectors.map(() => newStateWatch),
  }
}

/** What the next sample or event changes. Time is the recording's own, so a replay finds what the live call found. */
export function detect(state: Detection, observation: Observation): readonly [Detection, readonly IssueChange[]] {
  if (observation.type === 'sample') return detectInSample(state, observation.sample, observation.support ?? nothingSeen)
  const { timestamp, event } = observation
  const over = event.type === 'closed' || (event.type === 'call' && event.state === 'ended')
  if (over) return endDetection(state, timestamp)
  return settle(state, judgeStates({ ...state, states: followEvent(state.states, timestamp, event) }, timestamp), timestamp)
}

/** The call is over, and with it everything that was wrong. */
export function endDetection(state: Detection, timestamp: number): readonly [Detection, readonly IssueChange[]] {
  const watches = new Map([...state.watches].map(([key, watch]) => [key, { ...watch, issue: null, readings: [] }]))
  const stateWatches = state.stateWatches.map((watch) => ({ ...watch, issue: null, overSince: null }))
  return settle(state, { ...newDetection(state.connection), watches, stateWatches }, timestamp, () => true)
}

export function openIssues({ watches, stateWatches }: Detection): readonly Issue[] {
  return [...stateWatches, ...watches.values()].flatMap(({ issue }) => (issue === null ? [] : [issue]))
}

function judgeStates(state: Detection, now: number): Detection {
  const stateWatches = stateDetectors.map((detector, index) =>
    judgeState(state.stateWatches[index] ?? newStateWatch, detector, state.states, state.connection, now),
  )
  return { ...state, stateWatches }
}

function detectInSample(before: Detection, sample: Sample, support: Support): readonly [Detection, readonly IssueChange[]] {
  const { timestamp } = sample
  const last = before.recent.at(-1)
  if (last !== undefined && timestamp <= last.timestamp) return [before, []]
  // What was before a gap says nothing about how long something has lasted.
  const continues = last !== undefined && !sample.gap
  const recent = continues ? before.recent : []
  const elapsed = last === undefined ? 0 : (timestamp - last.timestamp) / 1_000
  const state = judgeStates({ ...before, states: followSample(before.states, sample) }, timestamp)
  const warmUp = followWarmUp(state.warmUp, sample)
  const arrived = new Set([...state.arrived, ...sample.tracks.flatMap(arrivedIn)])
  const queueMs = standingQueueMs({ sample, before: recent })
  const queuedBefore = continues ? state.queuedAt : null
  const queuedAt = isQueue(queueMs) ? timestamp : queuedBefore
  const moment: Moment = {
    sample,
    before: recent,
    last: last ?? null,
    states: state.states,
    arrived,
    queueMs,
    signs: signsOf({ sample, before: recent }, queuedAt),
    warm: isWarm(warmUp, timestamp),
  }
  const watches = new Map<string, Watch>()
  for (const { key, name, detector, track, value } of measure(moment)) {
    const measured = {
      detector,
      track,
      subject: name,
      connection: state.connection,
      moment,
      support,
      seconds: continues || detector.acrossGaps ? elapsed : 0,
    }
    watches.set(key, judge(state.watches.get(key) ?? newWatch, value, measured))
  }
  const gone = [...state.watches].filter(([key]) => !watches.has(key))
  // How often it was wrong is kept for when it comes back.
  for (const [key, watch] of gone) watches.set(key, { ...watch, issue: null, readings: [] })
  const goneIds = new Set(gone.map(([, { issue }]) => issue?.id))
  const kept = [...recent.filter((earlier) => timestamp - earlier.timestamp <= recentMs), sample]
  return settle(before, { ...state, recent: kept, arrived, queuedAt, warmUp, watches }, timestamp, ({ id }) => goneIds.has(id))
}

function arrivedIn({ direction, mid, packetRate }: TrackSample): readonly string[] {
  return direction === 'inbound' && mid !== null && (packetRate ?? 0) > 0 ? [mid] : []
}

interface Measurement {
  readonly key: string
  /** Of the track or section; empty for the path. */
  readonly name: string
  readonly detector: Detector
  readonly track: TrackSample | null
  readonly value: number | null
}

function measure(moment: Moment): readonly Measurement[] {
  const sections = mediaSections(moment)
  return detectors.flatMap((detector, index): readonly Measurement[] => {
    const of = (name: string, track: TrackSample | null, value: number | null): Measurement => {
      return { key: `${index}:${name}`, name, detector, track, value }
    }
    switch (detector.subject) {
      case 'path':
        return [of('', null, detector.measure(moment))]
      case 'track':
        return moment.sample.tracks.map((track) => of(track.key, track, detector.measure(track, moment)))
      case 'section':
        return sections.map((section) => of(`${section.kind}:${section.mid}`, null, detector.measure(section, moment)))
    }
  })
}

/** Says which open issue explains which, and what is different from before. What was explained once stays so: it began with its cause. */
function settle(
  before: Detection,
  after: Detection,
  timestamp: number,
  isGone: (issue: Issue) => boolean = () => false,
): readonly [Detection, readonly IssueChange[]] {
  const [earlier, open] = [byId(openIssues(before)), openIssues(after)]
  if (earlier.size === 0 && open.length === 0) return [after, []]
  const explained = byId(open.map((issue) => ({ ...issue, suppressedBy: causeOf(issue, open) ?? issue.suppressedBy })))
  const present = <Of extends { readonly issue: Issue | null }>(watch: Of): Of => {
    return { ...watch, issue: watch.issue === null ? null : (explained.get(watch.issue.id) ?? null) }
  }
  const changes: IssueChange[] = []
  for (const issue of explained.values()) {
    const known = earlier.get(issue.id)
    if (known === undefined) changes.push({ change: 'raised', issue })
    else if (known.severity !== issue.severity || known.suppressedBy !== issue.suppressedBy)
      changes.push({ change: 'updated', issue })
  }
  for (const issue of earlier.values()) {
    if (explained.has(issue.id)) continue
    const ended = isGone(issue) ? 'ended' : 'resolved'
    changes.push({ change: 'resolved', issue: { ...issue, updatedAt: timestamp, endedAt: timestamp, ended } })
  }
  const watches = new Map([...after.watches].map(([key, watch]) => [key, present(watch)]))
  return [{ ...after, watches, stateWatches: after.stateWatches.map(present) }, changes]
}

function byId(issues: readonly Issue[]): ReadonlyMap<string, Issue> {
  return new Map(issues.map((issue) => [issue.id, issue]))
}
