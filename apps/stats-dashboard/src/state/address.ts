import { signal, type ReadonlySignal } from '@preact/signals'

import { addressOf, type Address } from '../lib/room-name.ts'
import { viaFromSearch, type Via } from '../lib/via.ts'

/** The room in this page's address; another one is another page load. */
export const address: Address = addressOf(location.search)
export const via: Via = viaFromSearch(location.search)

const currentHash = signal(keyOf(location.hash))
addEventListener('hashchange', () => (currentHash.value = keyOf(location.hash)))

/** The key of the call that the address names after `#`; empty when it names none. */
export const chosenKey: ReadonlySignal<string> = currentHash

function keyOf(hash: string): string {
  return hash.slice(1)
}
