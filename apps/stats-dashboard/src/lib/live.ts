import type { Presence } from '@earshot/core/signaling'

import type { Session } from './session.ts'

export type Sessions = ReadonlyMap<string, Session>

/** A room of ten in which everyone calls everyone has 90. More are not kept: a peer that invents calls fills no memory. */
const maxLive = 100

export function liveKey({ epoch }: Presence, call: string): string {
  return `${epoch}.${call}`
}

/** The sessions with this one as it is now, without those that were heard of longest ago where there are too many. */
export function withSession(sessions: Sessions, session: Session): Sessions {
  const all = new Map(sessions).set(session.key, session)
  const live = [...all.values()].filter(({ origin }) => origin.type === 'live')
  const others = live.filter(({ key }) => key !== session.key)
  const oldest = others.toSorted((a, b) => heardAt(a) - heardAt(b)).slice(0, Math.max(0, live.length - maxLive))
  for (const { key } of oldest) all.delete(key)
  return all
}

/** A peer is gone: what it measured stays. */
export function withoutPeer(sessions: Sessions, { epoch }: Presence, now: number): Sessions {
  return new Map(
    [...sessions].map(([key, session]) => {
      const gone = session.origin.type === 'live' && session.origin.leftAt === null && key.startsWith(`${epoch}.`)
      return [key, gone ? { ...session, origin: { ...session.origin, leftAt: now } } : session]
    }),
  )
}

/** The other end of the same call, where it is known. */
export function otherEnd(sessions: Sessions, { key, origin }: Session): Session | null {
  if (origin.type === 'file') return null
  const found = [...sessions.values()].find(
    (other) => other.key !== key && other.origin.type === 'live' && other.origin.call === origin.call,
  )
  return found ?? null
}

function heardAt({ origin }: Session): number {
  return origin.type === 'live' ? origin.heardAt : 0
}
