import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import type { Presence } from '../signaling/channel.ts'
import type { CallId, Message, NumberedDescription } from '../signaling/message.ts'
import { startSampler } from '../stats/sampler.ts'

import {
  callStep,
  newCall,
  ringTimeoutMs,
  type CallCommand,
  type CallEnd,
  type CallEvent,
  type CallState,
  type CallStatus,
} from './call-state.ts'
import type { Call, CallEvents, CallMedia, Muted } from './call.ts'
import { Connection, type ConnectionMessage, type RemoteTrack } from './connection.ts'
import type { OutgoingTrack } from './slots.ts'

export type CallMessage = Exclude<Message, { type: 'sample' }>

export interface CallOptions {
  readonly id: CallId
  readonly peer: Presence
  /** Gives way when both offer at once. */
  readonly polite: boolean
  readonly configuration: RTCConfiguration | undefined
  readonly clock: Clock
  readonly statsIntervalMs: number
  /** To the peer, in order and exactly once. */
  readonly send: (message: CallMessage) => void
  /** Puts the control channel in front of signaling; the returned function takes it away. */
  readonly addRoute: (route: (payload: string) => boolean) => () => void
  readonly onControl: (payload: string) => void
}

/** Messages about the connection kept while it rings: an offer, and more candidates in batches than any machine has. */
const maxUnanswered = 64

/** The call as the room sees it: what the application may do, and what the peer says. */
export class CallSession implements Call {
  readonly peer: Presence
  readonly #options: CallOptions
  readonly #events = new Emitter<CallEvents>()
  readonly on: Call['on'] = this.#events.on
  #id: CallId
  #status: CallStatus
  #connection: Connection
  #localTracks: readonly OutgoingTrack[]
  #muted: Muted = { audio: false, video: false }
  #remoteMuted: Muted = { audio: false, video: false }
  /** The caller's offer and candidates, kept until the call is accepted. */
  #unanswered: ConnectionMessage[] | null
  #stopSampling: (() => void) | null = null
  #removeRoute: () => void = () => undefined
  readonly #stopRinging: () => void

  /** Rings at the peer. */
  static invite(options: CallOptions, tracks: readonly OutgoingTrack[]): CallSession {
    return new CallSession(options, 'outgoing', tracks, null)
  }

  /** Rings here. */
  static invited(options: CallOptions, offer: NumberedDescription): CallSession {
    return new CallSession(options, 'incoming', [], [{ type: 'description', description: offer }])
  }

  private constructor(
    options: CallOptions,
    direction: Call['direction'],
    tracks: readonly OutgoingTrack[],
    unanswered: ConnectionMessage[] | null,
  ) {
    this.#options = options
    this.#id = options.id
    this.peer = options.peer
    this.#status = newCall(direction)
    this.#localTracks = tracks
    this.#unanswered = unanswered
    this.#connection = this.#connect(direction === 'outgoing' ? 'caller' : 'callee')
    this.#stopRinging =
      direction === 'outgoing'
        ? options.clock.after(ringTimeoutMs, () => this.#dispatch({ type: 'ring-timeout' }))
        : () => undefined
  }

  get id(): CallId {
    return this.#id
  }

  get direction(): Call['direction'] {
    return this.#status.direction
  }

  get state(): CallState {
    return this.#status.state
  }

  get ended(): CallEnd | null {
    return this.#status.ended
  }

  get peerConnection(): RTCPeerConnection {
    return this.#connection.peerConnection
  }

  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#connection.remoteTracks
  }

  get remoteMuted(): Muted {
    return this.#remoteMuted
  }

  accept({ stream }: CallMedia = {}): void {
    if (this.direction === 'outgoing') throw new TypeError('Only an incoming call can be accepted.')
    if (this.state !== 'ringing') return
    this.#localTracks = tracksOf(stream)
    this.#dispatch({ type: 'accept' })
    this.#answer()
  }

  decline(reason: 'declined' | 'busy' = 'declined'): void {
    if (this.direction === 'outgoing') throw new TypeError('Only an incoming call can be declined: hang up instead.')
    this.#dispatch({ type: 'decline', reason })
  }

  hangUp(): void {
    this.#dispatch({ type: 'hang-up', reason: 'hung-up' })
  }

  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
    if (this.#unanswered !== null) throw new TypeError('Accept the call first: accept({ stream }) sends its tracks.')
    if (this.state === 'ended') throw new TypeError('This call has ended.')
    const sender = this.#connection.addTrack({ track, streams })
    this.#localTracks = [...this.#localTracks, { track, streams }]
    this.#applyMuted()
    return sender
  }

  removeTrack(sender: RTCRtpSender): void {
    if (this.state === 'ended') return
    this.#localTracks = this.#localTracks.filter(({ track }) => track !== sender.track)
    this.#connection.removeTrack(sender)
  }

