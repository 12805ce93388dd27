import type { DeclineReason, HangUpReason } from '../signaling/message.ts'

/** `ringing` until the callee accepts, `connecting` until media can flow unless it can at once, `reconnecting` while the path is broken. */
export type CallState = 'ringing' | 'connecting' | 'connected' | 'reconnecting' | 'ended'

/** Why a call ended, and on whose side. */
export interface CallEnd {
  readonly by: 'local' | 'remote'
  readonly reason: EndReason
}

export type EndReason =
  | 'hung-up'
  | 'declined'
  /** The callee is not taking calls. */
  | 'busy'
  /** The callee has no WebRTC, or its browser makes no more connections. */
  | 'unsupported'
  /** Nobody accepted within `ringTimeoutMs`. */
  | 'no-answer'
  /** The peer, or this side, left the room. */
  | 'left'
  /** A newer call between the same peers, or a reload of the peer's page, took its place. */
  | 'replaced'
  /** No path between the two could be kept, or a browser refused to negotiate or to make a connection. */
  | 'failed'

export interface CallStatus {
  readonly direction: 'outgoing' | 'incoming'
  readonly state: CallState
  readonly ended: CallEnd | null
  /** While it rings: whether the path is there already. */
  readonly pathUp: boolean
  /** The room no longer sees the peer. Its media may still flow: signaling and media fail separately. */
  readonly peerAway: boolean
}

export type CallEvent =
  | { readonly type: 'accept' }
  | { readonly type: 'decline'; readonly reason: DeclineReason }
  | { readonly type: 'hang-up'; readonly reason: HangUpReason }
  | { readonly type: 'ring-timeout' }
  | { readonly type: 'replaced'; readonly by: 'local' | 'remote' }
  | { readonly type: 'remote-accept' }
  | { readonly type: 'remote-decline'; readonly reason: DeclineReason }
  | { readonly type: 'remote-hang-up'; readonly reason: HangUpReason }
  | { readonly type: 'peer-away' }
  | { readonly type: 'peer-back' }
  | { readonly type: 'path-up' }
  | { readonly type: 'path-broken' }
  /** Everything was tried to get a path. */
  | { readonly type: 'unreachable' }

export type CallCommand =
  | { readonly type: 'send-accept' }
  | { readonly type: 'send-decline'; readonly reason: DeclineReason }
  | { readonly type: 'send-hang-up'; readonly reason: HangUpReason }

/** How long it rings before the caller gives up. */
export const ringTimeoutMs = 60_000

type Step = readonly [CallStatus, readonly CallCommand[]]

export function newCall(direction: CallStatus['direction']): CallStatus {
  return { direction, state: 'ringing', ended: null, pathUp: false, peerAway: false }
}

/** The life of a call. What does not belong to the present state changes nothing: peers may cross each other on the way. */
export function callStep(status: CallStatus, event: CallEvent): Step {
  if (status.state === 'ended') return [status, []]
  const { direction, state } = status
  switch (event.type) {
    case 'accept':
      return direction === 'incoming' && state === 'ringing' ? [accepted(status), [{ type: 'send-accept' }]] : [status, []]
    case 'decline':
      if (direction !== 'incoming' || state !== 'ringing') return [status, []]
      return end(status, 'local', event.reason, { type: 'send-decline', reason: event.reason })
    case 'hang-up':
      return end(status, 'local', event.reason, { type: 'send-hang-up', reason: event.reason })
    case 'ring-timeout':
      if (direction !== 'outgoing' || state !== 'ringing') return [status, []]
      return end(status, 'remote', 'no-answer', { type: 'send-hang-up', reason: 'no-answer' })
    case 'replaced':
      return end(status, event.by, 'replaced')
    case 'remote-accept':
      return direction === 'outgoing' && state === 'ringing' ? [accepted(status), []] : [status, []]
    case 'remote-decline':
      return direction === 'outgoing' && state === 'ringing' ? end(status, 'remote', event.reason) : [status, []]
    case 'remote-hang-up':
      return end(status, 'remote', event.reason)
    case 'peer-away':
      return state === 'ringing' && !status.pathUp ? end(status, 'remote', 'left') : [{ ...status, peerAway: true }, []]
    case 'peer-back':
      return [{ ...status, peerAway: false }, []]
    case 'path-up':
      return [state === 'ringing' ? { ...status, pathUp: true } : { ...status, state: 'connected' }, []]
    case 'path-broken':
      return breakPath(status)
    case 'unreachable':
      if (status.peerAway) return end(status, 'remote', 'left')
      return end(status, 'local', 'failed', { type: 'send-hang-up', reason: 'failed' })
  }
}

function accepted(status: CallStatus): CallStatus {
  return { ...status, state: status.pathUp ? 'connected' : 'connecting' }
}

function breakPath(status: CallStatus): Step {
  if (status.state === 'connected') return [{ ...status, state: 'reconnecting' }, []]
  if (status.state !== 'ringing') return [status, []]
  return status.peerAway ? end(status, 'remote', 'left') : [{ ...status, pathUp: false }, []]
}

function end(status: CallStatus, by: CallEnd['by'], reason: EndReason, ...commands: CallCommand[]): Step {
  return [{ ...status, state: 'ended', ended: { by, reason } }, commands]
}
