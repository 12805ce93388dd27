import { isUnsupported, type Support, type TrackSample } from '@earshot/core/stats'

import { beginOf, follow, wasBad, type Course } from './course.ts'
import type { Detector, Finding, Moment } from './detector.ts'
import type { Issue, Severity } from './issue.ts'
import { isEnough, latest, newReading, withReading, worth, type Reading } from './reading.ts'

/** One detector at one track, section, or at the path. */
export interface Watch {
  /** What was measured, oldest first, for as long as the detector looks back. */
  readonly readings: readonly Reading[]
  readonly issue: Issue | null
  /** How the open issue went; `null` while there is none. */
  readonly course: Course | null
  /** The issue that the last sample closed. */
  readonly closed: Issue | null
  readonly episodes: number
}

export const newWatch: Watch = { readings: [], issue: null, course: null, closed: null, episodes: 0 }

/** Where and when a value was measured. */
export interface Measured {
  readonly detector: Detector
  readonly track: TrackSample | null
  /** Names the track or section in the issue; empty for the path. */
  readonly subject: string
  readonly connection: string
  readonly moment: Moment
  readonly support: Support
  /** Since the sample before; 0 after a gap, whose time says nothing. */
  readonly seconds: number
}

/** What one more value changes. `null` is no data, which neither raises nor resolves. */
export function judge(before: Watch, measuredNow: number | Finding | null, measured: Measured): Watch {
  const { detector, moment, seconds } = measured
  if (seconds === 0) return withoutReadings(before)
  if (measuredNow === null) return withoutClosed(before)
  const value = typeof measuredNow === 'number' ? measuredNow : measuredNow.value
  // Of a detector for which each value counts, one that is right makes those before it count no more.
  if (before.issue === null && detector.over === 'each' && value < detector.raise) return withoutReadings(before)
  const readings = withReading(before.readings, newReading(measuredNow, moment.sample.timestamp, seconds), detector)
  if (readings === before.readings) return withoutClosed(before)
  const { issue, course, episodes } = before
  return issue === null || course === null
    ? judgeRaising({ readings, issue: null, course: null, closed: null, episodes }, measured)
    : judgeOpen(readings, issue, course, episodes, measured)
}

/** Ends what is open: its subject, or the recording, is no longer there. */
export function endWatch(watch: Watch, timestamp: number): Watch {
  const { issue, course, episodes, readings } = watch
  const ended = course === null || readings.at(-1)?.timestamp === course.to ? timestamp : course.to
  const closed: Issue | null = issue === null ? null : { ...issue, updatedAt: timestamp, endedAt: ended, ended: 'ended' }
  return { readings: [], issue: null, course: null, closed, episodes }
}

/** Ends what is open because its track or section is gone, at the last time that it was wrong. */
export function loseSubject(watch: Watch, timestamp: number): Watch {
  const { course } = watch
  const ended = endWatch(watch, timestamp)
  return ended.closed === null || course === null ? ended : { ...ended, closed: { ...ended.closed, endedAt: course.to } }
}

function withoutReadings(watch: Watch): Watch {
  return watch.readings.length === 0 && watch.closed === null ? watch : { ...watch, readings: [], closed: null }
}

function withoutClosed(watch: Watch): Watch {
  return watch.closed === null ? watch : { ...watch, closed: null }
}

function judgeRaising(watch: Watch, measured: Measured): Watch {
  const { detector, track, subject, connection, moment, support } = measured
  const { readings } = watch
  const raising = latest(readings, detector.raiseMs, detector.gauge)
  if (raising === null || !isEnough(readings, detector)) return watch
  const least = worth(raising, detector, Math.min)
  if (least < detector.raise) return watch
  const { timestamp } = moment.sample
  const severity = severityOf(detector, least, raising)
  const course = beginOf(readings, raising, detector)
  const variant = detector.variant === undefined ? '' : `:${detector.variant}`
  const key = `${detector.type}:${connection}:${subject}${variant}`
  const issue: Issue = {
    id: `${key}#${watch.episodes + 1}`,
    key,
    type: detector.type,
    connection,
    track: subject === '' ? null : subject,
    severity,
    side: typeof detector.side === 'string' ? detector.side : detector.side(moment),
    confidence: confidenceOf(detector, moment, track),
    startedAt: course.from,
    updatedAt: timestamp,
    endedAt: null,
    ended: null,
    evidence: [evidenceOf(course, severity, detector, track)],
    suppressedBy: null,
    unsupportedInputs: (detector.inputs ?? []).filter((input) => isUnsupported(support, input)),
  }
  return { ...watch, issue, course, episodes: watch.episodes + 1 }
}

function judgeOpen(readings: readonly Reading[], issue: Issue, before: Course, episodes: number, measured: Measured): Watch {
  const { detector, moment, track } = measured
  const { timestamp } = moment.sample
  const reading = readings.at(-1)
  const course = reading === undefined ? before : follow(before, reading, detector)
  // What made it raise must not make it resolve: only what came after it counts.
  const after = readings.filter((one) => one.timestamp > course.raisedAt)
  const clearing = latest(after, detector.clearMs, detector.gauge)
  if (clearing !== null && worth(clearing, detector, Math.max) < detector.clear) {
    const closed: Issue = { ...issue, updatedAt: timestamp, endedAt: course.to, ended: 'resolved' }
    return { readings, issue: null, course: null, closed, episodes }
  }
  const raising = latest(readings, detector.raiseMs, detector.gauge)
  const least = raising === null ? null : worth(raising, detector, Math.min)
  const isWorse =
    issue.severity !== 'critical' && raising !== null && least !== null && severityOf(detector, least, raising) === 'critical'
  if (!isWorse && !wasBad(course, timestamp)) return { readings, issue, course, closed: null, episodes }
  const severity = isWorse ? 'critical' : issue.severity
  const updatedAt = isWorse ? timestamp : issue.updatedAt
  const evidence = [evidenceOf(course, severity, detector, track)]
  return { readings, issue: { ...issue, severity, updatedAt, evidence }, course, closed: null, episodes }
}

function severityOf(detector: Detector, value: number, raising: readonly Reading[]): Severity {
  const { critical } = detector
  return critical !== undefined && value >= critical && !raising.some(({ minor }) => minor) ? 'critical' : detector.severity
}

const usualConfidence = 0.8

function confidenceOf({ confidence = usualConfidence }: Detector, moment: Moment, track: TrackSample | null): number {
  return typeof confidence === 'number' ? confidence : confidence(moment, track)
}

function evidenceOf(
  course: Course,
  severity: Severity,
  detector: Detector,
  track: TrackSample | null,
): Issue['evidence'][number] {
  return {
    metric: course.metric ?? detector.metric,
    unit: detector.unit,
    track: track?.key ?? null,
    value: course.worst,
    at: course.worstAt,
    // Sums round.
    mean: course.weight === 0 ? course.worst : Math.min(course.worst, course.sum / course.weight),
    threshold: severity === 'critical' && detector.critical !== undefined ? detector.critical : detector.raise,
    from: course.from,
    to: course.to,
  }
}
