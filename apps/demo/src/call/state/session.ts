import { EarshotError, joinRoom, type Presence, type Room } from '@earshot/core'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import { signalingOf, type Via } from '../../lib/via.ts'

export type SessionState =
  | { readonly type: 'joining' }
  | { readonly type: 'joined'; readonly room: Room }
  /** Could not join, or was put out of the room for good. */
  | { readonly type: 'out'; readonly title: string; readonly advice: string }

/** This page's place in the room. */
export interface Session {
  readonly roomId: string
  readonly via: Via
  readonly state: ReadonlySignal<SessionState>
  readonly room: ReadonlySignal<Room | null>
  /** Everybody else who can be called, in the order of their coming. */
  readonly members: ReadonlySignal<readonly Presence[]>
  /** Set while the signaling server is away. */
  readonly downSince: ReadonlySignal<number | null>
  /** Joins, or joins again: with another name, or after being put out. */
  join(): Promise<void>
  leave(): Promise<void>
}

export function createSession(roomId: string, via: Via, peerId: string, name: ReadonlySignal<string>): Session {
  const state = signal<SessionState>({ type: 'joining' })
  const members = signal<readonly Presence[]>([])
  const downSince = signal<number | null>(null)
  const room = computed(() => (state.value.type === 'joined' ? state.value.room : null))
  let joining = new AbortController()

  const leave = async (): Promise<void> => {
    joining.abort()
    await room.peek()?.leave()
  }

  const watch = (joined: Room): void => {
    const readMembers = (): void => void (members.value = [...joined.peers.values()].filter(({ role }) => role === 'member'))
    readMembers()
    joined.on('peer-joined', readMembers)
    joined.on('peer-left', readMembers)
    joined.on('state', (next, reason) => {
      if (room.peek() !== joined) return
      downSince.value = next === 'reconnecting' ? Date.now() : null
      if (next !== 'closed') return
      members.value = []
      state.value = {
        type: 'out',
        title: 'You are not in the room any more',
        advice: reason ?? 'The connection to the room was closed.',
      }
    })
  }

  return {
    roomId,
    via,
    state,
    room,
    members,
    downSince,
    leave,

    async join() {
      const before = leave()
      const mine = (joining = new AbortController())
      state.value = { type: 'joining' }
      members.value = []
      downSince.value = null
      try {
        await before
        const joined = await joinRoom({
          signaling: signalingOf(via),
          room: roomId,
          name: name.peek(),
          peerId,
          signal: mine.signal,
        })
        if (mine.signal.aborted) return void joined.leave()
        watch(joined)
        state.value = { type: 'joined', room: joined }
      } catch (error) {
        if (!mine.signal.aborted) state.value = { type: 'out', title: 'The room cannot be joined', advice: describe(error) }
      }
    },
  }
}

function describe(error: unknown): string {
  if (!(error instanceof EarshotError)) return String(error)
  if (error.code !== 'signaling-unreachable') return error.message
  return 'The signaling server does not answer. Check that you are online, and that the server is running.'
}
