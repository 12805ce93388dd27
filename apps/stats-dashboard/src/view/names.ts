import type { Names } from '@earshot/diagnostics'

import type { Session } from '../lib/session.ts'
import { displayName } from '../lib/words.ts'

/** Whose end it was, and whose it was not; a file does not say. */
export function namesOf({ origin }: Session): Names {
  if (origin.type === 'file') return {}
  return { self: displayName(origin.self.name, origin.self.id), peer: displayName(origin.peer.name, origin.peer.id) }
}

/** `hall → kitchen`; of a file its name, with that of the connection where it has several. */
export function titleOf(session: Session): string {
  const { origin, connection } = session
  if (origin.type === 'file') {
    const name = displayName(origin.name, 'file')
    return origin.only ? name : `${name}: ${displayName(connection, '–')}`
  }
  const { self, peer } = namesOf(session)
  return `${self ?? ''} → ${peer ?? ''}`
}
