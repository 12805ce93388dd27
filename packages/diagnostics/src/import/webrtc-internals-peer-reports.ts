import { lowerBound } from './sorted.ts'
import type { History } from './webrtc-internals-history.ts'

/** Which points of a history were in which reports, and when they are of. */
export interface Placement {
  /** The index of the poll; out of range where there is none. */
  readonly pollOf: (point: number) => number
  /** Milliseconds since the epoch. */
  readonly timestampOf: (point: number) => number
}

/**
 * Finds the polls of what the peer reports (RTCP): its timestamp is when a report came, and stays the same in the polls until the next one.
 * So the first poll after a report came is the first that has it.
 */
export function placePeerReports(history: History, polls: readonly number[]): Placement {
  const first = history.timestamps === null ? firstPoll(history, polls) : agreedFirstPoll(history.timestamps, polls)
  const timestamps = history.timestamps ?? timestampsByChange(history, first, polls)
  return {
    pollOf: (point) => first + point,
    // Nothing is known before it came.
    timestampOf: (point) => Math.min(timestamps[point] ?? 0, polls[first + point] ?? 0),
  }
}

function firstPoll({ start, points }: History, polls: readonly number[]): number {
  return Math.max(0, Math.min(lowerBound(polls, start), polls.length - points))
}

/** What most reports of the peer agree on. The first of a full ring may have come before what is left of it. */
function agreedFirstPoll(timestamps: readonly number[], polls: readonly number[]): number {
  const votes = new Map<number, number>()
  for (const [point, timestamp] of timestamps.entries()) {
    if (timestamp === timestamps[point - 1] || (point === 0 && timestamps.length >= ringSize)) continue
    const first = lowerBound(polls, timestamp) - point
    votes.set(first, (votes.get(first) ?? 0) + 1)
  }
  const [agreed] = [...votes].reduce((most, next) => (next[1] > most[1] ? next : most), [polls.length - timestamps.length, 0])
  return agreed
}

/** Chrome's page keeps so many points. */
const ringSize = 1_000

/** Without timestamps a new report shows by what it says. When the first and the last came is known. */
function timestampsByChange(
  { start, end, members, points }: History,
  first: number,
  polls: readonly number[],
): readonly number[] {
  const isNew = (point: number) => members.some(({ from, values }) => values[point - from] !== values[point - 1 - from])
  const timestamps = [start]
  for (let point = 1, came = start; point < points; point += 1) {
    if (isNew(point)) came = polls[first + point] ?? end
    timestamps.push(came)
  }
  const last = timestamps.at(-1)
  return timestamps.map((timestamp) => (timestamp === last && last !== start ? end : timestamp))
}
