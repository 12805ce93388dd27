import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import type { CodecPreferences } from '../media/codec-preferences.ts'
import type { Presence } from '../signaling/channel.ts'
import type { CallId, Message, NumberedDescription } from '../signaling/message.ts'
import type { Sample } from '../stats/sample.ts'
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
import type { AcceptOptions, Call, CallEvents, CallMedia, Muted } from './call.ts'
import type { Configuration } from './configuration.ts'
import { Connection, type ConnectionMessage, type RemoteTrack } from './connection.ts'
import { DataChannel } from './data-channel.ts'
import { PathKeeper } from './path-keeper.ts'
import type { OutgoingTrack, Receive } from './slots.ts'
import { appendEntry, type TimelineEntry, type TimelineEvent } from './timeline.ts'

export type CallMessage = Exclude<Message, { type: 'sample' }>

export interface CallOptions {
  readonly id: CallId
  readonly peer: Presence
  /** Gives way when both offer at once. */
  readonly polite: boolean
  /** Restarts ICE; the other side asks this one to. */
  readonly restartsIce: boolean
  readonly configuration: Configuration
  readonly clock: Clock
  readonly statsIntervalMs: number
  /** To the peer, in order and exactly once. */
  readonly send: (message: CallMessage) => void
  /** Whether the peer has acknowledged everything it was sent. */
  readonly delivered: () => boolean
  /** Puts the control channel in front of signaling; the returned function takes it away. */
  readonly addRoute: (route: (payload: string) => boolean) => () => void
  readonly onControl: (payload: string) => void
}

/** Messages about the connection kept while it rings: an offer, and more candidates in batches than any machine has. */
const maxUnanswered = 64
/** STUN checks are answered at least this often on a path that works, whether media flows or not. */
const longestSilenceMs = 4_000

/** The call as the room sees it: what the application may do, and what the peer says. */
export class CallSession implements Call {
  readonly peer: Presence
  readonly #options: CallOptions
  readonly #events = new Emitter<CallEvents>()
  readonly on: Call['on'] = this.#events.on
  readonly #startedAt: number
  readonly #path: PathKeeper
  readonly #stopRinging: () => void
  #id: CallId
  #status: CallStatus
  #timeline: readonly TimelineEntry[] = []
  /** Counts the connections of this call from 1. */
  #connectionNumber = 1
  /** The side that made the first connection makes every other. */
  #makesConnections: boolean
  #connection: Connection
  #localTracks: readonly OutgoingTrack[]
  #receive: Receive
  #codecs: CodecPreferences
  #held = false
  #muted: Muted = { audio: false, video: false }
  #remoteMuted: Muted = { audio: false, video: false }
  #remoteHeld = false
  /** The caller's offer and candidates, kept until the call is accepted. */
  #unanswered: ConnectionMessage[] | null
  #stopSampling: (() => void) | null = null
  #silent = false
  /** What each sender was given last; `null` once it was taken away. */
  readonly #tracksBySender = new WeakMap<RTCRtpSender, MediaStreamTrack | null>()
  readonly #framesSeen = new Set<string>()
  #removeRoute: () => void = () => undefined

  /** Rings at the peer. */
  static invite(options: CallOptions, media: CallMedia): CallSession {
    return new CallSession(options, 'outgoing', media, null)
  }

  /** Rings here. */
  static invited(options: CallOptions, offer: NumberedDescription): CallSession {
    return new CallSession(options, 'incoming', {}, [{ type: 'description', description: offer }])
  }

