import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import {
  negotiate,
  newNegotiation,
  type NegotiationCommand,
  type NegotiationEvent,
  type NegotiationState,
} from '../negotiation/negotiate.ts'
import { applyCodecs, type CodecPreferences } from '../media/codec-preferences.ts'
import type { Candidate, NumberedDescription, SentSection } from '../signaling/message.ts'

import { onlyRelays, preferRelays, type Configuration, type FreshConfiguration } from './configuration.ts'
import { applyJitterBufferTarget, type JitterBufferTarget } from './jitter-buffer.ts'
import { observe } from './observe.ts'
import { newPeerConnection } from './peer-connection.ts'
import { RemoteTracks, type RemoteTrack } from './remote-tracks.ts'
import {
  addTrack,
  addTracks,
  createBaseLayout,
  fillSections,
  holdAll,
  keepSlots,
  layOutWithoutTracks,
  openToSend,
  removeTrack,
  replaceReserved,
  replaceSent,
  requireRoom,
  reserveTrack,
  resumeAll,
  sendReserved,
  sentSections,
  trackOf,
  type OnRefused,
  type OutgoingTrack,
  type Receive,
} from './slots.ts'
import { SentOptions } from './sent-options.ts'
import type { TimelineEvent } from './timeline.ts'
import type { TrackOptions } from './track-options.ts'
import { Trickle } from './trickle.ts'
import type { Warming } from './warm-up.ts'

/** What one end of a connection says to the other about it. */
export type ConnectionMessage =
  | { readonly type: 'description'; readonly description: NumberedDescription; readonly sections: readonly SentSection[] }
  | { readonly type: 'sections'; readonly sections: readonly SentSection[] }
  | { readonly type: 'refuse-offer'; readonly negotiation: number }
  | { readonly type: 'candidates'; readonly candidates: readonly Candidate[] }

interface ConnectionEvents {
  message: [message: ConnectionMessage]
  state: [state: RTCPeerConnectionState]
  track: [track: RemoteTrack]
  'track-removed': [track: RemoteTrack]
  'data-channel': [channel: RTCDataChannel]
  /** The peer's word on the control channel. */
  control: [payload: string]
  'control-opened': []
  timeline: [event: TimelineEvent]
  /** Three exchanges of descriptions in a row have failed. */
  failed: []
}

export interface ConnectionOptions {
  readonly role: 'caller' | 'callee'
  /** How it is made ready until the call is accepted; `null` when it has been, or is not to be made ready. */
  readonly warming: Warming | null
  /** What this side sends now: the caller's go with the first offer, the callee's into the caller's media sections with the first answer. */
  readonly tracks: () => readonly OutgoingTrack[]
  /** What the caller wants to receive in the two sections of the base layout. */
  readonly receive: Receive
  readonly optionsOf: (track: MediaStreamTrack) => TrackOptions
  readonly codecs: CodecPreferences
  readonly held: boolean
  readonly jitterBufferTarget: JitterBufferTarget
  readonly configuration: Configuration
  readonly clock: Clock
  /** Whether the peer has acknowledged everything it was sent. */
  readonly delivered: () => boolean
  /** The browser would not send this track: the connection goes on without it. */
  readonly onTrackRefused: OnRefused
}

/** An offer that was delivered is answered within this time, or it never will be. */
const answerTimeoutMs = 10_000

/** As many characters as four SCTP packets are sure to hold, where a description is ASCII (RFC 9260 6.1, Max.Burst). */
const burstLength = 4_000

