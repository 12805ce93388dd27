import { EarshotError } from '../errors.ts'
import type { ChannelEvent, PeerId, Presence, RoomId, SignalingChannel, SignalingTransport } from './channel.ts'
import { checkOpening, checkPayload, checkUpdate } from './channel-checks.ts'
import { ChannelEvents } from './channel-events.ts'
import { isSamePresence } from './presence.ts'

/** A signaling transport inside one page or process, with a switch that fails it. */
export interface MemoryTransport extends SignalingTransport {
  /**
   * Fails as a server that goes away does: every channel is `down`, what is sent is lost, and `open` rejects with
   * `signaling-unreachable`, until `restore`. A second call does nothing.
   */
  interrupt(reason?: string): void
  /** Ends an interruption: every channel is `up` again, hears who left meanwhile, and has the present members announced. */
  restore(): void
}

/** Rooms are shared by all channels opened from the same transport object, and by nothing else. */
export function memoryTransport(): MemoryTransport {
  const rooms = new Map<RoomId, Map<PeerId, Member>>()
  let interrupted = false

  return {
    async open(room, given, options = {}) {
      const self = checkOpening(room, given)
      options.signal?.throwIfAborted()
      await Promise.resolve() // as with any other engine, the caller has a moment to change its mind
      options.signal?.throwIfAborted()
      if (interrupted) throw new EarshotError('signaling-unreachable', 'The in-memory transport is interrupted: call restore().')

      const members = memberMap(rooms, room)
      const member: Member = { self, events: new ChannelEvents(), missed: [] }
      members.get(self.peerId)?.events.emit({ type: 'closed', error: replaced(self.peerId) })
      members.set(self.peerId, member)
      welcome(member, members)
      for (const other of others(members, member)) other.events.emit({ type: 'joined', peer: self })
      return channelOf(room, member)
    },

    interrupt(reason = 'interrupted') {
      if (interrupted) return
      interrupted = true
      for (const member of everyone(rooms)) member.events.emit({ type: 'down', reason })
    },

    restore() {
      if (!interrupted) return
      interrupted = false
      for (const members of rooms.values()) for (const member of members.values()) welcome(member, members)
    },
  }

  function channelOf(room: RoomId, member: Member): SignalingChannel {
    const { peerId, epoch } = member.self
    const here = (): boolean => rooms.get(room)?.get(peerId) === member
    return {
      subscribe: member.events.subscribe,

      send(to, payload) {
        checkPayload(payload)
        if (interrupted || to === peerId || !here()) return
        rooms.get(room)?.get(to)?.events.emit({ type: 'message', from: peerId, payload })
      },

      update(changed) {
        const self = checkUpdate(member.self, changed)
        if (isSamePresence(self, member.self)) return
        member.self = self
        if (interrupted || !here()) return // who is here is announced after an interruption
        for (const other of others(memberMap(rooms, room), member)) other.events.emit({ type: 'joined', peer: self })
      },

      async close() {
        member.events.emit({ type: 'closed' })
        if (!here()) return
        const members = memberMap(rooms, room)
        members.delete(peerId)
        if (members.size === 0) rooms.delete(room)
        for (const other of members.values()) {
          const left: ChannelEvent = { type: 'left', peerId, epoch }
          if (interrupted) other.missed.push(left)
          else other.events.emit(left)
        }
      },
    }
  }
}

interface Member {
  self: Presence
  readonly events: ChannelEvents
  /** What happened while the transport was interrupted. */
  readonly missed: ChannelEvent[]
}

function memberMap(rooms: Map<RoomId, Map<PeerId, Member>>, room: RoomId): Map<PeerId, Member> {
  const members = rooms.get(room) ?? new Map<PeerId, Member>()
  rooms.set(room, members)
  return members
}

function welcome(member: Member, members: ReadonlyMap<PeerId, Member>): void {
  member.events.emit({ type: 'up' })
  for (const event of member.missed.splice(0)) member.events.emit(event)
  for (const other of others(members, member)) member.events.emit({ type: 'joined', peer: other.self })
}

function others(members: ReadonlyMap<PeerId, Member>, member: Member): readonly Member[] {
  return [...members.values()].filter((other) => other !== member)
}

function everyone(rooms: ReadonlyMap<RoomId, ReadonlyMap<PeerId, Member>>): readonly Member[] {
  return [...rooms.values()].flatMap((members) => [...members.values()])
}

function replaced(peerId: PeerId): EarshotError {
  return new EarshotError('replaced', `Somebody joined this room as ${peerId} from somewhere else: the newest one stays.`)
}
