import { signal, type ReadonlySignal } from '@preact/signals'

import type { KeptLines } from '../lib/lines.ts'
import { withSession, withoutPeer, type Sessions } from '../lib/live.ts'
import type { Session } from '../lib/session.ts'

const current = signal<Sessions>(new Map())

/** Everything that is open, live or from files, by key. */
export const sessions: ReadonlySignal<Sessions> = current

/** The last lines of live recordings, by key of the session. */
export const keptLines: Map<string, KeptLines> = new Map()

export function put(...changed: readonly Session[]): void {
  let next = current.value
  for (const session of changed) next = withSession(next, session)
  for (const key of current.value.keys()) if (!next.has(key)) keptLines.delete(key)
  current.value = next
}

export function peerLeft(peer: Parameters<typeof withoutPeer>[1]): void {
  current.value = withoutPeer(current.value, peer, Date.now())
}

export function closeFile(file: string): void {
  current.value = new Map([...current.value].filter(([, { origin }]) => origin.type === 'live' || origin.file !== file))
}