  async replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
    const before = sender.track
    await sender.replaceTrack(track)
    const streams = this.#localTracks.find((local) => local.track === before)?.streams ?? []
    const others = this.#localTracks.filter((local) => local.track !== before)
    this.#localTracks = track === null ? others : [...others, { track, streams }]
    this.#applyMuted()
  }

  setMuted(muted: Partial<Muted>): void {
    if (this.state === 'ended') return
    this.#muted = { ...this.#muted, ...muted }
    this.#applyMuted()
    if (this.#unanswered === null) this.#options.send({ type: 'muted', call: this.#id, ...this.#muted })
  }

  // --- from the room ---

  receive(message: CallMessage): void {
    switch (message.type) {
      case 'accept':
        return this.#dispatch({ type: 'remote-accept' })
      case 'decline':
        return this.#dispatch({ type: 'remote-decline', reason: message.reason })
      case 'hang-up':
        return this.#dispatch({ type: 'remote-hang-up', reason: message.reason })
      case 'muted':
        this.#remoteMuted = { audio: message.audio, video: message.video }
        return this.#events.emit('remote-muted', this.#remoteMuted)
      case 'description':
      case 'refuse-offer':
      case 'candidates':
        return this.#receiveForConnection(message)
      case 'invite': // the room's business: it decides which invitation stands
        return
    }
  }

  /** Both called each other and the peer's invitation stands: this call answers it with the media it was made with. */
  giveWay(id: CallId, offer: NumberedDescription): void {
    this.#disconnect()
    this.#id = id
    this.#unanswered = [{ type: 'description', description: offer }]
    this.#connection = this.#connect('callee')
    this.#dispatch({ type: 'remote-accept' })
    this.#options.send({ type: 'accept', call: id })
    this.#answer()
  }

  peerAway(): void {
    this.#dispatch({ type: 'peer-away' })
  }

  peerBack(): void {
    this.#dispatch({ type: 'peer-back' })
  }

  replace(by: 'local' | 'remote'): void {
    this.#dispatch({ type: 'replaced', by })
  }

  /** The peer cannot be reached any more by any route. */
  fail(): void {
    this.#dispatch({ type: 'connection', state: 'failed' })
  }

  leave(): void {
    this.#dispatch({ type: 'hang-up', reason: 'left' })
  }

  // --- inside ---

  #dispatch(event: CallEvent): void {
    const before = this.#status
    const [status, commands] = callStep(before, event)
    this.#status = status
    for (const command of commands) this.#run(command)
    if (status.state === before.state) return
    if (status.state !== 'ringing') this.#stopRinging()
    if (status.state === 'connected') this.#startSampling()
    if (status.state === 'ended') this.#disconnect()
    this.#events.emit('state', status.state)
    if (status.state === 'ended') this.#events.clear()
  }

  #run(command: CallCommand): void {
    switch (command.type) {
      case 'send-accept':
        return this.#options.send({ type: 'accept', call: this.#id })
      case 'send-decline':
        return this.#options.send({ type: 'decline', call: this.#id, reason: command.reason })
      case 'send-hang-up':
        return this.#options.send({ type: 'hang-up', call: this.#id, reason: command.reason })
    }
  }

  #connect(role: 'caller' | 'callee'): Connection {
    const { polite, configuration, clock, addRoute, onControl } = this.#options
    const connection = new Connection({ role, polite, tracks: this.#localTracks, configuration, clock })
    let invited = role === 'callee'
    connection.on('message', (message) => {
      if (!invited && message.type === 'description') {
        invited = true
        this.#options.send({ type: 'invite', call: this.#id, description: message.description })
      } else {
        this.#options.send({ ...message, call: this.#id })
      }
    })
    connection.on('state', (state) => this.#dispatch({ type: 'connection', state }))
    connection.on('failed', () => this.#dispatch({ type: 'connection', state: 'failed' }))
    connection.on('track', (track) => this.#events.emit('track', track))
    connection.on('track-removed', (track) => this.#events.emit('track-removed', track))
    connection.on('control', onControl)
    connection.on('control-opened', () => {
      this.#removeRoute = addRoute((payload) => connection.sendControl(payload))
    })
    return connection
  }

  #disconnect(): void {
    this.#stopSampling?.()
    this.#stopSampling = null
    this.#removeRoute()
    this.#connection.close()
  }

  #receiveForConnection(message: ConnectionMessage): void {
    if (this.#unanswered === null) this.#connection.receive(message)
    else if (this.#unanswered.length < maxUnanswered) this.#unanswered.push(message)
  }

  #answer(): void {
    const messages = this.#unanswered ?? []
    this.#unanswered = null
    this.#connection.setTracksForFirstAnswer(this.#localTracks)
    this.#applyMuted()
    for (const message of messages) this.#connection.receive(message)
    if (this.#muted.audio || this.#muted.video) this.#options.send({ type: 'muted', call: this.#id, ...this.#muted })
  }

  #applyMuted(): void {
    for (const { track } of this.#localTracks) track.enabled = !(track.kind === 'audio' ? this.#muted.audio : this.#muted.video)
  }

  #startSampling(): void {
    const { clock, statsIntervalMs } = this.#options
    this.#stopSampling ??= startSampler({
      getStats: () => this.peerConnection.getStats(),
      clock,
      intervalMs: statsIntervalMs,
      onSample: (sample) => this.#events.emit('sample', sample),
    })
  }
}

/** The tracks of a stream, each to be seen in that stream on the other side. */
export function tracksOf(stream: MediaStream | undefined): readonly OutgoingTrack[] {
  return stream === undefined ? [] : stream.getTracks().map((track) => ({ track, streams: [stream] }))
}
