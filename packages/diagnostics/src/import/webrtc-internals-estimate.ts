import { clustered, nearest } from './sorted.ts'
import type { History } from './webrtc-internals-history.ts'

/**
 * When reports were asked for, in milliseconds since the epoch, where nobody wrote it down (before Chrome 117). Every history says when its
 * first and its last report were and how many there were in between, so one that begins or ends in the middle of another tells a time there.
 */
export function estimatedPolls(histories: readonly History[], most: number): readonly number[] {
  const [longest] = histories.toSorted((one, other) => other.points - one.points)
  if (longest === undefined) return []
  const periodMs = longest.points > 1 ? (longest.end - longest.start) / (longest.points - 1) : usualPeriodMs
  const isOutside = (time: number) => time < longest.start - periodMs / 2 || time > longest.end + periodMs / 2
  const times = [...evenly(longest)]
  for (const history of histories) {
    if (!isOutside(history.start) && !isOutside(history.end)) continue
    for (const time of evenly(history)) if (isOutside(time) && times.length < most) times.push(time)
  }
  const polls = clustered(times, periodMs / 2).slice(0, most)
  return bent(
    polls,
    histories.flatMap((history) => anchorsOf(history, polls)),
  )
}

/** The index of the poll with its first point. */
export function firstPollOf({ start, end, points }: History, polls: readonly number[]): number {
  const [first, last] = [nearest(polls, start), nearest(polls, end)]
  // What lives to the end is counted from there: between, polls may have been late.
  return Math.max(0, isSame(polls[last], end) ? last - points + 1 : first)
}

const usualPeriodMs = 1_000

function evenly({ start, end, points }: History): readonly number[] {
  const stepMs = points > 1 ? (end - start) / (points - 1) : 0
  return Array.from({ length: points }, (_, point) => start + point * stepMs)
}

function isSame(one: number | undefined, other: number): boolean {
  return one !== undefined && Math.abs(one - other) <= 1
}

/** A poll whose time is known. */
type Anchor = readonly [poll: number, time: number]

function anchorsOf(history: History, polls: readonly number[]): readonly Anchor[] {
  const first = firstPollOf(history, polls)
  return [
    [first, history.start],
    [first + history.points - 1, history.end],
  ]
}

/** The polls with the anchors at their times, and those between them moved along. */
function bent(polls: readonly number[], anchors: readonly Anchor[]): readonly number[] {
  const moved = [...polls]
  let [before, beforeTime] = [-1, -Infinity]
  for (const [poll, time] of anchors.toSorted(([one], [other]) => one - other)) {
    if (poll <= before || poll >= polls.length || time <= beforeTime) continue
    const stepMs = (time - beforeTime) / (poll - before)
    for (let between = before < 0 ? poll : before + 1; between < poll; between += 1) {
      moved[between] = beforeTime + (between - before) * stepMs
    }
    moved[poll] = time
    ;[before, beforeTime] = [poll, time]
  }
  return moved
}
