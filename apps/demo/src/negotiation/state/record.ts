import type { Call } from '@earshot/core'

import type { DescriptionKind, NoteEvent } from '../lib/note.ts'

/** Tells everything that a call and its connections go through, from the beginning. */
export function record(call: Call, note: (event: NoteEvent) => void): void {
  const follow = (connection: RTCPeerConnection): void => {
    note({ type: 'new-connection' })
    recordDescriptions(connection, note)
    recordCandidates(connection, note)
  }
  follow(call.peerConnection)
  for (const entry of call.timeline) note(entry)
  call.on('timeline', note)
  call.on('peerconnection', follow)
}

/** What this side says: each description it has applied, once. */
function recordDescriptions(connection: RTCPeerConnection, note: (event: NoteEvent) => void): void {
  const seen = new Set<string>()
  connection.addEventListener('signalingstatechange', () => {
    const { localDescription } = connection
    if (localDescription === null || !isMade(localDescription.type)) return
    const { type: kind, sdp } = localDescription
    // The session's version counts descriptions (RFC 8866 5.2). What follows it changes as candidates are gathered.
    const key = `${kind} ${/^o=.*/m.exec(sdp)?.[0] ?? ''}`
    if (seen.has(key)) return
    seen.add(key)
    note({ type: 'local-description', kind, sdp })
  })
}

function isMade(type: RTCSdpType): type is DescriptionKind {
  return type !== 'rollback'
}

function recordCandidates(connection: RTCPeerConnection, note: (event: NoteEvent) => void): void {
  connection.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null || candidate.candidate === '') return
    const { type, protocol, address, port } = candidate
    note({ type: 'candidate', kind: type ?? 'unknown', protocol: protocol ?? '', address: `${address ?? ''}:${port ?? ''}` })
  })
}
