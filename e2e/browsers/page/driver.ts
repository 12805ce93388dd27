import { joinRoom, type Call, type Room, type RoomState } from '@earshot/core'
import { socketIo } from '@earshot/signaling-socketio'

import type { PeerState, Section } from '../agreement.ts'
import type { Kind, Operation } from '../operations.ts'

import { playRemote } from './players.ts'
import { watchSize, type OfferSize } from './size.ts'
import { openTracks, type Tracks } from './tracks.ts'

/** What a test tells the page of a peer to do, and asks it. */
export interface Driver {
  join(room: string, peerId: string): Promise<void>
  /** Calls a peer as soon as it is in the room, with camera and microphone. */
  call(peerId: string): Promise<void>
  /** Takes the call that came or will come, with camera and microphone. */
  accept(): Promise<void>
  perform(operations: readonly Operation[]): Promise<void>
  state(): PeerState
  /** How far each media section's incoming media has come, by mid: frames decoded, packets of sound. */
  received(): Promise<Readonly<Record<string, number>>>
  /** Frames that the video elements have shown, by mid. */
  shown(): Readonly<Record<string, number>>
  size(): OfferSize
  /** When each sample of the call came, in milliseconds of the page's clock. */
  sampledAt(): readonly number[]
  /** What became of signaling since the page joined. */
  signaling(): readonly RoomState[]
  others(): readonly string[]
  /** What happened in the call, a line for each entry of its timeline. */
  story(): string
  hangUp(): void
  /** Who ended the call, and why. */
  ended(): string | null
  openConnections(): number
}

declare global {
  var connections: RTCPeerConnection[]
  var driver: Driver
}

interface Sent {
  readonly track: MediaStreamTrack
  readonly stream: MediaStream
  readonly sender: RTCRtpSender
}

globalThis.driver = createDriver()

function createDriver(): Driver {
  let room: Room
  let incoming: Promise<Call>
  let tracks: Tracks
  let call: Call
  let shown: ReadonlyMap<string, number>
  let size: () => OfferSize
  const sampledAt: number[] = []
  const signaling: RoomState[] = []
  const sent = new Map<number, Sent>()

  const take = (taken: Call): void => {
    call = taken
    shown = playRemote(taken)
    size = watchSize(taken.peerConnection)
    taken.on('sample', () => sampledAt.push(performance.now()))
  }

  /** The first tracks were not added one by one: their senders are found once the first exchange is over. */
  const findFirstSenders = async (): Promise<void> => {
    await until(() => call.state === 'connected')
    for (const [track, local] of tracks.first.getTracks().entries()) {
      const sender = call.peerConnection.getSenders().find((candidate) => candidate.track === local)
      if (sender === undefined) throw new Error(`the first ${local.kind} track has no sender`)
      sent.set(track, { track: local, stream: tracks.first, sender })
    }
  }

  const apply = (operation: Operation): Promise<void> | void => {
    switch (operation.type) {
      case 'add': {
        const track = tracks.another(operation.kind)
        const stream = new MediaStream([track])
        const sender = call.addTrack(track, stream)
        return void sent.set(operation.track, { track, stream, sender })
      }
      case 'remove': {
        const { sender, track } = sentAs(operation.track)
        sent.delete(operation.track)
        call.removeTrack(sender)
        return track.stop()
      }
      case 'replace': {
        const before = sentAs(operation.track)
        const track = tracks.another(operation.kind)
        sent.set(operation.track, { ...before, track })
        return call.replaceTrack(before.sender, track).then(() => before.track.stop())
      }
      case 'mute':
        return call.setMuted({ [operation.kind]: operation.muted })
      case 'restart-ice':
        return call.restartIce()
    }
  }

  const sentAs = (track: number): Sent => {
    const found = sent.get(track)
    if (found === undefined) throw new Error(`track ${track} is not sent`)
    return found
  }

  return {
    async join(name, peerId) {
      tracks = await openTracks()
      room = await joinRoom({ signaling: socketIo({ url: location.origin }), room: name, peerId, name: peerId })
      room.on('state', (state) => signaling.push(state))
      // From now on: the call may come before the test asks to accept it.
      incoming = new Promise((resolve) => room.on('incoming-call', resolve))
    },

    async call(peerId) {
      await until(() => room.peers.has(peerId))
      take(room.call(peerId, { stream: tracks.first }))
      await findFirstSenders()
    },

    async accept() {
      const ringing = await incoming
      take(ringing)
      ringing.accept({ stream: tracks.first })
      await findFirstSenders()
    },

    async perform(operations) {
      const running: Promise<void>[] = []
      for (const [index, operation] of operations.entries()) {
        const failed = (error: unknown): never => {
          throw new Error(`operation ${index}, ${JSON.stringify(operation)}: ${String(error)}`, { cause: error })
        }
        try {
          running.push(Promise.resolve(apply(operation)).catch(failed))
        } catch (error) {
          failed(error)
        }
        if (operation.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, operation.pauseMs))
      }
      await Promise.all(running)
    },

    state: () => ({
      call: call.state,
      connection: call.peerConnection.connectionState,
      signaling: call.peerConnection.signalingState,
      sections: call.peerConnection.getTransceivers().map((transceiver) => sectionOf(call, transceiver, [...sent.values()])),
    }),

    async received() {
      const progress: Record<string, number> = {}
      for (const report of (await call.peerConnection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue
        const { mid, kind, framesDecoded = 0, packetsReceived = 0 } = report
        progress[mid] = (progress[mid] ?? 0) + (kind === 'video' ? framesDecoded : packetsReceived)
      }
      return progress
    },

    shown: () => Object.fromEntries(shown),
    size: () => size(),
    sampledAt: () => sampledAt,
    signaling: () => signaling,
    others: () => [...room.peers.keys()],
    story: () => call.timeline.map(({ at, ...event }) => `${Math.round(at)} ${JSON.stringify(event)}`).join('\n'),
    hangUp: () => call.hangUp(),
    ended: () => (call.ended === null ? null : `${call.ended.by}: ${call.ended.reason}`),
    openConnections: () => connections.filter(({ signalingState }) => signalingState !== 'closed').length,
  }
}

function sectionOf(call: Call, transceiver: RTCRtpTransceiver, sent: readonly Sent[]): Section {
  const { mid, sender, receiver, direction, currentDirection } = transceiver
  const remote = mid === null ? undefined : call.remoteTracks.get(mid)
  return {
    mid,
    kind: receiver.track.kind as Kind,
    direction,
    currentDirection,
    sends: sent.find((track) => track.sender === sender)?.stream.id ?? null,
    takes: remote === undefined ? null : remote.streams.map(({ id }) => id).join(),
  }
}

/** Within a page there is no event for everything a test waits for. */
async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 20_000
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited 20 s in vain for ${String(condition)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
