import type { CallMedia } from '@earshot/core'

/** What is done while it rings. */
export type Strategy = 'pranswer' | 'replace-track' | 'none'

export const strategies: readonly { readonly id: Strategy; readonly name: string; readonly words: string }[] = [
  { id: 'pranswer', name: 'Provisional answer', words: 'answers while it rings, and makes the answer final at Accept' },
  { id: 'replace-track', name: 'Replace track', words: 'answers finally while it rings, and puts the tracks in at Accept' },
  { id: 'none', name: 'None', words: 'says nothing before Accept' },
]

/** @param capabilities what this browser says of itself in a room. */
export function isAvailable(strategy: Strategy, capabilities: readonly string[]): boolean {
  return strategy !== 'pranswer' || capabilities.includes('pranswer')
}

export function mediaOptions(strategy: Strategy): Pick<CallMedia, 'warmUp' | 'warmUpStrategy'> {
  return strategy === 'none' ? { warmUp: 'off' } : { warmUp: 'on', warmUpStrategy: strategy }
}
