import { EarshotError, joinRoom, type ObservedRecording, type Room } from '@earshot/core'
import { createRecordingStream, type RecordingStream } from '@earshot/diagnostics'
import { mqtt } from '@earshot/signaling-mqtt'
import { socketIo } from '@earshot/signaling-socketio'

import { keepLines } from '../lib/lines.ts'
import { liveKey } from '../lib/live.ts'
import { growing, type Growing } from '../lib/session.ts'
import { displayName } from '../lib/words.ts'
import { via } from './address.ts'
import { say, tellMembers } from './room.ts'
import { keptLines, peerLeft, put, sessions } from './sessions.ts'

/** Joins the room as an observer and follows what its members report, until the page goes away. */
export async function watch(roomName: string): Promise<void> {
  say({ type: 'joining' })
  const leaving = new AbortController()
  window.addEventListener('pagehide', () => leaving.abort(), { once: true })
  try {
    const room = await joinRoom({
      signaling: via === 'mqtt' ? mqtt() : socketIo(),
      room: roomName,
      name: 'dashboard',
      role: 'observer',
      signal: leaving.signal,
    })
    leaving.signal.addEventListener('abort', () => void room.leave())
    follow(room)
  } catch (error) {
    if (!leaving.signal.aborted) say({ type: 'over', reason: reasonOf(error) })
  }
}

function follow(room: Room): void {
  const showMembers = (): void =>
    tellMembers(
      [...room.peers.values()].filter(({ role }) => role === 'member').map(({ name, peerId }) => displayName(name, peerId)),
    )
  room.on('peer-joined', showMembers)
  room.on('peer-left', (peer) => {
    showMembers()
    peerLeft(peer)
  })
  room.on('recording', reader(room))
  room.on('state', (state, reason) => {
    if (state === 'connected') say({ type: 'here' })
    else if (state === 'reconnecting') say({ type: 'away', since: Date.now() })
    else say({ type: 'over', reason: reason ?? 'The room was left.' })
  })
  say(room.state === 'reconnecting' ? { type: 'away', since: Date.now() } : { type: 'here' })
  showMembers()
}

/** Each call is a recording of its own, from each side. */
function reader(room: Room): (observed: ObservedRecording) => void {
  const known = new Map<string, { readonly stream: RecordingStream; readonly grows: Growing }>()
  return ({ from, call, peer, text }) => {
    const key = liveKey(from, call)
    const reading = known.get(key) ?? { stream: createRecordingStream(), grows: growing(key, call) }
    known.set(key, reading)
    const lines = keptLines.get(key) ?? keepLines()
    keptLines.set(key, lines)
    lines.push(text)
    // Whatever a peer calls the connection, it is this call.
    for (const entry of reading.stream.push(text)) reading.grows.push({ ...entry, connection: call })
    const before = sessions.value.get(key)?.origin
    const now = Date.now()
    const spacingMs = before?.type === 'live' ? now - before.heardAt : 0
    const peerName = room.peers.get(peer)?.name ?? (before?.type === 'live' ? before.peer.name : '')
    put(
      reading.grows.session({
        ...{ type: 'live', call, heardAt: now, spacingMs, leftAt: null },
        self: { id: from.peerId, name: from.name },
        peer: { id: peer, name: peerName },
      }),
    )
    for (const other of known.keys()) if (!sessions.value.has(other)) known.delete(other)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof EarshotError) return error.message
  console.error(error)
  return 'Something unexpected went wrong; the browser console has the details.'
}
