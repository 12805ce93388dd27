import type { Call } from '@earshot/core'

import type { NoteEvent } from '../lib/note.ts'

/** Tells everything that a call and its connections go through, from the beginning. */
export function record(call: Call, note: (event: NoteEvent) => void): void {
  const follow = (connection: RTCPeerConnection): void => {
    note({ type: 'new-connection' })
    recordCandidates(connection, note)
  }
  follow(call.peerConnection)
  for (const entry of call.timeline) note(entry)
  call.on('timeline', note)
  call.on('peerconnection', follow)
}

function recordCandidates(connection: RTCPeerConnection, note: (event: NoteEvent) => void): void {
  connection.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null || candidate.candidate === '') return
    const { type, protocol, address, port } = candidate
    note({ type: 'candidate', kind: type ?? 'unknown', protocol: protocol ?? '', address: `${address ?? ''}:${port ?? ''}` })
  })
}
