import { requireLiveTrack, requireMuted, requireOneOf, requireStream, requireTrack, wrongArgument } from '../arguments.ts'
import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import { EarshotError } from '../errors.ts'
import type { CodecPreferences } from '../media/codec-preferences.ts'
import { isFollowed } from '../media/send-media.ts'
import { nothingMuted, type Muted } from '../media/track-gate.ts'
import type { Presence } from '../signaling/channel.ts'
import type { Json } from '../signaling/json.ts'
import type { CallId, Message } from '../signaling/message.ts'
import type { OtherCalls, PageContext } from '../stats/context.ts'
import type { Sample } from '../stats/sample.ts'
import type { PeerSummary } from '../stats/summary.ts'

import { CallPath, type PathMessage } from './call-path.ts'
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
import type { AcceptOptions, Call, CallEvents, CallMedia } from './call.ts'
import type { Configuration } from './configuration.ts'
import type { Connection } from './connection.ts'
import { contextOf } from './context.ts'
import { requireChannel, type DataChannel, type DataChannelOptions } from './data-channel.ts'
import { DataChannels } from './data-channels.ts'
import { KnownSenders } from './known-senders.ts'
import { requireJitterBufferTarget, type JitterBufferTarget } from './jitter-buffer.ts'
import { LocalTracks } from './local-tracks.ts'
import { requireCodecs, requireMedia } from './media-checks.ts'
import type { RemoteTrack } from './remote-tracks.ts'
import type { Receive } from './slots.ts'
import type { TrackOptions } from './track-options.ts'
import { Summaries } from './summaries.ts'
import { appendEntry, type TimelineEntry, type TimelineEvent } from './timeline.ts'
import type { Warming } from './warm-up.ts'

export type CallMessage = Exclude<Message, { type: 'recording' }>

export interface CallOptions {
  readonly id: CallId
  readonly peer: Presence
  readonly metadata: Json
  /** Whether the side that makes the connections, or the other one, restarts ICE itself, or asks the peer to. */
  readonly restartsIce: (makesConnections: boolean) => boolean
  /** How the path is made while it rings; `null`: it is made at accept. */
  readonly warming: Warming | null
  readonly configuration: Configuration
  readonly clock: Clock
  readonly statsIntervalMs: number
  /** The kinds that the room mutes in all of its calls. */
  readonly roomMuted: () => Muted
  /** Of the room, for the reports. */
  readonly signaling: () => PageContext['signaling']
  /** This peer's other calls, for the reports. */
  readonly others: () => OtherCalls | null
  /** To the peer, in order and exactly once. */
  readonly send: (message: CallMessage) => void
  /** Whether the peer has acknowledged everything it was sent. */
  readonly delivered: () => boolean
  /** Puts the control channel in front of signaling; the returned function takes it away. */
  readonly addRoute: (route: (payload: string) => boolean) => () => void
  readonly onControl: (payload: string) => void
  /** Before any listener is told, so that another call to the peer may begin. */
  readonly onEnded: (call: CallSession) => void
}

/** More media sections or data channels than a connection has in practice. */
const maxWaiting = 1_024

