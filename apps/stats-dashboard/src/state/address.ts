import { signal, type ReadonlySignal } from '@preact/signals'

import { linkText, parseLink, type Link } from '../lib/link.ts'
import { addressOf, type Address } from '../lib/room-name.ts'
import { viaFromSearch, type Via } from '../lib/via.ts'

/** The room in this page's address; another one is another page load. */
export const address: Address = addressOf(location.search)
export const via: Via = viaFromSearch(location.search)

const current = signal(parseLink(location.hash))
addEventListener('hashchange', () => (current.value = parseLink(location.hash)))

/** What the address says is shown. */
export const link: ReadonlySignal<Link> = current

/** Shows something else. Going back in the browser comes back to what was chosen, not to every zoom. */
export function show(change: Partial<Link>): void {
  const next = { ...current.value, ...change }
  const text = linkText(next)
  const url = `${location.pathname}${location.search}${text === '' ? '' : `#${text}`}`
  if (change.session !== undefined && change.session !== current.value.session) history.pushState(null, '', url)
  else history.replaceState(null, '', url)
  current.value = next
}
addEventListener('popstate', () => (current.value = parseLink(location.hash)))
