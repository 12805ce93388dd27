import type { Presence } from '@earshot/core'
import { computed, type ReadonlySignal } from '@preact/signals'

import type { LiveCall } from '../../state/live-call.ts'
import type { CallEnding } from '../lib/call-ending.ts'
import type { Calling, Intent } from './calling.ts'
import type { Session } from './session.ts'

/** What the stage shows: exactly one of these. */
export type Scene =
  | { readonly type: 'joining' }
  | { readonly type: 'out' }
  | { readonly type: 'alone' }
  | { readonly type: 'idle'; readonly members: readonly Presence[] }
  /** The browser asks for camera and microphone, or they cannot be had. */
  | { readonly type: 'waiting-for-media'; readonly intent: Intent }
  | { readonly type: 'call'; readonly live: LiveCall }
  | { readonly type: 'ended'; readonly ending: CallEnding; readonly peer: Presence; readonly present: boolean }

export function createScene(session: Session, calling: Calling): ReadonlySignal<Scene> {
  return computed(() => {
    const live = calling.current.value
    if (live !== null) return { type: 'call', live }
    const intent = calling.intent.value
    if (intent !== null) return { type: 'waiting-for-media', intent }
    const members = session.members.value
    const ending = calling.ending.value
    if (ending !== null) {
      return { type: 'ended', ending, peer: ending.peer, present: members.some(({ peerId }) => peerId === ending.peer.peerId) }
    }
    const { type } = session.state.value
    if (type !== 'joined') return { type }
    return members.length === 0 ? { type: 'alone' } : { type: 'idle', members }
  })
}
