import { isId } from '@earshot/core/signaling'
import { signal, type ReadonlySignal } from '@preact/signals'

import { cleanName, suggestName } from '../../lib/display-name.ts'

/** Who this page is: a name that is remembered by the browser, an id that is remembered by the tab. */
export interface Identity {
  readonly peerId: string
  readonly name: ReadonlySignal<string>
  /** Remembers a new name; `false` when nothing of it may be used. */
  rename(given: string): boolean
}

const nameKey = 'earshot.name'
const peerIdKey = 'earshot.peer-id'

export function createIdentity(): Identity {
  const name = signal(cleanName(read(localStorage, nameKey) ?? '') ?? suggestName(Math.random))
  return {
    peerId: takePeerId(),
    name,
    rename(given) {
      const clean = cleanName(given)
      if (clean === null) return false
      name.value = clean
      write(localStorage, nameKey, clean)
      return true
    },
  }
}

/**
 * The id is kept only while the page is away, so a reload gets it back, but a duplicated tab, which starts with a copy of
 * the tab's storage, does not become the same peer.
 */
function takePeerId(): string {
  const kept = read(sessionStorage, peerIdKey)
  const peerId = isId(kept) ? kept : crypto.randomUUID()
  const take = (): void => write(sessionStorage, peerIdKey, null)
  take()
  addEventListener('pagehide', () => write(sessionStorage, peerIdKey, peerId))
  addEventListener('pageshow', take)
  return peerId
}

/** Storage may be switched off in the browser: then nothing is remembered. */
function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key)
  } catch {
    return null
  }
}

function write(storage: Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key)
    else storage.setItem(key, value)
  } catch {
    // Nothing is remembered.
  }
}
