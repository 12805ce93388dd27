import {
  ChannelEvents,
  checkPayload,
  checkUpdate,
  EarshotError,
  isSamePresence,
  parsePresence,
  type PeerId,
  type Presence,
  type RoomId,
  type SignalingChannel,
} from '@earshot/core/signaling'
import type { Socket } from 'socket.io-client'

import {
  parseDeparture,
  parseIncoming,
  parseJoinAnswer,
  type ClientEvents,
  type JoinAnswer,
  type Received,
  type RefusalReason,
  type ServerEvents,
} from './protocol.ts'

export type ClientSocket = Socket<Received<ServerEvents>, ClientEvents>

export interface OpeningListener {
  /** The room knows this peer, for the first time. */
  joined(): void
  /** The channel is closed before it was ever joined. */
  refused(error: EarshotError): void
}

/** A server that is connected and does not answer a join for so long is connected anew. */
const joinTimeoutMs = 5_000
/** The longest that closing waits for the server to have heard the leave. */
const leaveTimeoutMs = 500
/** Before coming back to a server that has thrown this client out. */
const dismissedPauseMs = 1_000

/** Joins the room, again after every reconnect, and turns what the server sends into the events of the port. */
export function openChannel(socket: ClientSocket, room: RoomId, joining: Presence, opening: OpeningListener): SignalingChannel {
  const events = new ChannelEvents()
  const peersById = new Map<PeerId, Presence>()
  /** Known from before the connection was lost, and not seen since. */
  const missing = new Set<PeerId>()
  let self = joining
  /** What the server has been told. */
  let announced = joining
  let phase: 'opening' | 'up' | 'down' | 'closed' = 'opening'
  let dismissal: string | null = null
  let closing: Promise<void> | undefined
  let pause: ReturnType<typeof setTimeout> | undefined
  let settling: ReturnType<typeof setTimeout> | undefined

  globalThis.addEventListener?.('online', hurry)
  socket.on('connect', join)
  socket.on('disconnect', (reason) => {
    goDown(dismissal ?? reason)
    dismissal = null
    // After this one Socket.IO does not reconnect by itself.
    if (reason === 'io server disconnect' && phase !== 'closed') pause = setTimeout(() => socket.connect(), dismissedPauseMs)
  })
  socket.on('joined', (value) => {
    const peer = parsePresence(value)
    if (peer !== null && phase === 'up') announce(peer)
  })
  socket.on('left', (value) => {
    const departure = parseDeparture(value)
    if (departure === null || phase !== 'up') return
    peersById.delete(departure.peerId)
    missing.delete(departure.peerId)
    events.emit({ type: 'left', ...departure })
  })
  socket.on('message', (value) => {
    const message = parseIncoming(value)
    if (message !== null && phase === 'up') events.emit({ type: 'message', ...message })
  })
  socket.on('replaced', () => end(refusal('replaced', room, self)))
  socket.on('dismissed', (reason) => {
    dismissal = typeof reason === 'string' ? reason.slice(0, 200) : null
  })

  return {
    subscribe: events.subscribe,

    send(to, payload) {
      checkPayload(payload)
      // Socket.IO would keep it and send it before the next join. What is lost here, the link repeats.
      if (phase === 'up' && socket.connected) socket.emit('message', { to, payload })
    },

    update(changed) {
      self = checkUpdate(self, changed)
      if (phase === 'up') announceSelf()
    },

    close() {
      closing ??= leave()
      return closing
    },
  }

  function join(): void {
    announced = self
    socket.timeout(joinTimeoutMs).emit('join', { room, presence: self }, (error: Error | null, value: unknown) => {
      if (phase === 'closed') return
      if (error !== null) return restart()
      const answer = parseJoinAnswer(value)
      if (answer === null)
        end(new EarshotError('signaling-refused', 'The signaling server speaks another protocol: do the versions match?'))
      else if (!answer.joined) end(refusal(answer.reason, room, self))
      else goUp(answer)
    })
  }

  /** There is a network again: the pause before the next attempt was chosen when there was none. */
  function hurry(): void {
    if (socket.active && !socket.connected) socket.disconnect().connect()
  }

  function restart(): void {
    if (socket.connected) socket.io.engine.close()
  }

  function goUp({ members, settledInMs }: JoinAnswer & { readonly joined: true }): void {
    const first = phase === 'opening'
    phase = 'up'
    events.emit({ type: 'up' })
    for (const peerId of peersById.keys()) missing.add(peerId)
    for (const peer of members) announce(peer)
    settling = setTimeout(forgetMissing, settledInMs)
    announceSelf() // it may have changed while the join was under way
    if (first) opening.joined()
  }

  function announceSelf(): void {
    if (!socket.connected || isSamePresence(self, announced)) return
    announced = self
    socket.emit('presence', self)
  }

  function announce(peer: Presence): void {
    if (peer.peerId === self.peerId) return
    missing.delete(peer.peerId)
    peersById.set(peer.peerId, peer)
    events.emit({ type: 'joined', peer })
  }

  function forgetMissing(): void {
    for (const peerId of missing) {
      const peer = peersById.get(peerId)
      peersById.delete(peerId)
      if (peer !== undefined) events.emit({ type: 'left', peerId, epoch: peer.epoch })
    }
    missing.clear()
  }

  function goDown(reason: string): void {
    clearTimeout(settling)
    if (phase !== 'up') return
    phase = 'down'
    events.emit({ type: 'down', reason })
  }

  function end(error?: EarshotError): void {
    if (phase === 'closed') return
    const first = phase === 'opening'
    phase = 'closed'
    globalThis.removeEventListener?.('online', hurry)
    clearTimeout(pause)
    clearTimeout(settling)
    events.emit(error === undefined ? { type: 'closed' } : { type: 'closed', error })
    if (error === undefined) return
    socket.disconnect()
    if (first) opening.refused(error)
  }

  async function leave(): Promise<void> {
    end()
    if (socket.connected) {
      await new Promise<void>((resolve) => socket.timeout(leaveTimeoutMs).emit('leave', () => resolve()))
    }
    socket.disconnect()
  }
}

function refusal(reason: RefusalReason, room: RoomId, self: Presence): EarshotError {
  switch (reason) {
    case 'replaced':
      return new EarshotError('replaced', `Somebody joined ${room} as ${self.peerId} from somewhere else; the newest one stays`)
    case 'room-full':
      return new EarshotError('signaling-refused', `The room ${room} is full`)
    case 'already-joined':
    case 'malformed':
      return new EarshotError(
        'signaling-refused',
        `The signaling server refused the join to ${room} (${reason}): do the versions match?`,
      )
  }
}
