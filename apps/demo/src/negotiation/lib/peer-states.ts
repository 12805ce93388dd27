import type { CallState } from '@earshot/core'

import type { Note, Side } from './note.ts'

/** What one peer's connection is doing now. */
export interface PeerStates {
  /** `null` where there is no call yet. */
  readonly call: CallState | null
  readonly ready: boolean
  readonly gathering: RTCIceGatheringState
  readonly candidates: number
  readonly ice: RTCIceConnectionState
  readonly dtls: RTCDtlsTransportState
  readonly connection: RTCPeerConnectionState
}

const fresh: PeerStates = {
  call: null,
  ready: false,
  gathering: 'new',
  candidates: 0,
  ice: 'new',
  dtls: 'new',
  connection: 'new',
}

export function peerStates(notes: readonly Note[], side: Side): PeerStates {
  return notes.filter((note) => note.side === side).reduce((states, { event }) => after(states, event), fresh)
}

function after(states: PeerStates, event: Note['event']): PeerStates {
  switch (event.type) {
    case 'call':
      // Closing a connection fires no events.
      if (event.state !== 'ended') return { ...states, call: event.state }
      return { ...states, call: 'ended', ready: false, ice: 'closed', dtls: 'closed', connection: 'closed' }
    case 'ready':
      return { ...states, ready: event.ready }
    case 'ice-gathering':
      return { ...states, gathering: event.state }
    case 'candidate':
      return { ...states, candidates: states.candidates + 1 }
    case 'ice':
      return { ...states, ice: event.state }
    case 'dtls':
      return { ...states, dtls: event.state }
    case 'connection':
      return { ...states, connection: event.state }
    case 'new-connection':
      return { ...fresh, call: states.call }
    default:
      return states
  }
}
