import type { Sample, TrackSample } from '@earshot/core/stats'

import { causeOf } from './causes.ts'
import type { Detector, Moment, Observation } from './detector.ts'
import { detectors } from './detectors/all.ts'
import type { Issue, IssueChange, Severity } from './issue.ts'
import { messages } from './messages.ts'
import { followWarmUp, isWarm, newWarmUp, type WarmUp } from './warm-up.ts'

/** What is known of one connection's samples so far. */
export interface Detection {
  readonly connection: string
  /** The last minute without a gap, oldest first. */
  readonly recent: readonly Sample[]
  readonly warmUp: WarmUp
  /** By detector and track. */
  readonly watches: ReadonlyMap<string, Watch>
}

/** One detector at one track, or at the path. */
interface Watch {
  /** What was measured, oldest first, for as long as the detector looks back. */
  readonly readings: readonly Reading[]
  readonly issue: Issue | null
  readonly episodes: number
}

interface Reading {
  readonly timestamp: number
  readonly seconds: number
  readonly value: number
}

const recentMs = 60_000
const newWatch: Watch = { readings: [], issue: null, episodes: 0 }

export function newDetection(connection: string): Detection {
  return { connection, recent: [], warmUp: newWarmUp, watches: new Map() }
}

/** What the next sample changes. Time is the samples' own, so a replay finds what the live call found. */
export function detect(state: Detection, observation: Observation): readonly [Detection, readonly IssueChange[]] {
  const { sample, muted, screens } = observation
  const last = state.recent.at(-1)
  if (last !== undefined && sample.timestamp <= last.timestamp) return [state, []]
  // What was before a gap says nothing about how long something has lasted.
  const continues = last !== undefined && !sample.gap
  const before = continues ? state.recent : []
  const warmUp = followWarmUp(state.warmUp, sample)
  const moment: Moment = {
    sample,
    before,
    muted: ({ key }) => muted?.has(key) ?? false,
    screen: ({ key }) => screens?.has(key) ?? false,
    warm: isWarm(warmUp, sample.timestamp),
  }
  const seconds = continues ? (sample.timestamp - last.timestamp) / 1_000 : 0
  const changes: IssueChange[] = []
  const watches = new Map<string, Watch>()
  for (const { key, detector, track } of subjects(sample)) {
    const watch = state.watches.get(key) ?? newWatch
    const value = detector.subject === 'path' ? detector.measure(moment) : track === null ? null : detector.measure(track, moment)
    const reading = value === null || seconds === 0 ? null : { timestamp: sample.timestamp, seconds, value }
    const readings = follow(continues ? watch.readings : [], reading, detector)
    const next =
      reading === null
        ? { ...watch, readings }
        : judge({ ...watch, readings }, detector, track, state.connection, sample.timestamp)
    watches.set(key, next)
    if (next.issue !== null && watch.issue === null) changes.push({ change: 'raised', issue: next.issue })
    else if (next.issue !== null && next.issue.severity !== watch.issue?.severity)
      changes.push({ change: 'updated', issue: next.issue })
    else if (next.issue === null && watch.issue !== null)
      changes.push({ change: 'resolved', issue: end(watch.issue, 'resolved', sample.timestamp) })
  }
  for (const [key, { issue }] of state.watches) {
    if (issue !== null && !watches.has(key)) changes.push({ change: 'resolved', issue: end(issue, 'ended', sample.timestamp) })
  }
  const recent = [...before.filter(({ timestamp }) => sample.timestamp - timestamp <= recentMs), sample]
  return explain({ ...state, recent, warmUp, watches }, changes)
}

/** The call is over, and with it everything that was wrong. */
export function endDetection(state: Detection, timestamp: number): readonly [Detection, readonly IssueChange[]] {
  const changes = openIssues(state).map((issue): IssueChange => ({ change: 'resolved', issue: end(issue, 'ended', timestamp) }))
  return [newDetection(state.connection), changes]
}

export function openIssues({ watches }: Detection): readonly Issue[] {
  return [...watches.values()].flatMap(({ issue }) => (issue === null ? [] : [issue]))
}

interface Subject {
  readonly key: string
  readonly detector: Detector
  readonly track: TrackSample | null
}

function subjects({ tracks }: Sample): readonly Subject[] {
  return detectors.flatMap((detector, index) => {
    const over: readonly (TrackSample | null)[] = detector.subject === 'path' ? [null] : tracks
    return over.map((track) => ({ key: `${index}:${track?.key ?? ''}`, detector, track }))
  })
}