/** The call as the room sees it: what the application may do, and what the peer says. */
export class CallSession implements Call {
  readonly #options: CallOptions
  readonly #events = new Emitter<CallEvents>({
    state: null,
    ready: null,
    track: { most: maxWaiting, isTrue: (track) => this.remoteTracks.get(track.mid) === track },
    'track-removed': null,
    'track-failed': { most: maxWaiting },
    'remote-muted': null,
    'remote-held': null,
    'data-channel': { most: maxWaiting },
    peerconnection: null,
    timeline: null,
    report: null,
    sample: null,
  })
  readonly on: Call['on'] = this.#events.on
  readonly #startedAt: number
  readonly #local: LocalTracks
  readonly #senders = new KnownSenders()
  readonly #receive: Receive
  readonly #channels: DataChannels
  readonly #path: CallPath
  readonly #stopRinging: () => void
  #id: CallId
  #peer: Presence
  #metadata: Json
  #status: CallStatus
  #timeline: readonly TimelineEntry[] = []
  #invited = false
  #codecs: CodecPreferences
  #whenEnded: AcceptOptions['whenEnded']
  #held = false
  #jitterBufferTarget: JitterBufferTarget = {}
  #remoteMuted = nothingMuted
  #remoteHeld = false
  readonly #framesSeen = new Set<string>()
  readonly #summaries: Summaries
  #removeRoute: () => void = () => undefined

  /** Rings at the peer. */
  static invite(options: CallOptions, media: CallMedia): CallSession {
    return new CallSession(options, 'outgoing', media)
  }

  /** Rings here. */
  static invited(options: CallOptions, invitation: Message & { type: 'invite' }): CallSession {
    const call = new CallSession(options, 'incoming', {})
    const { description, sections } = invitation
    call.#path.receive(1, { type: 'description', description, sections })
    return call
  }

  private constructor(options: CallOptions, direction: Call['direction'], media: CallMedia) {
    const { stream, codecs = {}, receive, whenEnded } = media
    this.#options = options
    this.#id = options.id
    this.#peer = options.peer
    this.#metadata = options.metadata
    this.#startedAt = options.clock.now()
    this.#summaries = new Summaries(options.clock)
    this.#status = newCall(direction)
    this.#local = new LocalTracks({ roomMuted: options.roomMuted, onEnded: (track) => this.#takeEnded(track) })
    this.#local.set(stream)
    this.#receive = { audio: true, video: true, ...receive }
    this.#codecs = codecs
    this.#channels = new DataChannels({
      send: (channels) => options.send({ type: 'close-channels', call: this.#id, channels }),
      onOpened: (channel) => this.#events.emit('data-channel', channel),
    })
    this.#whenEnded = whenEnded
    try {
      this.#path = this.#makePath(direction === 'outgoing')
    } catch (error) {
      this.#local.close()
      throw error
    }
    this.#listenTo(this.#path.connection)
    this.#note({ type: 'call', state: 'ringing' })
    this.#stopRinging =
      direction === 'outgoing'
        ? options.clock.after(ringTimeoutMs, () => this.#dispatch({ type: 'ring-timeout' }))
        : () => undefined
  }

  get id(): CallId {
    return this.#id
  }

  get peer(): Presence {
    return this.#peer
  }

  get metadata(): Json {
    return this.#metadata
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

  get ready(): boolean {
    return this.state === 'ringing' && this.#status.pathUp
  }

  get peerConnection(): RTCPeerConnection {
    return this.#path.connection.peerConnection
  }

  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#path.connection.remoteTracks
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

  get dataChannels(): readonly DataChannel[] {
    return this.#channels.list
  }

  /** What this end measured last, for the reports of the other calls. */
  get summary(): PeerSummary | null {
    return this.#summaries.own
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#timeline
  }

  accept(options: AcceptOptions = {}): void {
    requireMedia('options', options)
    const { stream, codecs = {}, whenEnded } = options
    if (this.direction === 'outgoing')
      throw new TypeError('Only an incoming call can be accepted: the other side accepts this one.')
    if (this.state !== 'ringing') return
    this.#local.set(stream)
    this.#codecs = codecs
    this.#whenEnded = whenEnded
    this.#dispatch({ type: 'accept' })
  }

  decline(reason: 'declined' | 'busy' = 'declined'): void {
    requireOneOf('reason', reason, ['declined', 'busy'])
    if (this.direction === 'outgoing') throw new TypeError('Only an incoming call can be declined: hang up instead.')
    this.#dispatch({ type: 'decline', reason })
  }

  hangUp(): void {
    this.#dispatch({ type: 'hang-up', reason: 'hung-up' })
  }

  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
    requireLiveTrack('track', track)
    for (const stream of streams) requireStream('stream', stream)
    this.#requireRunning()
    this.#local.requireUnsent(track)
    try {
      return this.#local.add(this.#path.connection, { track, streams })
    } catch (error) {
      throw trackError(track, error)
    }
  }

  removeTrack(sender: RTCRtpSender): void {
    this.#senders.kindOf(this.peerConnection, sender)
    if (this.state !== 'ended') this.#local.remove(this.#path.connection, sender)
  }

  async replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
    const kind = this.#senders.kindOf(this.peerConnection, sender)
    if (track !== null) {
      requireLiveTrack('track', track)
      if (track.kind !== kind) {
        throw wrongArgument('track', `of the kind of its sender, ${kind}`, track, `one of kind ${track.kind}`)
      }
    }
    this.#requireRunning()
    if (track !== null) this.#local.requireUnsent(track, sender)
    try {
      await this.#local.replace(this.#path.connection, sender, track)
    } catch (error) {
      throw track === null ? error : trackError(track, error)
    }
  }

  senderOf(track: MediaStreamTrack): RTCRtpSender | undefined {
    requireTrack('track', track)
    return this.#local.senderOf(this.#path.connection, track)
  }

  configure(track: MediaStreamTrack, options: TrackOptions): void {
    this.#requireRunning()
    this.#local.configure(this.#path.connection, track, options)
    this.#path.connection.configure()
  }

  setJitterBufferTarget(targets: JitterBufferTarget): void {
    requireJitterBufferTarget(targets)
    if (this.state === 'ended') return
    this.#jitterBufferTarget = { ...this.#jitterBufferTarget, ...targets }
    this.#path.connection.setJitterBufferTarget(this.#jitterBufferTarget)
  }

  setMuted(muted: Partial<Muted>): void {
    requireMuted(muted)
    if (this.state === 'ended') return
    this.#local.mute(muted)
    this.#tellMedia()
  }

  hold(): void {
    this.#setHeld(true)
  }

  resume(): void {
    this.#setHeld(false)
  }

  preferCodecs(codecs: CodecPreferences): void {
    requireCodecs(codecs)
    this.#requireRunning()
    this.#codecs = { ...this.#codecs, ...codecs }
    this.#path.connection.preferCodecs(this.#codecs)
  }

  restartIce(): void {
    this.#path.restartIce()
  }

  openDataChannel(label: string, options: DataChannelOptions = {}): DataChannel {
    requireChannel(label, options)
    this.#requireRunning()
    return this.#channels.open(label, options)
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
      case 'close-channels':
        return this.#channels.hear(message.channels)
      case 'summary':
        return this.#summaries.hear(message.summary)
      case 'description':
      case 'sections':
      case 'refuse-offer':
      case 'candidates':
      case 'restart-ice':
      case 'rebuild':
        return this.#path.receive(message.connection, message)
      case 'invite': // the room's business: it decides which invitation stands
        return
    }
  }

  /** The callee answers, without media, while it rings. */
  warmUp(): void {
    if (this.state !== 'ringing' || this.#options.warming === null) return
    this.#note({ type: 'warm-up', strategy: this.#options.warming.strategy })
    this.#path.warmUp()
  }

  /** Both called each other and the peer's invitation stands: this call answers it with the media it was made with. */
  giveWay({ call: id, description, sections, metadata }: Message & { type: 'invite' }): void {
    // If the peer has hung up meanwhile, the invitation of this side would ring there for ever.
    if (this.#invited) this.#options.send({ type: 'hang-up', call: this.#id, reason: 'hung-up' })
    this.#id = id
    this.#metadata = metadata
    this.#path.giveWay()
    this.#path.receive(1, { type: 'description', description, sections })
    this.#options.send({ type: 'accept', call: id })
    this.#dispatch({ type: 'remote-accept' })
  }

  peerAway(): void {
    this.#dispatch({ type: 'peer-away' })
    this.#path.peerAway()
  }

  /** It is announced again, perhaps with another name or other data. */
  peerBack(peer: Presence): void {
    this.#peer = peer
    this.#dispatch({ type: 'peer-back' })
    this.#path.peerBack()
  }

  roomMutedChanged(): void {
    this.#local.applyMuted()
    this.#tellMedia()
  }

  networkChanged(): void {
    this.#path.networkChanged()
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
    if (this.ready !== (before.state === 'ringing' && before.pathUp)) this.#tellReady()
    if (status.state !== before.state) this.#enter(before.state, status.state)
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

  #enter(before: CallState, state: CallState): void {
    const begins = before === 'ringing' && state !== 'ended'
    if (before === 'ringing') this.#stopRinging()
    this.#note({ type: 'call', state })
    if (begins) this.#path.accept()
    if (state === 'ended') this.#close()
    else this.#path.measure()
    if (state === 'ended') this.#options.onEnded(this)
    this.#events.emit('state', state)
    this.#channels.follow(this.state)
    if (begins && this.ended === null) this.#begin() // unless a listener has hung up
    if (state === 'ended') this.#events.clear()
  }

  #close(): void {
    this.#path.close()
    this.#local.close()
  }

  #begin(): void {
    if (this.#local.muted.audio || this.#local.muted.video || this.#held) this.#tellMedia()
    this.#path.keep()
  }

  #tellReady(): void {
    this.#note({ type: 'ready', ready: this.ready })
    this.#events.emit('ready', this.ready)
  }

  #note(event: TimelineEvent): void {
    const { clock } = this.#options
    const now = clock.now()
    const entry: TimelineEntry = { at: now - this.#startedAt, timestamp: clock.origin + now, ...event }
    this.#timeline = appendEntry(this.#timeline, entry)
    this.#events.emit('timeline', entry)
  }

  #requireRunning(): void {
    if (this.state === 'ended') throw new TypeError('This call has ended: make another one with room.call.')
    if (this.#awaitsAnswer) throw new TypeError('Accept the call first: accept({ stream }) sends its tracks.')
  }

  /** An incoming call that rings says nothing and sends nothing. */
  get #awaitsAnswer(): boolean {
    return this.direction === 'incoming' && this.state === 'ringing'
  }

  // --- its path ---

  #makePath(makesConnections: boolean): CallPath {
    const optionsOf = (track: MediaStreamTrack) => this.#local.optionsOf(track)
    const media = () => ({
      tracks: this.#local.all,
      optionsOf,
      receive: this.#receive,
      codecs: this.#codecs,
      held: this.#held,
      jitterBufferTarget: this.#jitterBufferTarget,
    })
    const context = (connection: RTCPeerConnection) =>
      contextOf(connection, {
        signaling: this.#options.signaling(),
        held: this.#held,
        remoteMuted: this.#remoteMuted,
        remoteHeld: this.#remoteHeld,
        peer: this.#summaries.peer,
        others: this.#options.others(),
      })
    const path = new CallPath({ ...this.#options, media, context }, makesConnections)
    path.on('connection', (connection, before) => this.#replaceConnection(connection, before))
    path.on('message', (connection, message) => this.#sendForPath(connection, message))
    path.on('up', () => this.#dispatch({ type: 'path-up' }))
    path.on('broken', () => this.#dispatch({ type: 'path-broken' }))
    path.on('gave-up', () => this.#dispatch({ type: 'unreachable' }))
    path.on('track-refused', (track, error) => this.#dropTrack(track, error))
    path.on('report', (report) => this.#events.emit('report', report))
    path.on('sample', (sample) => this.#takeSample(sample))
    path.on('timeline', (event) => this.#note(event))
    path.on('disconnected', (connection) => {
      this.#senders.remember(connection)
      this.#removeRoute()
    })
    return path
  }

  #listenTo(connection: Connection): void {
    const { addRoute, onControl } = this.#options
    connection.on('track', (track) => {
      this.#note({ type: 'track', mid: track.mid, kind: track.track.kind })
      this.#events.emit('track', track)
    })
    connection.on('track-removed', (track) => this.#forgetTrack(track))
    connection.on('data-channel', (channel) => this.#channels.take(channel))
    this.#channels.connect(connection.peerConnection)
    connection.on('control', onControl)
    connection.on('control-opened', () => {
      this.#removeRoute = addRoute(
        (payload) => connection.sendControl(payload) && this.state === 'connected' && !this.#path.inDoubt,
      )
    })
  }

  /** What the peer sent ends with the old connection, and begins again with the new. */
  #replaceConnection(connection: Connection, before: ReadonlyMap<string, RemoteTrack>): void {
    this.#listenTo(connection)
    for (const track of before.values()) this.#forgetTrack(track)
    this.#events.emit('peerconnection', connection.peerConnection)
  }

  #forgetTrack(track: RemoteTrack): void {
    this.#framesSeen.delete(track.mid)
    this.#note({ type: 'track-removed', mid: track.mid, kind: track.track.kind })
    this.#events.emit('track-removed', track)
  }

  /** The caller's first offer travels with the invitation. */
  #sendForPath(connection: number, message: PathMessage): void {
    const { send, warming } = this.#options
    const invites = this.direction === 'outgoing' && this.#path.makesConnections && !this.#invited
    if (!invites || message.type !== 'description') return send({ ...message, call: this.#id, connection })
    this.#invited = true
    const warmUp = warming && { strategy: warming.strategy, earlyMedia: warming.earlyMedia }
    const { description, sections } = message
    send({ type: 'invite', call: this.#id, description, warmUp, sections, metadata: this.#metadata })
    if (warming !== null) this.#note({ type: 'warm-up', strategy: warming.strategy })
  }

  // --- what is sent ---

  /** The browser would not send it: it is not tried again, and keeps nothing else from being sent. */
  #dropTrack(track: MediaStreamTrack, cause: unknown): void {
    this.#local.drop(this.#path.connection, track)
    this.#note({ type: 'track-failed', kind: track.kind, error: cause instanceof Error ? cause.name : String(cause) })
    this.#events.emit('track-failed', track, trackError(track, cause))
  }

  #setHeld(held: boolean): void {
    this.#requireRunning()
    if (held === this.#held) return
    this.#held = held
    this.#path.connection.hold(held)
    this.#tellMedia()
  }

  /** A device of a local media is that one's to remove, to pause, or to open again. */
  #takeEnded(track: MediaStreamTrack): void {
    if (this.#whenEnded !== 'keep' && !isFollowed(this, track)) this.#local.drop(this.#path.connection, track)
  }

  #tellMedia(): void {
    if (this.#awaitsAnswer) return
    const { audio: audioMuted, video: videoMuted } = this.#local.muted
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

  #takeSample(sample: Sample): void {
    for (const { direction, kind, mid, framesPerSecond } of sample.tracks) {
      if (direction !== 'inbound' || kind !== 'video' || mid === null || !framesPerSecond || this.#framesSeen.has(mid)) continue
      this.#framesSeen.add(mid)
      this.#note({ type: 'first-frame', mid })
    }
    this.#events.emit('sample', sample)
    this.#tellSummary(sample)
  }

  /** Over the connection itself, and only when nothing else waits to be sent. */
  #tellSummary(sample: Sample): void {
    const summary = this.#summaries.take(sample)
    const idle = this.#path.connection.ready && this.#options.delivered()
    if (summary !== null && idle) this.#options.send({ type: 'summary', call: this.#id, summary })
  }
}

function trackError({ kind }: MediaStreamTrack, cause: unknown): EarshotError | TypeError {
  if (cause instanceof TypeError || cause instanceof EarshotError) return cause
  return new EarshotError('track-refused', `The browser refuses to send this ${kind} track: send another one.`, { cause })
}
