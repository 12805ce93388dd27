import type { Sample, TrackSample } from '@earshot/core/stats'

import type { IssueType, Severity, Side } from './issue.ts'

/** A sample, and what statistics cannot know. */
export interface Observation {
  readonly sample: Sample
  /** Keys of tracks that are silent or dark on purpose: muted by either side, held. */
  readonly muted?: ReadonlySet<string>
  /** Keys of tracks that show a screen, where few frames are no fault. */
  readonly screens?: ReadonlySet<string>
}

/** One sample as a detector sees it. */
export interface Moment {
  readonly sample: Sample
  /** The samples of the last minute without a gap, oldest first, without this one. */
  readonly before: readonly Sample[]
  readonly muted: (track: TrackSample) => boolean
  readonly screen: (track: TrackSample) => boolean
  /** The estimate of the bandwidth has had time to rise, since the start and since the path or the tracks changed. */
  readonly warm: boolean
}

interface Rule {
  readonly type: IssueType
  readonly side: Side
  /** What is measured, for the evidence. */
  readonly metric: string
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
}

/** How one thing that is wrong is seen in the path. */
export interface PathDetector extends Rule {
  readonly subject: 'path'
  /** `null` without data, which neither raises nor resolves. */
  readonly measure: (moment: Moment) => number | null
}

/** How one thing that is wrong is seen in a track. */
export interface TrackDetector extends Rule {
  readonly subject: 'track'
  readonly measure: (track: TrackSample, moment: Moment) => number | null
}

export type Detector = PathDetector | TrackDetector

/** 1 for what is wrong, 0 for what is right. */
export function wrong(value: boolean): number {
  return value ? 1 : 0
}

/** The same track in an earlier sample. */
export function earlier(before: readonly Sample[], key: string): readonly TrackSample[] {
  return before.flatMap(({ tracks }) => tracks.filter((track) => track.key === key))
}

export function known(values: readonly (number | null | undefined)[]): readonly number[] {
  return values.filter((value) => value !== null && value !== undefined)
}
