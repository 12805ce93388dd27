import type { Call, CallMedia } from '../call/call.ts'
import type { ConfigurationSource } from '../call/configuration.ts'
import { requireMedia } from '../call/media-checks.ts'
import { requireWebRtc } from '../call/peer-connection.ts'
import { memoryTransport } from '../signaling/memory.ts'

import { joinRoom } from './join-room.ts'
import type { Room } from './room.ts'

export interface LoopbackOptions extends CallMedia {
  /** For both connections. @default none: host candidates */
  readonly rtcConfiguration?: ConfigurationSource
  /** Period of the calls' samples. @default 1000 */
  readonly statsIntervalMs?: number
  readonly signal?: AbortSignal
}

/**
 * Two connections in one page, connected to each other without a server: the caller's end and the callee's, already accepted.
 * Both send `stream`. The code path is the one of any other call. When either ends, both do.
 * @throws EarshotError `unsupported` where there is no WebRTC, `invalid-configuration`
 */
export async function connectLoopback(given: LoopbackOptions = {}): Promise<readonly [caller: Call, callee: Call]> {
  requireWebRtc()
  requireMedia('options', given)
  const { stream, codecs, receive, metadata, whenEnded, ...options } = given
  const signaling = memoryTransport()
  const join = (peerId: string): Promise<Room> =>
    joinRoom({ ...options, signaling, room: 'loopback', peerId, name: peerId, warmUp: 'off' })
  const [callerRoom, calleeRoom] = await Promise.all([join('caller'), join('callee')])
  await present(callerRoom, 'callee', options.signal)
  const media: CallMedia = { ...(stream && { stream }), ...(codecs && { codecs }), ...(whenEnded && { whenEnded }) }
  const incoming = new Promise<Call>((resolve) => calleeRoom.on('incoming-call', resolve))
  const caller = callerRoom.call('callee', { ...media, ...(receive && { receive }), metadata })
  const callee = await incoming
  callee.accept(media)
  for (const [call, room] of [
    [caller, callerRoom],
    [callee, calleeRoom],
  ] as const) {
    call.on('state', (state) => {
      if (state === 'ended') void room.leave()
    })
  }
  return [caller, callee]
}

/** Resolves when the peer is in the room. */
function present(room: Room, peerId: string, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  if (room.peers.has(peerId)) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = room.on('peer-joined', (peer) => {
      if (peer.peerId !== peerId) return
      stop()
      resolve()
    })
  })
}
