import { requireOptions, requirePositive, requireStream, wrongArgument } from '../arguments.ts'
import type { Call } from '../call/call.ts'
import { systemClock, type Clock } from '../clock.ts'
import { EarshotError } from '../errors.ts'
import { Emitter, type Unsubscribe } from '../emitter.ts'
import type { Muted } from '../media/track-gate.ts'
import type { PeerId, Presence } from '../signaling/channel.ts'

import type { Room } from './room.ts'

export interface MeshOptions {
  /** Sent to everyone. */
  readonly stream?: MediaStream
  /** Others at most: everyone sends to everyone, so upload and CPU grow with each. @default 7 */
  readonly maxPeers?: number
  /** bit/s of video for all peers together, shared out evenly and anew when somebody comes or goes. @default no limit */
  readonly uploadBitrate?: number
}

/** A call with everyone in the room who has a mesh too. */
export interface Mesh {
  /** The calls that have not ended, by peer. */
  readonly calls: ReadonlyMap<PeerId, Call>
  on<Type extends keyof MeshEvents>(type: Type, listener: (...values: MeshEvents[Type]) => void): Unsubscribe
  /** Mutes this peer for everyone, also for who comes later: the same as `room.setMuted`. @throws TypeError */
  setMuted(muted: Partial<Muted>): void
  /** Hangs up on everyone and takes no more calls. The room stays. A second time does nothing. */
  close(): void
}

export interface MeshEvents {
  /** A call that was begun or taken; its own events tell the rest. Waits for a listener until it ends. */
  call: [call: Call]
  /** There are `maxPeers` others already, or the page has no connection left: this one was not called, or was told that we are busy. */
  full: [peer: Presence]
}

/** A newcomer calls those it finds; if it does not, whoever was there before calls it after this time. */
const newcomerCallsWithinMs = 3_000
const retryMs = 2_000
/** More calls than a browser has connections for. */
const maxWaiting = 1_024

/** Calls everyone in the room, and takes the calls of those who come later. */
export function mesh(room: Room, options: MeshOptions = {}): Mesh {
  if (typeof room !== 'object' || room === null || !('peers' in room))
    throw wrongArgument('room', 'a Room, as joinRoom returns it', room)
  requireOptions('options', options, '{ stream, maxPeers: 4 }')
  const { stream, maxPeers, uploadBitrate } = options
  if (stream !== undefined) requireStream('stream', stream)
  if (maxPeers !== undefined) requirePositive('maxPeers', maxPeers)
  if (uploadBitrate !== undefined) requirePositive('uploadBitrate', uploadBitrate)
  return new RoomMesh(room, options, systemClock)
}

class RoomMesh implements Mesh {
  readonly #room: Room
  readonly #options: MeshOptions
  readonly #clock: Clock
  readonly #events = new Emitter<MeshEvents>({
    call: { most: maxWaiting, isTrue: (call) => call.state !== 'ended' },
    full: null,
  })
  readonly on: Mesh['on'] = this.#events.on
  readonly #calls = new Map<PeerId, Call>()
  readonly #pending = new Map<PeerId, () => void>()
  readonly #stops: readonly Unsubscribe[]
  #closed = false

  constructor(room: Room, options: MeshOptions, clock: Clock) {
    this.#room = room
    this.#options = options
    this.#clock = clock
    this.#stops = [
      room.on('incoming-call', (call) => this.#take(call)),
      room.on('peer-joined', (peer) => this.#callLater(peer, newcomerCallsWithinMs)),
    ]
    // After the caller has had a chance to listen.
    queueMicrotask(() => {
      for (const peer of room.peers.values()) this.#call(peer)
    })
  }

  get calls(): ReadonlyMap<PeerId, Call> {
    return this.#calls
  }

  setMuted(muted: Partial<Muted>): void {
    this.#room.setMuted(muted)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const stop of [...this.#stops, ...this.#pending.values()]) stop()
    for (const call of this.#calls.values()) call.hangUp()
    this.#events.clear()
  }

  #take(call: Call): void {
    if (this.#isFull(call.peer)) return call.decline('busy')
    call.accept(this.#media())
    this.#keep(call)
  }

  #callLater({ peerId }: Presence, delayMs: number): void {
    this.#pending.get(peerId)?.()
    const call = () => {
      this.#pending.delete(peerId)
      const peer = this.#room.peers.get(peerId)
      if (peer !== undefined) this.#call(peer)
    }
    this.#pending.set(peerId, this.#clock.after(delayMs, call))
  }

  #call(peer: Presence): void {
    if (this.#closed || peer.role === 'observer' || this.#room.calls.has(peer.peerId) || this.#isFull(peer)) return
    // Everyone accepts at once: nothing rings.
    try {
      this.#keep(this.#room.call(peer.peerId, { ...this.#media(), warmUp: 'off' }))
    } catch (error) {
      if (!(error instanceof EarshotError)) throw error
      // The page has no connection left for now.
      this.#events.emit('full', peer)
      this.#callLater(peer, retryMs)
    }
  }

  #isFull(peer: Presence): boolean {
    const full = this.#calls.size >= (this.#options.maxPeers ?? 7) && !this.#calls.has(peer.peerId)
    if (full) this.#events.emit('full', peer)
    return full
  }

  #keep(call: Call): void {
    const { peer } = call
    if (call.state === 'ended') return // by another listener
    this.#calls.set(peer.peerId, call)
    call.on('state', (state) => {
      if (state === 'connected') this.#shareUpload()
      if (state !== 'ended') return
      if (this.#calls.get(peer.peerId) === call) this.#calls.delete(peer.peerId)
      this.#shareUpload()
      if (call.ended?.reason === 'failed' && !this.#closed) this.#callLater(peer, retryMs)
    })
    this.#events.emit('call', call)
  }

  #media(): { stream?: MediaStream } {
    const { stream } = this.#options
    return stream === undefined ? {} : { stream }
  }

  #shareUpload(): void {
    const { uploadBitrate } = this.#options
    if (uploadBitrate === undefined) return
    const share = Math.floor(uploadBitrate / Math.max(1, this.#calls.size))
    for (const call of this.#calls.values()) {
      const tracks = call.peerConnection.getSenders().flatMap(({ track }) => (track?.kind === 'video' ? [track] : []))
      const maxBitrate = Math.max(1, Math.floor(share / tracks.length))
      if (call.state !== 'ended') for (const track of tracks) call.configure(track, { maxBitrate })
    }
  }
}
