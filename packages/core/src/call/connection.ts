import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import { batchCandidates, bufferCandidates, noCandidates, type CandidateEvent } from '../negotiation/candidates.ts'
import {
  negotiate,
  newNegotiation,
  type NegotiationCommand,
  type NegotiationEvent,
  type NegotiationState,
} from '../negotiation/negotiate.ts'
import { applyCodecs, type CodecPreferences } from '../media/codec-preferences.ts'
import type { Candidate, NumberedDescription } from '../signaling/message.ts'

import { relayOnly, type Configuration } from './configuration.ts'
import { observe } from './observe.ts'
import {
  addTrack,
  createBaseLayout,
  holdAll,
  keepSlots,
  removeTrack,
  resumeAll,
  type OutgoingTrack,
  type Receive,
} from './slots.ts'
import type { TimelineEvent } from './timeline.ts'

/** What one end of a connection says to the other about it. */
export type ConnectionMessage =
  | { readonly type: 'description'; readonly description: NumberedDescription }
  | { readonly type: 'refuse-offer'; readonly negotiation: number }
  | { readonly type: 'candidates'; readonly candidates: readonly Candidate[] }

/** Remote media of one media section. Keyed by `mid`, because streams and track ids change while a section lives. */
export interface RemoteTrack {
  /** The media section's id in the session description (RFC 8829 5.2.1). */
  readonly mid: string
  readonly track: MediaStreamTrack
  /** The streams the sender put the track in. May be empty. */
  readonly streams: readonly MediaStream[]
  readonly transceiver: RTCRtpTransceiver
}

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
  readonly polite: boolean
  /** The caller's, sent with the first offer; the callee's, put into the caller's media sections by the first answer. */
  readonly tracks: readonly OutgoingTrack[]
  /** What the caller wants to receive in the two sections of the base layout. */
  readonly receive: Receive
  readonly codecs: CodecPreferences
  readonly held: boolean
  readonly configuration: Configuration
  readonly clock: Clock
  /** Whether the peer has acknowledged everything it was sent. */
  readonly delivered: () => boolean
}

/** An offer that was delivered is answered within this time, or it never will be. */
const answerTimeoutMs = 10_000

/** Runs the negotiation machine's commands on an `RTCPeerConnection`: the only place that creates one. */
export class Connection {
  readonly peerConnection: RTCPeerConnection
  readonly #options: ConnectionOptions
  readonly #events = new Emitter<ConnectionEvents>()
  readonly on: Emitter<ConnectionEvents>['on'] = this.#events.on
  readonly #control: RTCDataChannel
  readonly #remoteTracks = new Map<string, RemoteTrack>()
  /** The first description waits for it; later ones only when ICE is restarted. */
  #freshConfiguration: Promise<RTCConfiguration> | null
  #tracksForFirstAnswer: readonly OutgoingTrack[]
  #codecs: CodecPreferences
  #held: boolean
  #expectsAnswers = false
  #stopWatchdog: () => void = () => undefined
  #negotiation: NegotiationState
  #candidates = noCandidates

  constructor(options: ConnectionOptions) {
    const { role, polite, tracks, receive, configuration, codecs, held } = options
    this.#options = options
    this.#codecs = codecs
    this.#held = held
    this.#negotiation = newNegotiation(role, polite)
    this.#freshConfiguration = configuration.refresh()
    this.peerConnection = new RTCPeerConnection(configuration.current)
    this.#tracksForFirstAnswer = role === 'callee' ? tracks : []
    this.#listen()
    observe(this.peerConnection, (event) => this.#events.emit('timeline', event))
    this.#control = this.#openControlChannel()
    if (role === 'caller') createBaseLayout(this.peerConnection, tracks, receive)
    if (role === 'caller' && held) holdAll(this.peerConnection)
    applyCodecs(this.peerConnection, codecs)
  }

  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#remoteTracks
  }

  /** Tracks of the callee, put into the caller's media sections by the first answer. Only before that answer. */
  setTracksForFirstAnswer(tracks: readonly OutgoingTrack[]): void {
    this.#tracksForFirstAnswer = tracks
  }

  /** From here on the peer answers offers by itself. Before, it may be ringing, and the first offer waits for a person. */
  expectAnswers(): void {
    this.#expectsAnswers = true
    this.#watch(this.#negotiation.localOffer)
  }

  receive(message: ConnectionMessage): void {
    switch (message.type) {
      case 'description': {
        const { type, negotiation } = message.description
        this.#events.emit('timeline', { type: 'description', sent: false, kind: type, negotiation })
        return this.#dispatch({ type: 'description-received', description: message.description })
      }
      case 'refuse-offer':
        return this.#dispatch({ type: 'offer-refused', negotiation: message.negotiation })
      case 'candidates':
        return this.#takeCandidates({ type: 'received', candidates: message.candidates })
    }
  }

