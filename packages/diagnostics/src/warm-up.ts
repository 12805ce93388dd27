import type { Sample } from '@earshot/core/stats'

/** The estimate of the bandwidth starts low and needs its time, in a perfect network too. */
export interface WarmUp {
  /** When media could flow first. */
  readonly since: number | null
  /** Until when it is warming up, at the latest. */
  readonly until: number
  readonly pairChanges: number
  readonly tracks: string
}

const startMs = 20_000
const changeMs = 10_000

export const newWarmUp: WarmUp = { since: null, until: 0, pairChanges: 0, tracks: '' }

export function followWarmUp(before: WarmUp, { timestamp, path, tracks }: Sample): WarmUp {
  const next = { pairChanges: path.pairChanges, tracks: tracks.map(({ key, muted }) => `${key}${muted === true}`).join(' ') }
  if (before.since === null) return path.pair === null ? before : { ...next, since: timestamp, until: timestamp + startMs }
  const changed = next.pairChanges !== before.pairChanges || next.tracks !== before.tracks
  if (changed) return { ...before, ...next, until: Math.max(before.until, timestamp + changeMs) }
  return before
}

export function isWarm({ since, until }: WarmUp, timestamp: number): boolean {
  return since !== null && timestamp >= until
}
