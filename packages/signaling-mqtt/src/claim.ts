import type { Epoch } from '@earshot/core/signaling'

import type { Claim } from './protocol.ts'

/**
 * Pages with one identity, before presence shows any of them (docs/robustness.md F24). A page that was just opened takes the place from
 * whoever is there. One that comes back first asks whether another has taken it. They hear each other on the peer's own message topic, in
 * the broker's order.
 */
export type ClaimState =
  | { readonly phase: 'asking'; readonly again: boolean }
  /** It has heard itself: what it hears from now on, the broker had later. */
  | { readonly phase: 'holding'; readonly again: boolean }

export type ClaimStep = { readonly type: 'none' | 'hold' | 'give-way' } | { readonly type: 'answer'; readonly claim: Claim }

/** What a page of epoch `self` does about a claim that it hears. */
export function hearClaim({ phase, again }: ClaimState, self: Epoch, claim: Claim): ClaimStep {
  const own = claim.epoch === self
  switch (claim.type) {
    case 'claim':
      if (own) return phase === 'asking' ? { type: 'hold' } : { type: 'none' }
      // Before it has heard itself, a page that was just opened is the newer one.
      return phase === 'holding' || again ? { type: 'give-way' } : { type: 'none' }
    case 'claim-again':
      if (own) return phase === 'asking' ? { type: 'hold' } : { type: 'none' }
      return phase === 'holding' ? { type: 'answer', claim: { type: 'taken', epoch: self } } : { type: 'none' }
    case 'taken':
      return !own && again ? { type: 'give-way' } : { type: 'none' }
  }
}