  addTrack(track: OutgoingTrack): RTCRtpSender {
    const sender = addTrack(this.peerConnection, track)
    if (this.#held) holdAll(this.peerConnection)
    return sender
  }

  removeTrack(sender: RTCRtpSender): void {
    removeTrack(this.peerConnection, sender)
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

  /** Looks for a new path, with fresh TURN credentials; the browser then asks for the negotiation it takes. */
  restartIce(options: { readonly relayOnly: boolean }): void {
    const restart = (configuration: RTCConfiguration) => {
      if (this.peerConnection.connectionState === 'closed') return
      this.peerConnection.setConfiguration(options.relayOnly ? relayOnly(configuration) : configuration)
      this.peerConnection.restartIce()
    }
    const { configuration } = this.#options
    const fresh = configuration.refresh()
    if (fresh === null) restart(configuration.current)
    else void fresh.then(restart)
  }

  /** Sends over the control channel; `false` when it is not open. */
  sendControl(payload: string): boolean {
    if (this.#control.readyState !== 'open') return false
    this.#control.send(payload)
    return true
  }

  close(): void {
    this.#dispatch({ type: 'close' })
    this.#stopWatchdog()
    this.#events.clear()
    this.#control.close()
    this.peerConnection.close()
  }

  #listen(): void {
    const connection = this.peerConnection
    const sendCandidate = batchCandidates(this.#options.clock, (candidates) =>
      this.#events.emit('message', { type: 'candidates', candidates }),
    )
    connection.addEventListener('negotiationneeded', () => this.#dispatch({ type: 'negotiation-needed' }))
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) sendCandidate(toCandidate(candidate))
    })
    connection.addEventListener('connectionstatechange', () => this.#events.emit('state', connection.connectionState))
    connection.addEventListener('datachannel', ({ channel }) => this.#events.emit('data-channel', channel))
    connection.addEventListener('track', ({ track, streams, transceiver }) => {
      if (transceiver.mid !== null) this.#addRemoteTrack({ mid: transceiver.mid, track, streams, transceiver })
    })
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
    const { type, negotiation } = description
    this.#events.emit('timeline', { type: 'description', sent: true, kind: type, negotiation })
    this.#events.emit('message', { type: 'description', description })
    if (type === 'offer') this.#watch(negotiation)
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
        this.#removeEndedTracks()
        this.#dispatch({ type: 'done', sdp })
      },
      () => this.#dispatch({ type: 'failed' }),
    )
  }

  async #setLocalDescription(): Promise<string> {
    if (this.#freshConfiguration !== null) this.peerConnection.setConfiguration(await this.#freshConfiguration)
    this.#freshConfiguration = null
    await this.peerConnection.setLocalDescription()
    keepSlots(this.peerConnection)
    return this.peerConnection.localDescription?.sdp ?? ''
  }

  async #setRemoteDescription({ type, sdp }: NumberedDescription): Promise<string> {
    await this.peerConnection.setRemoteDescription({ type, sdp })
    keepSlots(this.peerConnection)
    this.#takeCandidates({ type: 'remote-description', sdp })
    return sdp
  }

  async #answer(offer: NumberedDescription): Promise<string> {
    if (restartsIce(this.peerConnection.remoteDescription?.sdp, offer.sdp)) {
      this.#freshConfiguration = this.#options.configuration.refresh()
    }
    await this.#setRemoteDescription(offer)
    this.#attachFirstTracks()
    applyCodecs(this.peerConnection, this.#codecs)
    if (this.#held) holdAll(this.peerConnection)
    const sdp = await this.#setLocalDescription()
    this.#tracksForFirstAnswer = []
    return sdp
  }

  /** Also a second time: when the browser refused the answer, rolling back took the sections away that the tracks were put into. */
  #attachFirstTracks(): void {
    const sent = new Set(this.peerConnection.getSenders().map(({ track }) => track))
    for (const outgoing of this.#tracksForFirstAnswer) if (!sent.has(outgoing.track)) addTrack(this.peerConnection, outgoing)
  }

  async #rollBack(): Promise<string> {
    if (this.peerConnection.signalingState !== 'stable') await this.peerConnection.setLocalDescription({ type: 'rollback' })
    return ''
  }

  #takeCandidates(event: CandidateEvent): void {
    const [state, candidates] = bufferCandidates(this.#candidates, event)
    this.#candidates = state
    for (const candidate of candidates) {
      // One bad candidate is no reason to lose the others: ICE does without it.
      this.peerConnection.addIceCandidate(candidate).catch(() => undefined)
    }
  }

  #addRemoteTrack(track: RemoteTrack): void {
    const known = this.#remoteTracks.get(track.mid)
    this.#remoteTracks.set(track.mid, track)
    if (known?.track !== track.track || !sameStreams(known.streams, track.streams)) this.#events.emit('track', track)
  }

  #removeEndedTracks(): void {
    if (this.peerConnection.signalingState !== 'stable') return
    for (const [mid, remote] of this.#remoteTracks) {
      const direction = remote.transceiver.currentDirection
      if (direction === 'sendrecv' || direction === 'recvonly') continue
      this.#remoteTracks.delete(mid)
      this.#events.emit('track-removed', remote)
    }
  }
}

function toCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): Candidate {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment }
}

/** RFC 8839 4.4.1.1.1: other credentials in an offer restart ICE, on this side too, and its relays want fresh ones as well. */
function restartsIce(before: string | undefined, offer: string): boolean {
  const fragment = (sdp: string) => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1]
  return before !== undefined && fragment(before) !== fragment(offer)
}

function sameStreams(left: readonly MediaStream[], right: readonly MediaStream[]): boolean {
  return left.length === right.length && left.every(({ id }, index) => id === right[index]?.id)
}
