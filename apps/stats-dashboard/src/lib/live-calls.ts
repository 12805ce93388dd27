import type { Presence } from '@earshot/core/signaling'
import type { Sample } from '@earshot/core/stats'

import { createHistory, type History } from './history.ts'
import { readingOf } from './reading.ts'

/** One side's view of one call: what `from` measured in its call with `peerId`. */
export interface LiveCall {
  readonly key: string
  readonly from: Presence
  readonly peerId: string
  readonly peerName: string
  readonly sample: Sample
  readonly history: History
  /** When the first and the last sample arrived here, by this page's clock. */
  readonly firstAt: number
  readonly lastAt: number
  /** ms between the last two arrivals; 0 while there was only one. */
  readonly spacingMs: number
  /** When `from` left the room. */
  readonly leftAt: number | null
}

/** What arrives from a room that is watched. */
export interface Observed {
  readonly from: Presence
  readonly call: string
  readonly peer: string
  readonly sample: Sample
}

/** More calls than this are not kept: the list stays readable, and a peer that invents calls fills no memory. */
const maxCalls = 40
const silenceMs = 5_000
const silenceFactor = 2.5

/** `calls` with one more sample. The histories are carried over, not copied. */
export function withSample(
  calls: ReadonlyMap<string, LiveCall>,
  { from, call, peer, sample }: Observed,
  peerName: string | undefined,
  now: number,
): ReadonlyMap<string, LiveCall> {
  const key = `${from.peerId}.${call}`
  const known = calls.get(key)
  const history = known?.history ?? createHistory()
  history.push(sample.timestamp, readingOf(sample), sample.gap)
  const next = new Map(calls).set(key, {
    key,
    from,
    peerId: peer,
    peerName: peerName ?? known?.peerName ?? peer,
    sample,
    history,
    firstAt: known?.firstAt ?? now,
    lastAt: now,
    spacingMs: known === undefined ? 0 : now - known.lastAt,
    leftAt: null,
  })
  if (next.size > maxCalls) next.delete(leastRecent(next))
  return next
}

/** `calls` after a peer left the room. */
export function withoutPeer(calls: ReadonlyMap<string, LiveCall>, peer: Presence, now: number): ReadonlyMap<string, LiveCall> {
  return new Map(
    [...calls].map(([key, call]) => {
      const left = call.from.peerId === peer.peerId && call.from.epoch === peer.epoch
      return [key, left ? { ...call, leftAt: now } : call]
    }),
  )
}

/** Whether numbers still come. A call that only was slow once is not declared silent at the next second. */
export function isLive(call: LiveCall, now: number): boolean {
  return call.leftAt === null && now - call.lastAt <= Math.max(silenceMs, silenceFactor * call.spacingMs)
}

/** In the order of their first sample, those with numbers before those without. */
export function listed(calls: ReadonlyMap<string, LiveCall>, now: number): readonly LiveCall[] {
  return [...calls.values()].toSorted((a, b) => Number(isLive(b, now)) - Number(isLive(a, now)) || a.firstAt - b.firstAt)
}

function leastRecent(calls: ReadonlyMap<string, LiveCall>): string {
  let oldest: LiveCall | undefined
  for (const call of calls.values()) if (oldest === undefined || call.lastAt < oldest.lastAt) oldest = call
  return oldest?.key ?? ''
}
