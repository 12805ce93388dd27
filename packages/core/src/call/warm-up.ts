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

const limitOfCaller = 5
/** A caller chooses its own peer id: many ids together are bounded as well. */
const limitOfAll = 20
const windowMs = 60_000

/** A connection costs memory, sockets and relays: who rings again and again rings cold. */
export class WarmUpLimit {
  readonly #clock: Clock
  #warmed: readonly { readonly caller: PeerId; readonly at: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Allows one more for this caller, and counts it. */
  take(caller: PeerId): boolean {
    const now = this.#clock.now()
    this.#warmed = this.#warmed.filter(({ at }) => now - at < windowMs)
    const ofCaller = this.#warmed.filter((one) => one.caller === caller).length
    if (ofCaller >= limitOfCaller || this.#warmed.length >= limitOfAll) return false
    this.#warmed = [...this.#warmed, { caller, at: now }]
    return true
  }
}
