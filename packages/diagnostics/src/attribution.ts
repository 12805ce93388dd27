import type { Moment } from './detector.ts'
import type { Side } from './issue.ts'

/** Where something on the way is wrong, and how sure that is. */
export interface Attribution {
  readonly side: Side
  /** 0..1. */
  readonly confidence: number
}

const lossy = 0.02

/**
 * On whose side something on the way is wrong, for what this end sends or receives. With one call the direction is all that is known: its way
 * leads over this end's line and the other's. Where this end has other calls, what all of them suffer is its own line's, and what only this
 * one suffers is the other peer's.
 */
export function attribute(direction: 'sent' | 'received', { sample: { others } }: Moment): Attribution {
  const own: Side = direction === 'sent' ? 'uplink' : 'downlink'
  const least = (direction === 'sent' ? others?.sentLoss : others?.receivedLoss) ?? null
  if (least === null) return { side: own, confidence: 0.7 }
  return { side: least >= lossy ? own : 'remote', confidence: 0.9 }
}
