import { isSamePresence, parsePresence, type RoomId } from '@earshot/core/signaling'
import type { Socket } from 'socket.io'

import {
  parseJoinRequest,
  parseOutgoing,
  type ClientEvents,
  type JoinAnswer,
  type Received,
  type RefusalReason,
  type ServerEvents,
} from './protocol.ts'
import { Rooms, type Membership } from './rooms.ts'

/** The part of a pino logger that the server uses. */
export interface SignalingLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface RelayOptions {
  readonly logger: SignalingLogger
  readonly graceMs: number
  readonly joinTimeoutMs: number
  readonly maxMembersPerRoom: number
  /** Monotonic milliseconds. */
  readonly now: () => number
}

export interface Relay {
  connect(socket: RelaySocket): void
  /** The number of users in each room. */
  sizes(): ReadonlyMap<RoomId, number>
  close(): void
}

export type RelaySocket = Socket<Received<ClientEvents>, ServerEvents>

type Place = Membership<RelaySocket>

/** Runs join, leave and message for every socket, and decides when a peer whose connection was lost has left. */
export function createRelay({ logger, graceMs, joinTimeoutMs, maxMembersPerRoom, now }: RelayOptions): Relay {
  const rooms = new Rooms<RelaySocket>(maxMembersPerRoom)
  const timersByAwayPlace = new Map<Place, NodeJS.Timeout>()
  const timersByOutsider = new Map<RelaySocket, NodeJS.Timeout>()
  const startedAt = now()
  let closed = false

  return {
    connect(socket) {
      // Nothing that a client sends may end the process, whatever it is: each handler stands alone (docs/robustness.md T13).
      const on = (event: keyof ClientEvents, handler: (...values: unknown[]) => void): void => {
        socket.on(event, (...values: unknown[]) => guarded(event, () => handler(...values)))
      }
      on('join', (request, answer) => join(socket, request, answer))
      on('leave', (done) => leave(socket, done))
      on('presence', (presence) => change(socket, presence))
      on('message', (message) => pass(socket, message))
      socket.on('disconnect', () => guarded('disconnect', () => lose(socket)))
      socket.on('error', (error) => logger.warn({ err: error }, 'socket error'))
      awaitJoin(socket)
    },

    sizes: () => rooms.sizes(),

    close() {
      closed = true
      for (const timer of [...timersByAwayPlace.values(), ...timersByOutsider.values()]) clearTimeout(timer)
      timersByAwayPlace.clear()
      timersByOutsider.clear()
    },
  }

  /** A connection is there to be in a room: one that is in none, for long, only takes up room itself (docs/robustness.md T11). */
  function awaitJoin(socket: RelaySocket): void {
    stopAwaiting(socket)
    const dismiss = (): void => {
      const reason = `in no room for ${joinTimeoutMs / 1_000} s`
      logger.warn({ reason, address: socket.conn.remoteAddress }, 'dismissed')
      socket.emit('dismissed', reason)
      socket.disconnect(true)
    }
    timersByOutsider.set(socket, setTimeout(dismiss, joinTimeoutMs).unref())
  }

  function stopAwaiting(socket: RelaySocket): void {
    clearTimeout(timersByOutsider.get(socket))
    timersByOutsider.delete(socket)
  }

  function join(socket: RelaySocket, value: unknown, answer: unknown): void {
    const refuse = (reason: RefusalReason): void => {
      logger.warn({ reason }, 'join refused')
      reply(answer, { joined: false, reason })
    }
    const request = parseJoinRequest(value)
    if (request === null) return refuse('malformed')
    const outcome = rooms.join(request.room, request.presence, socket)
    if (outcome.type === 'refused') return refuse(outcome.reason)

    stopAwaiting(socket)
    const { membership, previous } = outcome
    if (previous !== null) supersede(previous)
    const others = rooms.others(membership)
    const settledInMs = Math.max(0, Math.ceil(startedAt + graceMs - now()))
    reply(answer, { joined: true, members: others.map((other) => other.presence), settledInMs })
    // Also after a mere reconnect, so that the others repeat at once what was lost.
    for (const other of others) other.connection?.emit('joined', membership.presence)
    logger.info(fieldsOf(membership), 'joined')
  }

  /** The peer has joined again, from here or from elsewhere: its earlier connection is over. */
  function supersede(previous: Place): void {
    clearTimeout(timersByAwayPlace.get(previous))
    timersByAwayPlace.delete(previous)
    previous.connection?.emit('replaced')
    previous.connection?.disconnect(true)
  }

  function leave(socket: RelaySocket, done: unknown): void {
    const place = rooms.of(socket)
    if (place !== null) {
      remove(place, 'left')
      awaitJoin(socket)
    }
    reply(done)
  }

  function change(socket: RelaySocket, value: unknown): void {
    const presence = parsePresence(value)
    const before = rooms.of(socket)
    if (presence === null || before === null || isSamePresence(presence, before.presence)) return
    const place = rooms.update(socket, presence)
    if (place === null) return
    for (const other of rooms.others(place)) other.connection?.emit('joined', presence)
  }

  function pass(socket: RelaySocket, value: unknown): void {
    const sender = rooms.of(socket)
    const message = parseOutgoing(value)
    if (sender === null || message === null) return
    rooms.find(sender, message.to)?.connection?.emit('message', { from: sender.presence.peerId, payload: message.payload })
  }

  function lose(socket: RelaySocket): void {
    stopAwaiting(socket)
    const place = closed ? null : rooms.away(socket)
    if (place === null) return
    logger.info(fieldsOf(place), 'connection lost')
    const expire = (): void => {
      timersByAwayPlace.delete(place)
      remove(place, 'left, not having come back')
    }
    timersByAwayPlace.set(place, setTimeout(expire, graceMs).unref())
  }

  function remove(place: Place, how: string): void {
    const others = rooms.others(place)
    if (!rooms.remove(place)) return
    const { peerId, epoch } = place.presence
    for (const other of others) other.connection?.emit('left', { peerId, epoch })
    logger.info(fieldsOf(place), how)
  }

  function fieldsOf({ room, presence }: Place): object {
    return { room, peer: presence.peerId, users: rooms.size(room) }
  }

  function guarded(event: string, run: () => void): void {
    try {
      run()
    } catch (error) {
      logger.warn({ err: error, event }, 'handler failed')
    }
  }
}

/** The acknowledgement that a client asked for; it may have asked for none, or sent something else in its place. */
function reply(acknowledge: unknown, answer?: JoinAnswer): void {
  if (typeof acknowledge === 'function') acknowledge(answer)
}