/** Runs the negotiation machine's commands on an `RTCPeerConnection`. */
export class Connection {
  readonly peerConnection: RTCPeerConnection
  readonly #options: ConnectionOptions
  readonly #events = new Emitter<ConnectionEvents>({
    message: null,
    state: null,
    track: null,
    'track-removed': null,
    'data-channel': null,
    control: null,
    'control-opened': null,
    timeline: null,
    failed: null,
  })
  readonly on: Emitter<ConnectionEvents>['on'] = this.#events.on
  readonly #control: RTCDataChannel
  readonly #remoteTracks: RemoteTracks
  readonly #sentOptions: SentOptions
  readonly #trickle: Trickle
  /** The first description waits for it; later ones only when ICE is restarted. */
  #freshConfiguration: Promise<FreshConfiguration> | null
  #warming: Warming | null
  /** Whether the first answer was laid out without its tracks, and whether it was made. */
  #laidOutWithoutTracks = false
  #answered = false
  #codecs: CodecPreferences
  #held: boolean
  #jitterBufferTarget: JitterBufferTarget
  /** The sections that the peer was told last, as JSON; empty before the first description. */
  #toldSections = ''
  #expectsAnswers = false
  #stopWatchdog: () => void = () => undefined
  #negotiation: NegotiationState
  #tellClosed: () => void = () => undefined
  readonly #closed = new Promise<void>((resolve) => {
    this.#tellClosed = resolve
  })

  /** @throws EarshotError `unsupported` or `invalid-configuration`, as `newPeerConnection` */
  constructor(options: ConnectionOptions) {
    const { role, warming, configuration, codecs, held, clock } = options
    this.#options = options
    this.#warming = warming
    this.#codecs = codecs
    this.#held = held
    this.#jitterBufferTarget = options.jitterBufferTarget
    this.#negotiation = newNegotiation(role, warming?.strategy === 'pranswer')
    this.peerConnection = newPeerConnection(this.#allowed(configuration.current))
    this.#freshConfiguration = configuration.refresh()
    const seesEarly = role === 'callee' && warming?.earlyMedia === true
    this.#remoteTracks = new RemoteTracks(this.peerConnection, warming === null || seesEarly, {
      onTrack: (track) => this.#events.emit('track', track),
      onRemoved: (track) => this.#events.emit('track-removed', track),
    })
    this.#sentOptions = new SentOptions(this.peerConnection, options.optionsOf)
    this.#trickle = new Trickle(this.peerConnection, clock, {
      hidesAddresses: () => this.#warming?.relayOnly === true,
      send: (candidates) => this.#events.emit('message', { type: 'candidates', candidates }),
    })
    this.#listen()
    observe(this.peerConnection, (event) => this.#events.emit('timeline', event))
    this.#control = this.#openControlChannel()
    try {
      if (role === 'caller') this.#layOut()
      applyCodecs(this.peerConnection, codecs)
    } catch (error) {
      this.peerConnection.close()
      throw error
    }
  }

  /** Whether ICE, DTLS and the control channel are up. */
  get ready(): boolean {
    return this.peerConnection.connectionState === 'connected' && this.#control.readyState === 'open'
  }

  /** Whether this side showed its relays alone until the call was accepted, and has more to show. */
  get heldBackAddresses(): boolean {
    const { warming, configuration } = this.#options
    return warming?.relayOnly === true && configuration.current.iceTransportPolicy !== 'relay'
  }

  /** Whether the browser hid this side's addresses. Chromium (seen in 156) goes on to hide them on this connection, whatever is allowed later. */
  get hidAddresses(): boolean {
    return this.#trickle.obscured
  }

  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#remoteTracks.shown
  }

  /** The call was accepted: media may flow, and the peer answers offers by itself from here on. */
  accept(codecs: CodecPreferences): void {
    this.#expectsAnswers = true
    this.#watch(this.#negotiation.localOffer)
    if (this.#warming?.relayOnly === true) this.#refusal(this.#options.configuration.current)
    this.#warming = null
    if (this.#options.role === 'callee') this.#sendFromCallee(codecs)
    else sendReserved(this.peerConnection, this.#refused)
    this.#sentOptions.tellSenders()
    this.#remoteTracks.show()
    this.#dispatch({ type: 'accepted' })
  }

  receive(message: ConnectionMessage): void {
    switch (message.type) {
      case 'description': {
        const { type, negotiation, sdp } = message.description
        this.#remoteTracks.hear(message.sections)
        this.#events.emit('timeline', { type: 'description', sent: false, kind: type, negotiation, sdp })
        return this.#dispatch({ type: 'description-received', description: message.description })
      }
      case 'sections':
        this.#remoteTracks.hear(message.sections)
        return this.#remoteTracks.update()
      case 'refuse-offer':
        return this.#dispatch({ type: 'offer-refused', negotiation: message.negotiation })
      case 'candidates':
        return this.#trickle.take({ type: 'received', candidates: message.candidates })
    }
  }

  addTrack(track: OutgoingTrack): RTCRtpSender {
    requireRoom(this.peerConnection, track.track.kind)
    const sender = this.#withholdsMedia
      ? reserveTrack(this.peerConnection, track)
      : addTrack(this.peerConnection, track, this.#refused)
    if (this.#held) holdAll(this.peerConnection)
    this.#sentOptions.tellSenders()
    return sender
  }

  removeTrack(sender: RTCRtpSender): void {
    removeTrack(this.peerConnection, sender)
  }

  /** Settles when it has taken effect, or will at accept; also when the connection is closed meanwhile, of which the browser never tells. */
  async replaceTrack(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
    if (track !== null) openToSend(this.peerConnection, sender)
    if (this.#withholdsMedia) replaceReserved(sender, track)
    else await Promise.race([replaceSent(sender, track), this.#closed])
    if (track !== null) this.#applyOptions()
  }

  senderOf(track: MediaStreamTrack): RTCRtpSender | undefined {
    return this.peerConnection.getSenders().find((sender) => trackOf(sender) === track)
  }

  hold(held: boolean): void {
    this.#held = held
    if (held) holdAll(this.peerConnection)
    else resumeAll(this.peerConnection)
  }

  preferCodecs(codecs: CodecPreferences): void {
    this.#codecs = codecs
    applyCodecs(this.peerConnection, codecs)
    // Codec preferences alone do not make the browser ask for a negotiation.
    this.#dispatch({ type: 'negotiation-needed' })
  }

  setJitterBufferTarget(targets: JitterBufferTarget): void {
    this.#jitterBufferTarget = targets
    applyJitterBufferTarget(this.peerConnection, targets)
  }

  /** Options of a track have changed. */
  configure(): void {
    this.#applyOptions()
    this.tellSections()
  }

  /** Looks for a new path, with fresh TURN credentials; the browser then asks for the negotiation it takes. */
  restartIce(options: { readonly relayOnly: boolean }): void {
    const { configuration } = this.#options
    const restart = (fresh: FreshConfiguration) => {
      if (this.peerConnection.connectionState === 'closed') return
      this.#configure(fresh, options.relayOnly ? preferRelays : (same) => same)
      this.peerConnection.restartIce()
    }
    const fresh = configuration.refresh()
    if (fresh === null) restart({ configuration: configuration.current, problem: null })
    else void fresh.then(restart)
  }

  /** Sends over the control channel; `false` when it is not open. */
  sendControl(payload: string): boolean {
    if (this.#control.readyState !== 'open') return false
    try {
      this.#control.send(payload)
      // Chromium (seen in 156) sends four packets at once, and more when they are acknowledged or something else is sent: here, nothing.
      for (let sent = burstLength; sent < payload.length; sent += burstLength) this.#control.send('')
      return true
    } catch {
      return false // its buffer is full (webrtc-pc 6.2, send)
    }
  }

  close(): void {
    this.#dispatch({ type: 'close' })
    this.#stopWatchdog()
    this.#events.clear()
    this.#control.close()
    this.peerConnection.close()
    this.#tellClosed()
  }

  /** The caller's media reaches nobody who has not accepted, unless the application wants it so. */
  get #withholdsMedia(): boolean {
    return this.#warming !== null && !this.#warming.earlyMedia
  }

  readonly #refused: OnRefused = (track, error) => {
    if (this.peerConnection.signalingState !== 'closed') this.#options.onTrackRefused(track, error)
  }

  #allowed(configuration: RTCConfiguration): RTCConfiguration {
    return this.#warming?.relayOnly === true ? onlyRelays(configuration) : configuration
  }

  #layOut(): void {
    const { tracks, receive } = this.#options
    createBaseLayout(this.peerConnection, tracks(), receive, this.#withholdsMedia, this.#refused)
    if (this.#held) holdAll(this.peerConnection)
  }

  #sendFromCallee(codecs: CodecPreferences): void {
    this.#codecs = codecs
    applyCodecs(this.peerConnection, codecs)
    if (!this.#laidOutWithoutTracks) return
    fillSections(this.peerConnection, this.#options.tracks(), this.#refused)
    // A provisional answer is followed by the final one, which tells it.
    if (this.peerConnection.signalingState === 'stable') this.tellSections()
    if (Object.keys(codecs).length > 0) this.#dispatch({ type: 'negotiation-needed' })
  }

  #listen(): void {
    const connection = this.peerConnection
    connection.addEventListener('negotiationneeded', () => this.#dispatch({ type: 'negotiation-needed' }))
    connection.addEventListener('connectionstatechange', () => this.#events.emit('state', connection.connectionState))
    connection.addEventListener('datachannel', ({ channel }) => this.#events.emit('data-channel', channel))
  }

  /** Negotiated in advance by its id, so that it needs no message of its own and is there on both sides. */
  #openControlChannel(): RTCDataChannel {
    const channel = this.peerConnection.createDataChannel('control', { negotiated: true, id: 0 })
    channel.addEventListener('open', () => {
      this.#events.emit('timeline', { type: 'control-channel', state: 'open' })
      this.#events.emit('control-opened')
    })
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.#events.emit('control', data)
    })
    return channel
  }

  #dispatch(event: NegotiationEvent): void {
    const [state, commands] = negotiate(this.#negotiation, event)
    this.#negotiation = state
    for (const command of commands) this.#run(command)
  }

  #run(command: NegotiationCommand): void {
    switch (command.type) {
      case 'make-offer':
        return this.#perform(() => this.#setLocalDescription())
      case 'answer':
        return this.#perform(() => this.#answer(command.offer))
      case 'answer-provisionally':
        return this.#perform(() => this.#answerProvisionally(command.offer))
      case 'answer-finally':
        return this.#perform(() => this.#setLocalDescription())
      case 'apply-answer':
        return this.#perform(() => this.#setRemoteDescription(command.answer))
      case 'roll-back':
        return this.#perform(() => this.#rollBack())
      case 'send':
        return this.#send(command.description)
      case 'refuse-offer':
        return this.#events.emit('message', { type: 'refuse-offer', negotiation: command.negotiation })
      case 'give-up':
        return this.#events.emit('failed')
    }
  }

  #send(description: NumberedDescription): void {
    const { type, negotiation, sdp } = description
    this.#events.emit('timeline', { type: 'description', sent: true, kind: type, negotiation, sdp })
    const sections = this.#sentSections()
    this.#toldSections = JSON.stringify(sections)
    this.#events.emit('message', { type: 'description', description, sections })
    if (type === 'offer') this.#watch(negotiation)
  }

  /** The peer is told what it sends in when that changes without a description, once for all that changes in one turn. */
  tellSections(): void {
    queueMicrotask(() => {
      const sections = this.#sentSections()
      const said = JSON.stringify(sections)
      if (this.#toldSections === '' || said === this.#toldSections) return
      this.#toldSections = said
      this.#events.emit('message', { type: 'sections', sections })
    })
  }

  /** Also what a sender has refused before, and what a description was not made with. */
  #applyOptions(): void {
    this.#sentOptions.tellSenders()
    if (this.#sentOptions.needNegotiation) this.#dispatch({ type: 'negotiation-needed' })
  }

  #sentSections(): readonly SentSection[] {
    return sentSections(this.peerConnection, this.#options.optionsOf)
  }

  #watch(negotiation: number): void {
    this.#stopWatchdog()
    if (!this.#expectsAnswers || negotiation === 0) return
    this.#stopWatchdog = this.#options.clock.after(answerTimeoutMs, () => {
      if (this.#options.delivered()) this.#dispatch({ type: 'answer-overdue', negotiation })
      else this.#watch(negotiation)
    })
  }

  /** One operation of the connection, started synchronously; its end is the machine's next event. */
  #perform(operation: () => Promise<string>): void {
    operation().then(
      (sdp) => {
        applyJitterBufferTarget(this.peerConnection, this.#jitterBufferTarget)
        this.#remoteTracks.update()
        this.#dispatch({ type: 'done', sdp })
        this.#applyOptions()
      },
      () => this.#dispatch({ type: 'failed' }),
    )
  }

  async #setLocalDescription(): Promise<string> {
    await this.#configureAfresh()
    const sdp = await this.#sentOptions.setLocalDescription()
    keepSlots(this.peerConnection)
    return sdp
  }

  async #configureAfresh(): Promise<void> {
    if (this.#freshConfiguration === null) return
    const fresh = await this.#freshConfiguration
    this.#freshConfiguration = null
    if (this.peerConnection.signalingState !== 'closed') this.#configure(fresh, (configuration) => this.#allowed(configuration))
  }

  /** If the browser refuses a fresh one, the connection goes on with the one it has. */
  #configure({ configuration, problem }: FreshConfiguration, allow: (fresh: RTCConfiguration) => RTCConfiguration): void {
    const refused = this.#refusal(allow(configuration))
    if (refused === null) this.#options.configuration.keep(configuration)
    if (this.#options.configuration.changes) this.#events.emit('timeline', { type: 'configuration', error: problem ?? refused })
  }

  #refusal(configuration: RTCConfiguration): string | null {
    try {
      this.peerConnection.setConfiguration(configuration)
      return null
    } catch (cause) {
      return `The browser refuses it with ${cause instanceof Error ? cause.name : 'an error'}.`
    }
  }

  async #setRemoteDescription({ type, sdp }: NumberedDescription): Promise<string> {
    await this.#sentOptions.setRemoteDescription(type, sdp)
    keepSlots(this.peerConnection)
    this.#trickle.take({ type: 'remote-description', sdp })
    return sdp
  }

  async #answer(offer: NumberedDescription): Promise<string> {
    if (restartsIce(this.peerConnection.remoteDescription?.sdp, offer.sdp)) {
      this.#freshConfiguration = this.#options.configuration.refresh()
    }
    await this.#setRemoteDescription(offer)
    this.#layOutFirstAnswer(false)
    applyCodecs(this.peerConnection, this.#codecs)
    if (this.#held) holdAll(this.peerConnection)
    const sdp = await this.#setLocalDescription()
    this.#answered = true
    return sdp
  }

  async #answerProvisionally(offer: NumberedDescription): Promise<string> {
    await this.#setRemoteDescription(offer)
    this.#layOutFirstAnswer(true)
    await this.#configureAfresh()
    // Without SDP, Chromium (seen in 156) makes a final answer of a provisional one.
    const sdp = await this.#sentOptions.setLocalDescription('pranswer')
    keepSlots(this.peerConnection)
    this.#answered = true
    return sdp
  }

  #layOutFirstAnswer(provisional: boolean): void {
    if (this.#answered || this.#options.role === 'caller') return
    this.#laidOutWithoutTracks = this.#warming !== null
    if (this.#laidOutWithoutTracks) layOutWithoutTracks(this.peerConnection, provisional)
    // Also a second time: when the browser refused the answer, rolling back took the sections away that the tracks were put into.
    else addTracks(this.peerConnection, this.#options.tracks(), this.#refused)
  }

  async #rollBack(): Promise<string> {
    if (this.peerConnection.signalingState !== 'stable') await this.peerConnection.setLocalDescription({ type: 'rollback' })
    return ''
  }
}

/** RFC 8839 4.4.1.1.1: other credentials in an offer restart ICE, on this side too, and its relays want fresh ones as well. */
function restartsIce(before: string | undefined, offer: string): boolean {
  const fragment = (sdp: string) => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1]
  return before !== undefined && fragment(before) !== fragment(offer)
}
