import { isUnsupported, type Support, type TrackSample } from '@earshot/core/stats'

import type { Detector, Moment } from './detector.ts'
import type { Evidence, Issue, Severity } from './issue.ts'

/** One detector at one track, section, or at the path. */
export interface Watch {
  /** What was measured, oldest first, for as long as the detector looks back. */
  readonly readings: readonly Reading[]
  readonly issue: Issue | null
  readonly episodes: number
}

interface Reading {
  readonly timestamp: number
  /** How much time it is for. */
  readonly seconds: number
  readonly value: number
}

export const newWatch: Watch = { readings: [], issue: null, episodes: 0 }

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
export function judge(before: Watch, value: number | null, measured: Measured): Watch {
  const { detector, moment, seconds } = measured
  if (value === null || seconds === 0) return seconds === 0 ? { ...before, readings: [] } : before
  const reading = { timestamp: moment.sample.timestamp, seconds, value }
  const watch = { ...before, readings: recent([...before.readings, reading], detector) }
  return watch.issue === null ? judgeRaising(watch, measured) : judgeOpen(watch, watch.issue, measured)
}

/** Kept for the longer of both times, counted by the time they cover: what is not measured stops the clock. */
function recent(readings: readonly Reading[], { raiseMs, clearMs, gauge }: Detector): readonly Reading[] {
  return latest(readings, Math.max(raiseMs, clearMs), gauge) ?? readings
}

/** The newest readings that cover the time; `null` when there are not enough. */
function latest(readings: readonly Reading[], timeMs: number, gauge = false): readonly Reading[] | null {
  const fewest = gauge && timeMs > 0 ? 2 : 1
  let covered = 0
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    covered += 1_000 * (readings[index]?.seconds ?? 0)
    if (covered >= timeMs && readings.length - index >= fewest) return readings.slice(index)
  }
  return null
}

function judgeRaising(watch: Watch, measured: Measured): Watch {
  const { detector, track, subject, connection, moment, support } = measured
  const raising = latest(watch.readings, detector.raiseMs, detector.gauge)
  const least = raising === null ? null : worth(raising, detector, Math.min)
  if (raising === null || least === null || least < detector.raise) return watch
  const { timestamp } = moment.sample
  const key = `${detector.type}:${connection}:${subject}`
  const issue: Issue = {
    ...{ id: `${key}#${watch.episodes + 1}`, key, type: detector.type, connection, track: subject === '' ? null : subject },
    severity: severityOf(detector, least),
    side: typeof detector.side === 'string' ? detector.side : detector.side(moment),
    confidence: confidenceOf(detector, moment, track),
    ...{ startedAt: timestamp, updatedAt: timestamp, endedAt: null, ended: null },
    evidence: [evidenceOf(measured, raising, least)],
    suppressedBy: null,
    unsupportedInputs: (detector.inputs ?? []).filter((input) => isUnsupported(support, input)),
  }
  return { ...watch, issue, episodes: watch.episodes + 1 }
}

function judgeOpen(watch: Watch, issue: Issue, measured: Measured): Watch {
  const { detector, moment } = measured
  // What made it raise must not make it resolve: only what came after it counts.
  const after = watch.readings.filter((reading) => reading.timestamp > issue.startedAt)
  const clearing = latest(after, detector.clearMs, detector.gauge)
  if (clearing !== null && worth(clearing, detector, Math.max) < detector.clear) return { ...watch, issue: null }
  const raising = latest(watch.readings, detector.raiseMs, detector.gauge)
  const least = raising === null ? null : worth(raising, detector, Math.min)
  const worse = least !== null && issue.severity !== 'critical' && severityOf(detector, least) === 'critical'
  if (raising === null || !worse) return watch
  const evidence = [...issue.evidence, evidenceOf(measured, raising, least)]
  return { ...watch, issue: { ...issue, severity: 'critical', updatedAt: moment.sample.timestamp, evidence } }
}

function worth(readings: readonly Reading[], { over }: Detector, extreme: (...values: readonly number[]) => number): number {
  if (over === 'each') return extreme(...readings.map(({ value }) => value))
  const total = readings.reduce((sum, { seconds }) => sum + seconds, 0)
  return readings.reduce((sum, { value, seconds }) => sum + value * seconds, 0) / total
}

function severityOf(detector: Detector, value: number): Severity {
  return detector.critical !== undefined && value >= detector.critical ? 'critical' : detector.severity
}

const usualConfidence = 0.8

function confidenceOf({ confidence = usualConfidence }: Detector, moment: Moment, track: TrackSample | null): number {
  return typeof confidence === 'number' ? confidence : confidence(moment, track)
}

function evidenceOf({ detector, track, moment }: Measured, readings: readonly Reading[], value: number): Evidence {
  const { timestamp } = moment.sample
  const [first] = readings
  return {
    metric: detector.metric,
    track: track?.key ?? null,
    value,
    threshold: detector.critical !== undefined && value >= detector.critical ? detector.critical : detector.raise,
    from: first === undefined ? timestamp : first.timestamp - 1_000 * first.seconds,
    to: timestamp,
  }
}
