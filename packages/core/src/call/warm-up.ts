import type { Clock } from '../clock.ts'
import type { PeerId, Presence } from '../signaling/channel.ts'
import type { WarmUpStrategy } from '../signaling/message.ts'

import { answersProvisionally } from './capabilities.ts'

/**
 * Whether the path of a call is made while it rings, so that accept shows a picture at once. It shows each side the other's addresses
 * before anyone has accepted: with `relay-only` this side shows its relays' alone until then, and with `off` a callee shows none.
 */
export type WarmUp = 'on' | 'relay-only' | 'off'

/** How a connection is made ready while it rings. */
export interface Warming {
  readonly strategy: WarmUpStrategy
  /** No address of this side is shown but its relays'. */
  readonly relayOnly: boolean
  /** The caller's media reaches the callee before accept. */
  readonly earlyMedia: boolean
}

/** Measured in docs/warm-up.md. */
const preferred: WarmUpStrategy = 'replace-track'

/** The strategy that was asked for, where both sides have it. A provisional answer receives nothing, so early media needs a final one. */
export function chooseStrategy(
  self: Presence,
  peer: Presence,
  { strategy = preferred, earlyMedia }: { readonly strategy?: WarmUpStrategy | undefined; readonly earlyMedia: boolean },
): WarmUpStrategy {
  const provisionally = answersProvisionally(self.capabilities) && answersProvisionally(peer.capabilities)
  return strategy === 'pranswer' && provisionally && !earlyMedia ? 'pranswer' : 'replace-track'
}

const limit = 5
const windowMs = 60_000
const maxCallers = 1_024

/** A connection costs memory, sockets and relays: who rings again and again rings cold. */
export class WarmUpLimit {
  readonly #clock: Clock
  readonly #warmed = new Map<PeerId, readonly number[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether one more is allowed for this caller; counts it. */
  take(caller: PeerId): boolean {
    const now = this.#clock.now()
    const recent = (this.#warmed.get(caller) ?? []).filter((at) => now - at < windowMs)
    if (recent.length >= limit) return false
    this.#warmed.delete(caller) // so that it moves to the end of the map, behind the older ones
    this.#warmed.set(caller, [...recent, now])
    const [oldest] = this.#warmed.keys()
    if (this.#warmed.size > maxCallers && oldest !== undefined) this.#warmed.delete(oldest)
    return true
  }
}
