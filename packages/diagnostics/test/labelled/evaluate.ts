import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

import {
  createRecordingStream,
  diagnose,
  type Entry,
  type Findings,
  type Issue,
  type IssueType,
  type Side,
} from '@earshot/diagnostics'

/** What is known of a recorded call, because it was made so. */
export interface Label {
  readonly says: string
  /** ms since the epoch: when it was wrong. */
  readonly from: number
  readonly to: number
  /** It was wrong from the start. */
  readonly fromTheStart: boolean
  readonly expect: Readonly<Record<End, readonly Expected[]>>
  /** What may follow from it. */
  readonly also: readonly IssueType[]
}

export interface Expected {
  readonly type: IssueType
  readonly side: Side
}

export type End = 'hall' | 'office'
export const ends: readonly End[] = ['hall', 'office']

/** What was found in one scene, held against what had to be. */
export interface Evaluation {
  readonly scene: string
  readonly label: Label
  readonly found: Readonly<Record<End, Findings>>
  readonly expected: number
  /** Not found, or on another side, as `end type`. */
  readonly missed: readonly string[]
  /** Found where nothing of the kind was wrong. */
  readonly wrong: readonly string[]
  /** Raised more than once in the same episode, or never resolved. */
  readonly repeated: readonly string[]
}

const folder = new URL('../fixtures/labelled/', import.meta.url)

export async function readLabels(): Promise<ReadonlyMap<string, Label>> {
  const labels = JSON.parse(await readFile(new URL('labels.json', folder), 'utf8')) as Record<string, Label>
  return new Map(Object.entries(labels))
}

export async function readScene(scene: string, end: End): Promise<readonly Entry[]> {
  const text = gunzipSync(await readFile(new URL(`${scene}-${end}.jsonl.gz`, folder))).toString('utf8')
  return createRecordingStream().push(text)
}

/** Detectors take their time to raise, and what follows from a fault lasts longer than it. */
const raisedWithinMs = 20_000
const followsWithinMs = 40_000
/** True of every call that goes through a relay, and of every recording. */
const always: ReadonlySet<IssueType> = new Set(['relay-in-use'])

export async function evaluate(scene: string, label: Label): Promise<Evaluation> {
  const found = { hall: diagnose(await readScene(scene, 'hall')), office: diagnose(await readScene(scene, 'office')) }
  const outcomes = ends.map((end) => outcomeAt(end, label, found[end].issues))
  return {
    ...{ scene, label, found },
    expected: outcomes.reduce((total, { expected }) => total + expected, 0),
    missed: outcomes.flatMap(({ missed }) => missed),
    wrong: outcomes.flatMap(({ wrong }) => wrong),
    repeated: outcomes.flatMap(({ repeated }) => repeated),
  }
}

function outcomeAt(end: End, { expect, also, from, to, fromTheStart }: Label, issues: readonly Issue[]) {
  const inEpisode = ({ startedAt }: Issue): boolean => startedAt >= from - 1_000 && startedAt <= to + raisedWithinMs
  const left = issues.filter(inEpisode)
  const missed = expect[end].flatMap(({ type, side }) => {
    const match = left.findIndex((issue) => issue.type === type && issue.side === side)
    if (match === -1) return [`${end} ${type} (${side})`]
    left.splice(match, 1)
    return []
  })
  const may = new Set([...always, ...also, ...expect[end].map(({ type }) => type)])
  const wrong = issues
    .filter((issue) => {
      if (always.has(issue.type)) return false
      const follows = issue.startedAt >= from - 1_000 && issue.startedAt <= to + followsWithinMs
      return !may.has(issue.type) || !follows
    })
    .map((issue) => `${end} ${issue.type} after ${Math.round((issue.startedAt - from) / 1_000)} s`)
  const expectedTypes = new Set(expect[end].map(({ type }) => type))
  const repeated = issues
    .filter((issue) => expectedTypes.has(issue.type) && inEpisode(issue))
    .filter((issue, _, all) => {
      const again = all.filter(({ key }) => key === issue.key).length > 1
      return again || (!fromTheStart && issue.ended !== 'resolved')
    })
    .map((issue) => `${end} ${issue.id} ${issue.ended}`)
  return { expected: expect[end].length, missed, wrong, repeated }
}