/** Readings are kept for the longer of both times, counted by the time they cover: what is not measured stops the clock. */
function follow(before: readonly Reading[], reading: Reading | null, { raiseMs, clearMs }: Detector): readonly Reading[] {
  if (reading === null) return before
  return latest([...before, reading], Math.max(raiseMs, clearMs)) ?? [...before, reading]
}

/** The newest readings that cover the time, two at the least; `null` when there are not enough. */
function latest(readings: readonly Reading[], timeMs: number): readonly Reading[] | null {
  if (timeMs === 0) return readings.length === 0 ? null : readings.slice(-1)
  let covered = 0
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    covered += 1_000 * (readings[index]?.seconds ?? 0)
    if (covered >= timeMs && readings.length - index >= 2) return readings.slice(index)
  }
  return null
}

function judge(watch: Watch, detector: Detector, track: TrackSample | null, connection: string, timestamp: number): Watch {
  const { readings, issue, episodes } = watch
  const raising = latest(readings, detector.raiseMs)
  const least = raising === null ? null : worth(raising, detector, Math.min)
  if (issue === null) {
    if (raising === null || least === null || least < detector.raise) return watch
    const key = `${detector.type}:${connection}:${track?.key ?? ''}`
    const evidence = {
      metric: detector.metric,
      track: track?.key ?? null,
      value: least,
      threshold: detector.raise,
      from: raising[0]?.timestamp ?? timestamp,
      to: timestamp,
    }
    const raised: Issue = {
      id: `${key}#${episodes + 1}`,
      key,
      type: detector.type,
      severity: severity(detector, least),
      side: detector.side,
      startedAt: timestamp,
      updatedAt: timestamp,
      endedAt: null,
      ended: null,
      evidence,
      ...messages[detector.type],
      suppressedBy: null,
    }
    return { readings, issue: raised, episodes: episodes + 1 }
  }
  // What made it raise must not make it resolve: only what came after it counts.
  const clearing = latest(
    readings.filter((reading) => reading.timestamp > issue.startedAt),
    detector.clearMs,
  )
  if (clearing !== null && worth(clearing, detector, Math.max) < detector.clear) return { ...watch, issue: null }
  if (least === null || least < detector.raise || severity(detector, least) === issue.severity || issue.severity === 'critical')
    return watch
  const evidence = { ...issue.evidence, value: least, to: timestamp }
  return { ...watch, issue: { ...issue, severity: severity(detector, least), updatedAt: timestamp, evidence } }
}

function worth(readings: readonly Reading[], { over }: Detector, extreme: (...values: readonly number[]) => number): number {
  if (over === 'each') return extreme(...readings.map(({ value }) => value))
  const total = readings.reduce((sum, { seconds }) => sum + seconds, 0)
  return readings.reduce((sum, { value, seconds }) => sum + value * seconds, 0) / total
}

function severity(detector: Detector, value: number): Severity {
  return detector.critical !== undefined && value >= detector.critical ? 'critical' : detector.severity
}

function end(issue: Issue, ended: 'resolved' | 'ended', timestamp: number): Issue {
  return { ...issue, updatedAt: timestamp, endedAt: timestamp, ended, suppressedBy: null }
}

/** Says which issue explains which, now that all are known. */
function explain(state: Detection, changes: readonly IssueChange[]): readonly [Detection, readonly IssueChange[]] {
  const open = openIssues(state)
  const explained = new Map(open.map((issue) => [issue.id, { ...issue, suppressedBy: causeOf(issue, open) }]))
  const watches = new Map(
    [...state.watches].map(([key, watch]) => [key, { ...watch, issue: explained.get(watch.issue?.id ?? '') ?? null }]),
  )
  const told = changes.map(({ change, issue }) => ({ change, issue: explained.get(issue.id) ?? issue }))
  const silent = open.filter(
    ({ id, suppressedBy }) => !changes.some(({ issue }) => issue.id === id) && explained.get(id)?.suppressedBy !== suppressedBy,
  )
  const updated = silent.flatMap(({ id }): readonly IssueChange[] => {
    const issue = explained.get(id)
    return issue === undefined ? [] : [{ change: 'updated', issue }]
  })
  return [{ ...state, watches }, [...told, ...updated]]
}
