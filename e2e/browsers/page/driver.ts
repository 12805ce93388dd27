import {
  joinRoom,
  type Call,
  type CallMedia,
  type JoinOptions,
  type Room,
  type RoomState,
  type TrackOptions,
} from '@earshot/core'
import { socketIo } from '@earshot/signaling-socketio'

import type { PeerState, Section } from '../agreement.ts'
import type { Kind, Operation } from '../operations.ts'

import { playRemote } from './players.ts'
import { watchSize, type OfferSize } from './size.ts'
import { openTracks, type Tracks } from './tracks.ts'

/** What a test tells the page of a peer to do, and asks it. */
export interface Driver {
  join(room: string, peerId: string, options?: JoinAs): Promise<void>
  /** Opens camera and microphone, which `join` does unless it is told not to. */
  capture(): Promise<void>
  /** Rings at a peer as soon as it is in the room. */
  ring(peerId: string, how: Pick<CallMedia, 'warmUpStrategy' | 'earlyMedia'>): Promise<void>
  /** Waits for a call that rings here. */
  hear(): Promise<void>
  decline(): void
  leave(): Promise<void>
  ready(): boolean
  /** How the path was made while it rang; `null` when it was not. */
  strategy(): string | null
  /** RTP packets that this end has sent and received. */
  packets(): Promise<number>
  /** What the other side has told of its addresses: the candidates of the remote description. */
  candidatesHeard(): readonly string[]
  /** The kinds of candidate at this end and the other of what media travels over. */
  path(): Promise<readonly string[]>
  /** Calls a peer as soon as it is in the room, with camera and microphone. */
  call(peerId: string): Promise<void>
  /** Takes the call that came or will come, with camera and microphone. */
  accept(): Promise<void>
  perform(operations: readonly Operation[]): Promise<void>
  /** Sets options of the first track of a kind. */
  configure(kind: Kind, options: TrackOptions): void
  /** How the first track of a kind is sent: its encoding, and the format of its codec. */
  sending(kind: Kind): Promise<{ readonly encoding: RTCRtpEncodingParameters; readonly format: readonly string[] }>
  /** Opens a data channel, and sends a string of each length. */
  sendData(label: string, lengths: readonly number[]): void
  /** Lengths of the strings that came over the data channels of this label, if nothing of them changed on the way. */
  dataHeard(label: string): readonly number[]
  /** How many data channels there are that are open. */
  openData(): number
  state(): PeerState
  /** How far each media section's incoming media has come, by mid: frames shown, packets of sound. */
  received(): Promise<Readonly<Record<string, number>>>
  /** Every `track` event of the call: its kind, and in how many streams it came. */
  announced(): readonly string[]
  /** Frames that the video elements have shown, by mid. */
  shown(): Readonly<Record<string, number>>
  size(): OfferSize
  /** When each sample of the call came, in milliseconds of the page's clock. */
  sampledAt(): readonly number[]
  /** What became of signaling since the page joined. */
  signaling(): readonly RoomState[]
  others(): readonly string[]
  room(): string
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

export interface JoinAs extends Pick<JoinOptions, 'rtcConfiguration'> {
  readonly warmUp?: 'on' | 'relay-only' | 'off'
  readonly capturesLater?: true
}

interface Sent {
  readonly track: MediaStreamTrack
  readonly stream: MediaStream
  readonly sender: RTCRtpSender
}

globalThis.driver = createDriver()

function createDriver(): Driver {
  let room: Room
  let incoming: Call | null = null
  let tracks: Tracks
  let call: Call
  let shown: ReadonlyMap<string, number>
  let size: () => OfferSize
  const sampledAt: number[] = []
  const signaling: RoomState[] = []
  const sent = new Map<number, Sent>()
  const data: { readonly label: string; readonly length: number }[] = []

  const announced: string[] = []

  const take = (taken: Call): void => {
    call = taken
    announced.length = 0
    shown = playRemote(taken)
    size = watchSize(taken.peerConnection)
    taken.on('track', ({ track, streams }) => announced.push(`${track.kind} in ${streams.length}`))
    taken.on('sample', () => sampledAt.push(performance.now()))
    taken.on('data-channel', (channel) => {
      const { label } = channel
      channel.on('message', (text) => {
        if (typeof text === 'string' && text === textOf(text.length)) data.push({ label, length: text.length })
      })
    })
  }

  /** The first tracks were not added one by one: their senders are found once the first exchange is over. */
  const findFirstSenders = async (): Promise<void> => {
    await until(() => call.state === 'connected')
    for (const [track, local] of tracks.first.getTracks().entries()) {
      const sender = call.senderOf(local)
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

  /** A call that has come, also before the test asks for it. */
  const hear = async (): Promise<Call> => {
    await until(() => incoming?.state === 'ringing')
    if (incoming === null) throw new Error('no call has come')
    if (call !== incoming) take(incoming)
    return incoming
  }

  return {
    async join(name, peerId, { capturesLater, ...options } = {}) {
      if (!capturesLater) tracks = await openTracks()
      room = await joinRoom({ signaling: socketIo({ url: location.origin }), room: name, peerId, name: peerId, ...options })
      room.on('state', (state) => signaling.push(state))
      room.on('incoming-call', (ringing) => {
        incoming = ringing
      })
    },

    async capture() {
      tracks = await openTracks()
    },

    async ring(peerId, how) {
      await until(() => room.peers.has(peerId))
      take(room.call(peerId, { stream: tracks.first, ...how }))
    },

    async hear() {
      await hear()
    },

    decline: () => call.decline(),
    leave: () => room.leave(),
    ready: () => call.ready,
    strategy: () => call.timeline.flatMap((entry) => (entry.type === 'warm-up' ? [entry.strategy] : []))[0] ?? null,

    async packets() {
      let packets = 0
      for (const report of (await call.peerConnection.getStats()).values()) {
        if (report.type === 'inbound-rtp' || report.type === 'outbound-rtp') {
          packets += (report.packetsSent ?? 0) + (report.packetsReceived ?? 0)
        }
      }
      return packets
    },

    candidatesHeard: () => call.peerConnection.remoteDescription?.sdp.match(/^a=candidate:.*$/gm) ?? [],

    path: () =>
      new Promise((resolve) => {
        const stop = call.on('sample', ({ path: { pair } }) => {
          if (pair === null) return
          stop()
          resolve([pair.local.candidateType, pair.remote.candidateType])
        })
      }),

    async call(peerId) {
      await until(() => room.peers.has(peerId))
      take(room.call(peerId, { stream: tracks.first }))
      await findFirstSenders()
    },

    async accept() {
      const ringing = await hear()
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

    configure(kind, options) {
      for (const track of tracks.first.getTracks()) if (track.kind === kind) call.configure(track, options)
    },

    async sending(kind) {
      const sender = tracks.first.getTracks().flatMap((track) => (track.kind === kind ? (call.senderOf(track) ?? []) : []))[0]
      const report: ReadonlyMap<string, RTCStats & { codecId?: string; sdpFmtpLine?: string }> = new Map(await sender?.getStats())
      const codec = [...report.values()].find(({ type }) => type === 'outbound-rtp')?.codecId ?? ''
      return {
        encoding: { ...sender?.getParameters().encodings[0] },
        format: report.get(codec)?.sdpFmtpLine?.split(';') ?? [],
      }
    },

    sendData(label, lengths) {
      const channel = call.openDataChannel(label)
      for (const length of lengths) void channel.send(textOf(length))
    },

    dataHeard: (label) => data.filter((message) => message.label === label).map(({ length }) => length),
    openData: () => call.dataChannels.filter(({ state }) => state === 'open').length,

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
        const { mid, kind, packetsReceived = 0 } = report
        // What is decoded is not always drawn, as Chromium (seen in 156) shows after some rollbacks.
        progress[mid] = kind === 'video' ? (shown.get(mid) ?? 0) : (progress[mid] ?? 0) + packetsReceived
      }
      return progress
    },

    announced: () => announced,
    shown: () => Object.fromEntries(shown),
    size: () => size(),
    sampledAt: () => sampledAt,
    signaling: () => signaling,
    room: () => room.id,
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
    // Another connection has other senders.
    sends: sent.find(({ track }) => call.senderOf(track) === sender)?.stream.id ?? null,
    takes: remote === undefined ? null : remote.streams.map(({ id }) => id).join(),
  }
}

/** Another text for each length, with characters of one to three bytes. */
function textOf(length: number): string {
  return `${length}: aé€`.repeat(Math.ceil(length / 5)).slice(0, length)
}

/** Within a page there is no event for everything a test waits for. */
async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 20_000
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`waited 20 s in vain for ${String(condition)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