  private constructor(
    options: CallOptions,
    direction: Call['direction'],
    { stream, codecs = {}, receive }: CallMedia,
    unanswered: ConnectionMessage[] | null,
  ) {
    this.#options = options
    this.#id = options.id
    this.peer = options.peer
    this.#startedAt = options.clock.now()
    this.#status = newCall(direction)
    this.#makesConnections = direction === 'outgoing'
    this.#localTracks = tracksOf(stream)
    this.#receive = { audio: true, video: true, ...receive }
    this.#codecs = codecs
    this.#unanswered = unanswered
    this.#path = new PathKeeper(options.clock, {
      restartIce: (overRelays) => this.#restartIce(overRelays),
      rebuild: () => this.#askForRebuild(),
      giveUp: () => this.#giveUp(),
    })
    this.#connection = this.#connect()
    this.#note({ type: 'call', state: 'ringing' })
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

  get remoteHeld(): boolean {
    return this.#remoteHeld
  }

  get held(): boolean {
    return this.#held
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#timeline
  }

  accept({ stream, codecs = {} }: AcceptOptions = {}): void {
    if (this.direction === 'outgoing') throw new TypeError('Only an incoming call can be accepted.')
    if (this.state !== 'ringing') return
    this.#localTracks = tracksOf(stream)
    this.#codecs = codecs
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
    this.#requireRunning()
    const sender = this.#connection.addTrack({ track, streams })
    this.#tracksBySender.set(sender, track)
    this.#localTracks = [...this.#localTracks, { track, streams }]
    this.#applyMuted()
    return sender
  }

  removeTrack(sender: RTCRtpSender): void {
    if (this.state === 'ended') return
    const track = this.#trackOf(sender)
    this.#localTracks = this.#localTracks.filter((local) => local.track !== track)
    const present = this.#presentSender(sender)
    this.#tracksBySender.set(sender, null)
    if (present !== undefined) this.#connection.removeTrack(present)
  }

  async replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
    const before = this.#trackOf(sender)
    const present = this.#presentSender(sender)
    this.#tracksBySender.set(sender, track)
    try {
      await present?.replaceTrack(track)
    } catch (error) {
      if (this.#tracksBySender.get(sender) === track) this.#tracksBySender.set(sender, before)
      throw error
    }
    const given = this.#tracksBySender.get(sender)
    // Removed meanwhile: what was on its way has arrived after all, and would keep the section from being used again.
    if (given === null && track !== null) await present?.replaceTrack(null)
    if (given !== track) return
    const streams = this.#localTracks.find((local) => local.track === before)?.streams ?? []
    const others = this.#localTracks.filter((local) => local.track !== before)
    this.#localTracks = track === null ? others : [...others, { track, streams }]
    this.#applyMuted()
  }

  setMuted(muted: Partial<Muted>): void {
    if (this.state === 'ended') return
    this.#muted = { ...this.#muted, ...muted }
    this.#applyMuted()
    this.#tellMedia()
  }

  hold(): void {
    this.#setHeld(true)
  }

  resume(): void {
    this.#setHeld(false)
  }

  preferCodecs(codecs: CodecPreferences): void {
    this.#requireRunning()
    this.#codecs = { ...this.#codecs, ...codecs }
    this.#connection.preferCodecs(this.#codecs)
  }

  restartIce(): void {
    this.#path.note('restart-requested')
  }

  openDataChannel(label: string, options?: RTCDataChannelInit): DataChannel {
    this.#requireRunning()
    return new DataChannel(this.peerConnection.createDataChannel(label, options))
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
      case 'media':
        return this.#hearMedia(message)
      case 'description':
      case 'refuse-offer':
      case 'candidates':
        return this.#receiveForConnection(message.connection, message)
      case 'restart-ice':
        if (message.connection === this.#connectionNumber) this.#path.note('restart-requested')
        return
      case 'rebuild':
        if (message.connection > this.#connectionNumber && this.#makesConnections) this.#rebuild(message.connection)
        return
      case 'invite': // the room's business: it decides which invitation stands
        return
    }
  }

  /** Both called each other and the peer's invitation stands: this call answers it with the media it was made with. */
  giveWay(id: CallId, offer: NumberedDescription): void {
    this.#id = id
    this.#makesConnections = false
    this.#unanswered = [{ type: 'description', description: offer }]
    this.#reconnect(1)
    this.#dispatch({ type: 'remote-accept' })
    this.#options.send({ type: 'accept', call: id })
    this.#answer()
  }

  peerAway(): void {
    this.#dispatch({ type: 'peer-away' })
    this.#path.note('peer-away')
  }

  peerBack(): void {
    this.#dispatch({ type: 'peer-back' })
    this.#path.note('peer-back')
  }

  networkChanged(): void {
    if (this.state !== 'ringing') this.#path.note('network-changed')
  }

  replace(by: 'local' | 'remote'): void {
    this.#dispatch({ type: 'replaced', by })
  }

  leave(): void {
    this.#dispatch({ type: 'hang-up', reason: 'left' })
  }

  /** The peer cannot be reached any more by any route. */
  fail(): void {
    this.#dispatch({ type: 'unreachable' })
  }

  // --- the call's life ---

  #dispatch(event: CallEvent): void {
    const before = this.#status
    const [status, commands] = callStep(before, event)
    this.#status = status
    for (const command of commands) this.#run(command)
    if (status.state !== before.state) this.#enter(status.state)
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

  #enter(state: CallState): void {
    if (state !== 'ringing') this.#stopRinging()
    if (state === 'connecting') {
      this.#path.note('started')
      this.#connection.expectAnswers()
    }
    if (state === 'connected') this.#startSampling()
    if (state === 'ended') {
      this.#path.close()
      this.#disconnect()
    }
    this.#note({ type: 'call', state })
    this.#events.emit('state', state)
    if (state === 'ended') this.#events.clear()
  }

  #note(event: TimelineEvent): void {
    const entry: TimelineEntry = { at: this.#options.clock.now() - this.#startedAt, ...event }
    this.#timeline = appendEntry(this.#timeline, entry)
    this.#events.emit('timeline', entry)
  }

  /** What a sender was given, also while that is on its way. */
  #trackOf(sender: RTCRtpSender): MediaStreamTrack | null {
    return this.#tracksBySender.get(sender) ?? sender.track
  }

  /** The sender itself, or the one that has taken its place in a new connection. */
  #presentSender(sender: RTCRtpSender): RTCRtpSender | undefined {
    const senders = this.peerConnection.getSenders()
    if (senders.includes(sender)) return sender
    const track = this.#trackOf(sender)
    return senders.find((other) => track !== null && other.track === track)
  }

  #requireRunning(): void {
    if (this.state === 'ended') throw new TypeError('This call has ended.')
    if (this.#unanswered !== null) throw new TypeError('Accept the call first: accept({ stream }) sends its tracks.')
  }

  // --- its connection ---

  #connect(): Connection {
    const { polite, configuration, clock, delivered, addRoute, onControl } = this.#options
    const connection = new Connection({
      role: this.#makesConnections ? 'caller' : 'callee',
      polite,
      tracks: this.#localTracks,
      receive: this.#receive,
      codecs: this.#codecs,
      held: this.#held,
      configuration,
      clock,
      delivered,
    })
    connection.on('message', (message) => this.#sendForConnection(message))
    connection.on('state', (state) => this.#followConnection(state))
    connection.on('failed', () => this.#path.note('negotiation-failed'))
    connection.on('track', (track) => {
      this.#note({ type: 'track', mid: track.mid, kind: track.track.kind })
      this.#events.emit('track', track)
    })
    connection.on('track-removed', (track) => this.#forgetTrack(track))
    connection.on('data-channel', (channel) => this.#events.emit('data-channel', new DataChannel(channel)))
    connection.on('timeline', (event) => this.#note(event))
    connection.on('control', onControl)
    connection.on('control-opened', () => {
      this.#removeRoute = addRoute((payload) => connection.sendControl(payload) && this.state === 'connected')
    })
    return connection
  }

  #disconnect(): void {
    this.#stopSampling?.()
    this.#stopSampling = null
    this.#removeRoute()
    this.#connection.close()
  }

  /** A new connection in place of the present one. What the peer sent ends with the old one and begins again with the new. */
  #reconnect(connectionNumber: number): void {
    const { remoteTracks } = this
    this.#disconnect()
    this.#connectionNumber = connectionNumber
    this.#connection = this.#connect()
    for (const track of remoteTracks.values()) this.#forgetTrack(track)
    this.#events.emit('peerconnection', this.peerConnection)
  }

  #forgetTrack(track: RemoteTrack): void {
    this.#framesSeen.delete(track.mid)
    this.#note({ type: 'track-removed', mid: track.mid, kind: track.track.kind })
    this.#events.emit('track-removed', track)
  }

  #followConnection(state: RTCPeerConnectionState): void {
    this.#path.follow(state)
    if (state === 'connected') this.#dispatch({ type: 'path-up' })
    if (state === 'disconnected' || state === 'failed') this.#dispatch({ type: 'path-broken' })
  }

  /** The caller's first offer travels with the invitation. */
  #sendForConnection(message: ConnectionMessage): void {
    const { send } = this.#options
    const first = this.#makesConnections && this.#connectionNumber === 1
    if (
      first &&
      message.type === 'description' &&
      message.description.type === 'offer' &&
      message.description.negotiation === 1
    ) {
      send({ type: 'invite', call: this.#id, description: message.description })
    } else {
      send({ ...message, call: this.#id, connection: this.#connectionNumber })
    }
  }

  #receiveForConnection(connection: number, message: ConnectionMessage): void {
    if (connection > this.#connectionNumber && message.type === 'description' && !this.#makesConnections)
      this.#rebuild(connection)
    if (connection !== this.#connectionNumber) return
    if (this.#unanswered === null) this.#connection.receive(message)
    else if (this.#unanswered.length < maxUnanswered) this.#unanswered.push(message)
  }

  #answer(): void {
    const messages = this.#unanswered ?? []
    this.#unanswered = null
    this.#connection.setTracksForFirstAnswer(this.#localTracks)
    this.#connection.preferCodecs(this.#codecs)
    this.#applyMuted()
    for (const message of messages) this.#connection.receive(message)
    if (this.#muted.audio || this.#muted.video) this.#tellMedia()
  }

  // --- a path that breaks ---

  #restartIce(overRelays: boolean): void {
    this.#note({ type: 'recovery', action: overRelays ? 'restart-ice-over-relays' : 'restart-ice' })
    if (this.#options.restartsIce) this.#connection.restartIce({ relayOnly: overRelays })
    else this.#options.send({ type: 'restart-ice', call: this.#id, connection: this.#connectionNumber })
  }

  #askForRebuild(): void {
    this.#note({ type: 'recovery', action: 'rebuild' })
    const next = this.#connectionNumber + 1
    if (this.#makesConnections) this.#rebuild(next)
    else this.#options.send({ type: 'rebuild', call: this.#id, connection: next })
  }

  #rebuild(connectionNumber: number): void {
    if (this.state === 'ringing' || this.state === 'ended') return
    this.#reconnect(connectionNumber)
    this.#connection.expectAnswers()
    this.#dispatch({ type: 'path-broken' })
  }

  #giveUp(): void {
    this.#note({ type: 'recovery', action: 'give-up' })
    this.#dispatch({ type: 'unreachable' })
  }

  // --- what is sent ---

  #setHeld(held: boolean): void {
    this.#requireRunning()
    if (held === this.#held) return
    this.#held = held
    this.#connection.hold(held)
    this.#tellMedia()
  }

  #tellMedia(): void {
    if (this.#unanswered !== null) return
    const { audio: audioMuted, video: videoMuted } = this.#muted
    this.#options.send({ type: 'media', call: this.#id, audioMuted, videoMuted, held: this.#held })
  }

  #hearMedia({ audioMuted, videoMuted, held }: Message & { type: 'media' }): void {
    if (audioMuted !== this.#remoteMuted.audio || videoMuted !== this.#remoteMuted.video) {
      this.#remoteMuted = { audio: audioMuted, video: videoMuted }
      this.#events.emit('remote-muted', this.#remoteMuted)
    }
    if (held !== this.#remoteHeld) {
      this.#remoteHeld = held
      this.#events.emit('remote-held', held)
    }
  }

  #applyMuted(): void {
    for (const { track } of this.#localTracks) track.enabled = !(track.kind === 'audio' ? this.#muted.audio : this.#muted.video)
  }

  // --- its statistics ---

  #startSampling(): void {
    const { clock, statsIntervalMs } = this.#options
    this.#stopSampling ??= startSampler({
      getStats: () => this.peerConnection.getStats(),
      clock,
      intervalMs: statsIntervalMs,
      onSample: (sample) => this.#takeSample(sample),
    })
  }

  /** The browser notices a dead path later than the statistics do. */
  #judgeSilence(silentMs: number): void {
    const silent = silentMs >= longestSilenceMs
    if (silent && this.state === 'connected') {
      this.#silent = true
      this.#path.note('stalled')
      this.#dispatch({ type: 'path-broken' })
    }
    if (!silent && this.#silent) {
      this.#silent = false
      this.#followConnection(this.peerConnection.connectionState)
    }
  }

  #takeSample(sample: Sample): void {
    this.#judgeSilence(sample.path.silentMs ?? 0)
    for (const { direction, kind, mid, framesPerSecond } of sample.tracks) {
      if (direction !== 'inbound' || kind !== 'video' || mid === null || !framesPerSecond || this.#framesSeen.has(mid)) continue
      this.#framesSeen.add(mid)
      this.#note({ type: 'first-frame', mid })
    }
    this.#events.emit('sample', sample)
  }
}

/** The tracks of a stream, each to be seen in that stream on the other side. */
function tracksOf(stream: MediaStream | undefined): readonly OutgoingTrack[] {
  return stream === undefined ? [] : stream.getTracks().map((track) => ({ track, streams: [stream] }))
}
