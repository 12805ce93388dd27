import type { Metric, Sample, TrackSample } from '@earshot/core/stats'

import type { BestBandwidth } from './bandwidth.ts'
import type { IssueType, Severity, Side, Unit } from './issue.ts'
import { tracksByKey } from './per-sample.ts'
import type { Signs } from './signs.ts'
import type { AgreedSection, States } from './states.ts'

/** A sample with what came before it. */
export type Recent = Pick<Moment, 'sample' | 'before'>

/** One sample as a detector sees it. */
export interface Moment {
  readonly sample: Sample
  /** Since the sample before, or the beginning; 0 where that is not known. */
  readonly seconds: number
  /** The samples of the last minute without a gap, oldest first, without this one. */
  readonly before: readonly Sample[]
  /** The sample before, also from before a gap. */
  readonly last: Sample | null
  readonly states: States
  /** Media sections, by `mid`, in which something has come. */
  readonly arrived: ReadonlySet<string>
  /** ms that packets wait in a queue on the path; `null` without data. */
  readonly queueMs: number | null
  /** The best estimate of the bandwidth lately, or before it fell; `null` where there is none. */
  readonly best: BestBandwidth | null
  /** What says whether a line is full. */
  readonly signs: Signs
  /** The estimate of the bandwidth has had time to rise, since the start and since the path or the tracks changed. */
  readonly warm: boolean
}

interface Rule {
  readonly type: IssueType
  /** Tells its issues from those that another detector has of the same type and subject. */
  readonly variant?: string
  readonly side: Side | ((moment: Moment) => Side)
  /** 0..1. @default 0.8 */
  readonly confidence?: number | ((moment: Moment, track: TrackSample | null) => number)
  /** What is measured, for the evidence. */
  readonly metric: string
  readonly unit: Unit
  /** What of it some browsers do not report. */
  readonly inputs?: readonly Metric[]
  /** The lightest severity it is raised with. */
  readonly severity: Severity
  /** Raised from here on, for so long. More is worse. */
  readonly raise: number
  readonly raiseMs: number
  /** Critical from here on. */
  readonly critical?: number
  /** Resolved below this, which is easier than `raise`, for so long. */
  readonly clear: number
  readonly clearMs: number
  /** Whether the mean over the time counts, or each value in it. */
  readonly over: 'mean' | 'each'
  /** Whether a value is of a moment rather than of the time since the sample before: then two are needed, however far apart they are. */
  readonly gauge?: boolean
  /** Whether a gap is what it looks for, rather than where it starts anew. */
  readonly acrossGaps?: boolean
  /** Tells whether its counters are known from the beginning of a connection that was recorded from there: then the first sample counts too. */
  readonly fromStart?: boolean
  /** So many must have been counted as wrong (value by weight) for its share to mean something. @default 0 */
  readonly fewest?: number
}

/** A value, with what is known of it besides. */
export interface Finding {
  readonly value: number
  /** What it counts for in a mean. @default the seconds of the sample */
  readonly weight?: number
  /** ms since the epoch: from when to when it was so, where the value itself says it. @default the time of the sample */
  readonly since?: number
  readonly until?: number
  /** What was measured. @default the detector's */
  readonly metric?: string
  /** Never critical, however much it is. */
  readonly minor?: boolean
}

/** `null` without data, which neither raises nor resolves. What is not there any more is 0: nothing is wrong with it. */
export type Measurement = number | Finding | null

/** How one thing that is wrong is seen in the path. */
export interface PathDetector extends Rule {
  readonly subject: 'path'
  readonly measure: (moment: Moment) => Measurement
}

/** How one thing that is wrong is seen in a track. */
export interface TrackDetector extends Rule {
  readonly subject: 'track'
  readonly measure: (track: TrackSample, moment: Moment) => Measurement
}

/** How one thing that is wrong is seen in a media section, which may have no track yet. */
export interface SectionDetector extends Rule {
  readonly subject: 'section'
  readonly measure: (section: MediaSection, moment: Moment) => Measurement
}

export type Detector = PathDetector | TrackDetector | SectionDetector

/** A media section, with what is known of it. */
export interface MediaSection extends AgreedSection {
  readonly mid: string
  readonly inbound: TrackSample | null
  /** Of simulcast the layers. */
  readonly outbound: readonly TrackSample[]
  /** What the page knows; `null` in recordings that are not ours. */
  readonly known: Sample['sections'][number] | null
}

/** How one thing that is wrong is seen in the states of a connection: by the time, without a sample. */
export interface StateDetector {
  readonly type: IssueType
  readonly severity: Severity
  readonly side: Side
  readonly metric: string
  /** Raised when it has been so for this long, resolved when it has not been for that long. */
  readonly raiseMs: number
  readonly clearMs: number
  /** Critical when it has been so for this long. */
  readonly criticalMs?: number
  /** Since when it is so; `null` when it is not. */
  readonly since: (states: States, now: number) => number | null
  /** When it ended, where the states say it. @default when it was seen first that it is not so */
  readonly until?: (states: States) => number | null
}

/** 1 for what is wrong, 0 for what is right. */
export function wrong(value: boolean): number {
  return value ? 1 : 0
}

/** The same track in earlier samples. */
export function earlier(before: readonly Sample[], key: string): readonly TrackSample[] {
  return before.map((sample) => tracksByKey(sample).get(key)).filter((track) => track !== undefined)
}

export function known(values: readonly (number | null | undefined)[]): readonly number[] {
  return values.filter((value) => value !== null && value !== undefined)
}

/** The samples of the last so many seconds. */
export function lately({ before, sample }: Recent, seconds: number): readonly Sample[] {
  return before.slice(before.findLastIndex(({ timestamp }) => sample.timestamp - timestamp > 1_000 * seconds) + 1)
}
