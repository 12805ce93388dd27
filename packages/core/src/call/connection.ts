import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import { EarshotError } from '../errors.ts'
import { batchCandidates, bufferCandidates, noCandidates, type CandidateEvent } from '../negotiation/candidates.ts'
import {
  negotiate,
  newNegotiation,
  type NegotiationCommand,
  type NegotiationEvent,
  type NegotiationState,
} from '../negotiation/negotiate.ts'
import type { Candidate, NumberedDescription } from '../signaling/message.ts'

import { addTrack, createBaseLayout, removeTrack, type OutgoingTrack } from './slots.ts'

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
  /** The peer's word on the control channel. */
  control: [payload: string]
  'control-opened': []
  /** The browser refused to negotiate, several times. */
  failed: [error: EarshotError]
}

export interface ConnectionOptions {
  readonly role: 'caller' | 'callee'
  readonly polite: boolean
  readonly tracks: readonly OutgoingTrack[]
  readonly configuration: RTCConfiguration | undefined
  readonly clock: Clock
}

/** Runs the negotiation machine's commands on an `RTCPeerConnection`: the only place that creates one. */
export class Connection {
  readonly peerConnection: RTCPeerConnection
  readonly #events = new Emitter<ConnectionEvents>()
  readonly on: Emitter<ConnectionEvents>['on'] = this.#events.on
  readonly #control: RTCDataChannel
  readonly #remoteTracks = new Map<string, RemoteTrack>()
  #tracksForFirstAnswer: readonly OutgoingTrack[]
  #negotiation: NegotiationState
  #cause: unknown
  #candidates = noCandidates

  constructor({ role, polite, tracks, configuration, clock }: ConnectionOptions) {
    this.#negotiation = newNegotiation(role, polite)
    this.peerConnection = new RTCPeerConnection(configuration)
    this.#tracksForFirstAnswer = role === 'callee' ? tracks : []
    this.#listen(clock)
    this.#control = this.#openControlChannel()
    if (role === 'caller') createBaseLayout(this.peerConnection, tracks)
  }

  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#remoteTracks
  }

  /** Tracks of the callee, put into the caller's media sections by the first answer. Only before that answer. */
  setTracksForFirstAnswer(tracks: readonly OutgoingTrack[]): void {
    this.#tracksForFirstAnswer = tracks
  }

  receive(message: ConnectionMessage): void {
    switch (message.type) {
      case 'description':
        return this.#dispatch({ type: 'description-received', description: message.description })
      case 'refuse-offer':
        return this.#dispatch({ type: 'offer-refused', negotiation: message.negotiation })
      case 'candidates':
        return this.#takeCandidates({ type: 'received', candidates: message.candidates })
    }
  }

  addTrack(track: OutgoingTrack): RTCRtpSender {
    return addTrack(this.peerConnection, track)
  }

  removeTrack(sender: RTCRtpSender): void {
    removeTrack(this.peerConnection, sender)
  }

  /** Sends over the control channel; `false` when it is not open. */
  sendControl(payload: string): boolean {
    if (this.#control.readyState !== 'open') return false
    this.#control.send(payload)
    return true
  }

  close(): void {
    this.#dispatch({ type: 'close' })
    this.#events.clear()
    this.#control.close()
    this.peerConnection.close()
  }

  #listen(clock: Clock): void {
    const connection = this.peerConnection
    const sendCandidate = batchCandidates(clock, (candidates) => this.#events.emit('message', { type: 'candidates', candidates }))
    connection.addEventListener('negotiationneeded', () => this.#dispatch({ type: 'negotiation-needed' }))
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) sendCandidate(toCandidate(candidate))
    })
    connection.addEventListener('connectionstatechange', () => this.#events.emit('state', connection.connectionState))
    connection.addEventListener('track', ({ track, streams, transceiver }) => {
      if (transceiver.mid !== null) this.#addRemoteTrack({ mid: transceiver.mid, track, streams, transceiver })
    })
  }

  /** Negotiated in advance by its id, so that it needs no message of its own and is there on both sides. */
  #openControlChannel(): RTCDataChannel {
    const channel = this.peerConnection.createDataChannel('control', { negotiated: true, id: 0 })
    channel.addEventListener('open', () => this.#events.emit('control-opened'))
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
        return this.#events.emit('message', { type: 'description', description: command.description })
      case 'refuse-offer':
        return this.#events.emit('message', { type: 'refuse-offer', negotiation: command.negotiation })
      case 'give-up':
        return this.#events.emit('failed', this.#refusal())
    }
  }

  /** One operation of the connection, started synchronously; its end is the machine's next event. */
  #perform(operation: () => Promise<string>): void {
    operation().then(
      (sdp) => {
        this.#removeEndedTracks()
        this.#dispatch({ type: 'done', sdp })
      },
      (cause: unknown) => {
        this.#cause = cause
        this.#dispatch({ type: 'failed' })
      },
    )
  }

  #refusal(): EarshotError {
    return new EarshotError('negotiation-failed', 'The browsers could not agree on a session.', { cause: this.#cause })
  }

  async #setLocalDescription(): Promise<string> {
    await this.peerConnection.setLocalDescription()
    return this.peerConnection.localDescription?.sdp ?? ''
  }

  async #setRemoteDescription({ type, sdp }: NumberedDescription): Promise<string> {
    await this.peerConnection.setRemoteDescription({ type, sdp })
    this.#takeCandidates({ type: 'remote-description', sdp })
    return sdp
  }

  async #answer(offer: NumberedDescription): Promise<string> {
    await this.#setRemoteDescription(offer)
    for (const track of this.#tracksForFirstAnswer) addTrack(this.peerConnection, track)
    this.#tracksForFirstAnswer = []
    return this.#setLocalDescription()
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

function sameStreams(left: readonly MediaStream[], right: readonly MediaStream[]): boolean {
  return left.length === right.length && left.every(({ id }, index) => id === right[index]?.id)
}
