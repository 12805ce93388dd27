/**
 * What to do about a broken path: wait a moment, restart ICE, restart it over relays only, make a new connection, and in the end give up.
 * Both sides run it; the runner knows which of them restarts, and which asks for it. Pure: every event carries the runner's clock.
 */
export interface Recovery {
  /** When the path broke, or began to be made; `null` while it is up. */
  readonly brokenSince: number | null
  /** Attempts since then. */
  readonly attempts: number
  readonly lastAttempt: number | null
  /** The room no longer sees the peer. */
  readonly peerAway: boolean
}

export type RecoveryEvent = { readonly now: number } & (
  | { readonly type: 'started' }
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected' }
  | { readonly type: 'failed' }
  /** Nothing was heard from the peer for too long, though the browser has not noticed yet. */
  | { readonly type: 'stalled' }
  /** This device has another network, or one again. */
  | { readonly type: 'network-changed' }
  /** The peer asks for a restart, or the application does. */
  | { readonly type: 'restart-requested' }
  | { readonly type: 'negotiation-failed' }
  | { readonly type: 'peer-away' }
  | { readonly type: 'peer-back' }
  | { readonly type: 'due' }
)

export type RecoveryCommand =
  | { readonly type: 'restart-ice'; readonly relayOnly: boolean }
  /** A new RTCPeerConnection inside the same call. */
  | { readonly type: 'rebuild' }
  | { readonly type: 'give-up' }
  | { readonly type: 'start-timer'; readonly delayMs: number }
  | { readonly type: 'stop-timer' }

export const newRecovery: Recovery = { brokenSince: null, attempts: 0, lastAttempt: null, peerAway: false }

/** Most interruptions end by themselves within this time. */
const patienceMs = 2_000
const backOffMs = [1_000, 2_000, 4_000, 8_000, 15_000]
const limitMs = 60_000
/** A peer that has neither a path nor a place in the room is not coming back. */
const limitWhileAwayMs = 5_000
/** On a path that works, a second wish for a restart within this time is the same one. */
const sameWishMs = 1_000
/** How long after an attempt what is sent over the path may still go to where the peer no longer is. */
const doubtMs = 5_000
const relayAttempt = 3
const firstRebuild = 4

type Step = readonly [Recovery, readonly RecoveryCommand[]]

export function recover(state: Recovery, event: RecoveryEvent): Step {
  const { now } = event
  const broken: Recovery = { ...state, brokenSince: state.brokenSince ?? now }
  switch (event.type) {
    case 'started':
      return [broken, [timer(broken, now, limitMs)]]
    case 'connected':
      return [{ ...state, brokenSince: null, attempts: 0 }, [{ type: 'stop-timer' }]]
    case 'disconnected':
      return state.brokenSince === null ? [broken, [timer(broken, now, patienceMs)]] : [state, []]
    case 'failed':
    case 'stalled':
      if (!isSameWish(state, now)) return attempt(broken, now)
      return state.brokenSince === null ? [broken, [timer(broken, now, sameWishMs)]] : [state, []]
    case 'network-changed':
      return state.brokenSince === null ? restart(state, now) : attempt({ ...broken, attempts: 0 }, now)
    case 'restart-requested':
      return restart(state, now)
    case 'negotiation-failed':
      return attempt({ ...broken, attempts: Math.max(state.attempts, firstRebuild - 1) }, now)
    case 'peer-away':
      return hurry({ ...state, peerAway: true }, now)
    case 'peer-back':
      return [{ ...state, peerAway: false }, []]
    case 'due':
      if (state.brokenSince === null) return [state, []]
      return now >= deadline(broken) ? [state, [{ type: 'give-up' }]] : attempt(broken, now)
  }
}

/** Whether the path may lose what it is given, though the browser calls it connected: a change of network is only seen by one side. */
export function isInDoubt({ brokenSince, lastAttempt }: Recovery, now: number): boolean {
  return brokenSince !== null || (lastAttempt !== null && now - lastAttempt < doubtMs)
}

function attempt(state: Recovery, now: number): Step {
  const attempts = state.attempts + 1
  const action: RecoveryCommand =
    attempts >= firstRebuild && attempts % 2 === 0
      ? { type: 'rebuild' }
      : { type: 'restart-ice', relayOnly: attempts === relayAttempt }
  return [{ ...state, attempts, lastAttempt: now }, [action, timer(state, now, backOff(attempts))]]
}

function restart(state: Recovery, now: number): Step {
  if (isSameWish(state, now)) return [state, []]
  return [{ ...state, lastAttempt: now }, [{ type: 'restart-ice', relayOnly: false }]]
}

function hurry(state: Recovery, now: number): Step {
  return state.brokenSince === null ? [state, []] : [state, [timer(state, now, limitMs)]]
}

/** Both sides notice the same break, and each attempt is given its time. */
function isSameWish({ brokenSince, attempts, lastAttempt }: Recovery, now: number): boolean {
  if (lastAttempt === null) return false
  return now - lastAttempt < (brokenSince === null || attempts === 0 ? sameWishMs : backOff(attempts))
}

function backOff(attempts: number): number {
  return backOffMs[Math.min(attempts, backOffMs.length) - 1] ?? sameWishMs
}

function deadline({ brokenSince, peerAway }: Recovery): number {
  return (brokenSince ?? 0) + (peerAway ? limitWhileAwayMs : limitMs)
}

function timer(state: Recovery, now: number, delayMs: number): RecoveryCommand {
  return { type: 'start-timer', delayMs: Math.max(0, Math.min(delayMs, deadline(state) - now)) }
}
