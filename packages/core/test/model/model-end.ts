import type { ConnectionMessage } from '../../src/call/connection.ts'
import { noCandidates, type CandidateBuffer, type CandidateEvent } from '../../src/negotiation/candidates.ts'
import type { NegotiationCommand, NegotiationEvent, NegotiationState } from '../../src/negotiation/negotiate.ts'
import { newLink, type LinkCommand, type LinkEvent, type LinkState } from '../../src/signaling/link.ts'
import type { NumberedDescription } from '../../src/signaling/message.ts'
import type { Machines } from './machines.ts'
import { BrowserRefusal, ModelConnection } from './model-connection.ts'
import { sendonly, type DescriptionType } from './model-description.ts'
import {
  addTrack,
  createBaseLayout,
  fillSections,
  keepSlots,
  layOutWithoutTracks,
  removeTrack,
  replaceTrack,
  reserveTrack,
  sendReserved,
  trackOf,
  type LiveTrack,
} from './model-slots.ts'
import type { ModelTransceiver } from './model-transceiver.ts'

/**
 * How the path is made while a call rings: by one of the strategies of `call/warm-up.ts`, or not, because the callee or the caller does not
 * want it (`caller-only`, `none`). `null`: the call is accepted as it is made.
 */
export type Ring = 'none' | 'caller-only' | 'pranswer' | 'replace-track' | null

export interface Packet {
  readonly from: number
  readonly to: number
  readonly sequence: number
  readonly acknowledged: number
  readonly body: unknown
}

export type Transmit = (end: ModelEnd, packet: Packet, everywhere: boolean) => void

/** What `CallSession` adds to the messages of a connection. */
type CallMessage =
  | { readonly connection: number; readonly message: ConnectionMessage }
  | { readonly connection: number; readonly message: 'rebuild' | 'accept' }

export interface EndOptions {
  readonly id: 0 | 1
  readonly epoch: number
  readonly peerEpoch: number
  readonly role: 'caller' | 'callee'
  readonly ring: Ring
  readonly tracks: readonly LiveTrack[]
  readonly machines: Machines
  readonly transmit: Transmit
  /** The connection, and with it the control channel, was replaced. */
  readonly onRebuilt: (end: ModelEnd) => readonly LiveTrack[]
}

interface Running {
  readonly command: NegotiationCommand
  readonly stage: number
  readonly sdp: string
}

/** One peer in one epoch, as `PeerLink`, `CallPath` and `Connection` run it: the machines, the connection below them, and the operation that runs. */
export class ModelEnd {
  readonly id: 0 | 1
  readonly epoch: number
  readonly peerEpoch: number
  readonly role: 'caller' | 'callee'
  readonly ring: Ring
  readonly machines: Machines
  /** Whether somebody has accepted the call, as far as this side knows. */
  accepted: boolean
  /** What the caller said before the callee answers; `null` once it does. */
  unheard: readonly ConnectionMessage[] | null
  /** The call is over: no offer could be made, and the peer has heard of none. */
  ended = false
  connection: ModelConnection
  /** The connections of a call are counted; each side takes the next one when the present one is beyond repair. */
  connectionNumber = 1
  link: LinkState = newLink
  negotiation: NegotiationState
  candidates: CandidateBuffer = noCandidates
  running: Running | null = null
  resendTimer = false
  acknowledgementTimer = false
  /** How often this side could not go on with its connection. */
  rebuilds = 0
  overflowed = false
  /** Of which ICE credentials of the peer a candidate was added. */
  fragmentsHeard: readonly string[] = []
  readonly #transmit: Transmit
  readonly #onRebuilt: (end: ModelEnd) => readonly LiveTrack[]
  /** The ICE credentials that candidates were gathered for. */
  #gathered = ''
  #tracksForFirstAnswer: readonly LiveTrack[]
  #laidOutWithoutTracks = false
  #answered = false
  #spoke = false
  /** An offer of the peer was taken back here: until the next one, its candidates belong to nothing, and the browser refuses them. */
  #lostOffer = false

  constructor(options: EndOptions) {
    const { id, epoch, peerEpoch, role, ring, tracks, machines, transmit, onRebuilt } = options
    this.id = id
    this.epoch = epoch
    this.peerEpoch = peerEpoch
    this.role = role
    this.ring = ring
    this.machines = machines
    this.accepted = ring === null
    this.unheard = role === 'caller' || ring === null ? null : []
    this.#transmit = transmit
    this.#onRebuilt = onRebuilt
    this.connection = new ModelConnection(`${id === 0 ? 'a' : 'b'}${epoch}.`)
    this.negotiation = machines.newNegotiation(role, this.#warming === 'pranswer')
    this.#tracksForFirstAnswer = role === 'callee' && this.accepted ? tracks : []
    if (role === 'caller') createBaseLayout(this.connection, tracks, this.#withholdsMedia)
  }

  // --- what happens to it ---

  receive({ from, to, sequence, acknowledged, body }: Packet): void {
    if (this.machines.checksEpochs && (from !== this.peerEpoch || to !== this.epoch)) return
    this.dispatchLink({ type: 'received', sequence, acknowledged, body, length: 1 })
  }

  dispatchLink(event: LinkEvent): void {
    const [state, commands] = this.machines.link(this.link, event)
    this.link = state
    for (const command of commands) this.#runLink(command)
  }

  dispatch(event: NegotiationEvent): void {
    const [state, commands] = this.machines.negotiate(this.negotiation, event)
    this.negotiation = state
    for (const command of commands) this.#run(command)
  }

  /** Whether the browser's queued decision about `negotiationneeded` can run: never while an operation does. */
  get asks(): boolean {
    return this.running === null && this.connection.checkQueued
  }

  ask(): void {
    if (this.connection.checkNegotiationNeeded()) this.dispatch({ type: 'negotiation-needed' })
  }

  /** The running operation takes its next step, or is refused by the browser. */
  step(refused: boolean): void {
    const { running } = this
    if (running === null) return
    if (refused) {
      this.running = null
      return this.dispatch({ type: 'failed' })
    }
    let next: Running | string
    try {
      next = this.#stepOf(running)
    } catch (error) {
      if (!(error instanceof BrowserRefusal)) throw error
      return this.step(true)
    }
    if (this.running !== running) return
    this.running = typeof next === 'string' ? null : next
    if (!this.machines.asksAgain) this.connection.checkQueued = false
    if (typeof next !== 'string') return
    this.dispatch({ type: 'done', sdp: next })
    this.#gather() // candidates come in tasks of their own, after the promise
  }

  /** Whether there is a call here that waits for somebody to accept it. */
  get rings(): boolean {
    return this.role === 'callee' && !this.accepted && (this.unheard === null || this.unheard.length > 0)
  }

  /** The callee's user accepts. */
  accept(tracks: readonly LiveTrack[]): void {
    this.accepted = true
    this.#tell('accept')
    this.#acceptConnection(tracks)
    this.#hear()
  }

  /** What the callee is going to send is known at accept. */
  send(live: LiveTrack): void {
    if (this.role === 'callee' && !this.accepted) return
    if (this.#withholdsMedia) reserveTrack(this.connection, live)
    else if (this.#unanswered) this.#tracksForFirstAnswer = [...this.#tracksForFirstAnswer, live]
    else addTrack(this.connection, live, this.machines.reusesSlots)
  }

  unsend(track: number): void {
    this.#tracksForFirstAnswer = this.#tracksForFirstAnswer.filter((live) => live.track !== track)
    const transceiver = this.senderOf(track)
    if (transceiver !== undefined) removeTrack(this.connection, transceiver)
  }

  replace(track: number, by: LiveTrack): void {
    this.#tracksForFirstAnswer = this.#tracksForFirstAnswer.map((live) => (live.track === track ? by : live))
    const transceiver = this.senderOf(track)
    if (transceiver !== undefined) replaceTrack(transceiver, by.track)
  }

  senderOf(track: number): ModelTransceiver | undefined {
    return this.connection.transceivers.find((one) => trackOf(one) === track)
  }

  /** Whether media of this side could reach the peer. */
  get sends(): boolean {
    return this.connection.transceivers.some(
      ({ track, currentDirection }) => track !== 0 && ((currentDirection ?? 0) & sendonly) !== 0,
    )
  }

  clone(transmit: Transmit, onRebuilt: EndOptions['onRebuilt']): ModelEnd {
    const { id, epoch, peerEpoch, ring, machines } = this
    const copy = new ModelEnd({ id, epoch, peerEpoch, role: 'callee', ring, tracks: [], machines, transmit, onRebuilt })
    copy.#tracksForFirstAnswer = this.#tracksForFirstAnswer
    copy.#laidOutWithoutTracks = this.#laidOutWithoutTracks
    copy.#answered = this.#answered
    copy.#spoke = this.#spoke
    copy.#lostOffer = this.#lostOffer
    copy.#gathered = this.#gathered
    Object.assign(copy, {
      connection: this.connection.clone(),
      role: this.role,
      accepted: this.accepted,
      unheard: this.unheard,
      ended: this.ended,
      link: this.link,
      negotiation: this.negotiation,
      candidates: this.candidates,
      running: this.running,
      resendTimer: this.resendTimer,
      acknowledgementTimer: this.acknowledgementTimer,
      rebuilds: this.rebuilds,
      connectionNumber: this.connectionNumber,
      fragmentsHeard: this.fragmentsHeard,
    })
    return copy
  }

  /** Everything that decides about the future, for the exhaustive search. */
  describe(): unknown {
    const { early, ...counters } = this.link
    const { fragments, held } = this.candidates
    return [
      this.connection.describe(),
      this.accepted,
      this.unheard,
      this.#laidOutWithoutTracks,
      this.#answered,
      this.#lostOffer,
      counters,
      [...early],
      this.negotiation,
      fragments && [...fragments],
      held,
      this.running,
      this.resendTimer,
      this.acknowledgementTimer,
      this.fragmentsHeard,
      this.#tracksForFirstAnswer,
    ]
  }

  // --- inside, as call/call-path.ts, call/connection.ts and room/peer-link.ts ---

  /** How the present connection is made ready, until the call is accepted. */
  get #warming(): 'pranswer' | 'replace-track' | null {
    if (this.accepted || this.ring === null || this.ring === 'none') return null
    if (this.ring !== 'caller-only') return this.ring
    return this.role === 'caller' ? 'replace-track' : null
  }

  get #withholdsMedia(): boolean {
    return this.#warming !== null && this.machines.withholdsMedia
  }

  /** A callee that accepts as it is called: its tracks wait for the first answer. */
  get #unanswered(): boolean {
    return this.ring === null && this.role === 'callee' && this.connection.transceivers.length === 0
  }

  #runLink(command: LinkCommand): void {
    switch (command.type) {
      case 'transmit': {
        const { sequence, acknowledged, body } = command
        return this.#transmit(this, { from: this.epoch, to: this.peerEpoch, sequence, acknowledged, body }, command.everywhere)
      }
      case 'deliver':
        return this.#receive(command.body as CallMessage)
      case 'start-timer':
      case 'stop-timer':
        if (command.timer === 'resend') this.resendTimer = command.type === 'start-timer'
        else this.acknowledgementTimer = command.type === 'start-timer'
        return
      case 'overflow':
        this.overflowed = true
    }
  }

  #receive({ connection, message }: CallMessage): void {
    if (message === 'accept') {
      if (this.accepted) return
      this.accepted = true
      return this.#acceptConnection([])
    }
    if (message === 'rebuild') {
      if (connection > this.connectionNumber && this.role === 'caller') this.#rebuild(connection)
      return
    }
    if (connection > this.connectionNumber && message.type === 'description' && this.role === 'callee') this.#rebuild(connection)
    if (connection !== this.connectionNumber) return
    if (this.unheard === null) return this.#receiveForConnection(message)
    this.unheard = [...this.unheard, message]
    if (this.#warming !== null) this.#hear()
  }

  #hear(): void {
    const messages = this.unheard ?? []
    this.unheard = null
    for (const message of messages) this.#receiveForConnection(message)
  }

  #acceptConnection(tracks: readonly LiveTrack[]): void {
    if (this.role === 'caller') sendReserved(this.connection)
    else {
      this.#tracksForFirstAnswer = tracks
      if (this.#laidOutWithoutTracks) fillSections(this.connection, tracks)
    }
    this.dispatch({ type: 'accepted' })
  }

  #receiveForConnection(message: ConnectionMessage): void {
    switch (message.type) {
      case 'description':
        return this.dispatch({ type: 'description-received', description: message.description })
      case 'sections': // tells what is shown, which the model has no part of
        return
      case 'refuse-offer':
        return this.dispatch({ type: 'offer-refused', negotiation: message.negotiation })
      case 'candidates':
        return this.#takeCandidates({ type: 'received', candidates: message.candidates })
    }
  }

  /** The caller makes the next connection, the callee asks for it. Before its first offer is out, there is no call. */
  #giveUp(): void {
    this.rebuilds += 1
    const next = this.connectionNumber + 1
    if (this.role === 'callee') this.#tell('rebuild', next)
    else if (this.#spoke) this.#rebuild(next)
    else this.ended = true
  }

  #rebuild(connectionNumber: number): void {
    this.connectionNumber = connectionNumber
    this.connection = new ModelConnection(`${this.id === 0 ? 'a' : 'b'}${this.epoch}/${connectionNumber}.`)
    this.negotiation = this.machines.newNegotiation(this.role, this.#warming === 'pranswer')
    this.#laidOutWithoutTracks = false
    this.#answered = false
    this.#lostOffer = false
    this.candidates = noCandidates
    this.running = null
    this.fragmentsHeard = []
    this.#gathered = ''
    const tracks = this.#onRebuilt(this)
    this.#tracksForFirstAnswer = this.role === 'callee' && this.accepted ? tracks : []
    if (this.role === 'caller') createBaseLayout(this.connection, tracks, this.#withholdsMedia)
  }

  #run(command: NegotiationCommand): void {
    switch (command.type) {
      case 'make-offer':
      case 'answer':
      case 'answer-provisionally':
      case 'answer-finally':
      case 'apply-answer':
      case 'roll-back':
        if (this.running !== null) throw new Error(`${command.type} began while ${this.running.command.type} ran.`)
        this.running = { command, stage: 0, sdp: '' }
        return
      case 'send':
        return this.#say({ type: 'description', description: command.description, sections: [] })
      case 'refuse-offer':
        return this.#say({ type: 'refuse-offer', negotiation: command.negotiation })
      case 'give-up':
        return this.#giveUp()
    }
  }

  #say(message: ConnectionMessage): void {
    this.#spoke = true
    this.#tell(message)
  }

  #tell(message: CallMessage['message'], connection = this.connectionNumber): void {
    this.dispatchLink({ type: 'send', body: { connection, message } })
  }

  /** The next step of an operation, or what it resolves with. */
  #stepOf({ command, stage, sdp }: Running): Running | string {
    const { connection } = this
    switch (command.type) {
      case 'make-offer':
        // Two first offers that meet end badly in Chromium (seen in 156), so only the caller makes one.
        if (this.role === 'callee' && connection.currentLocal === null) throw new Error('The callee made the first offer.')
        if (stage === 0) return { command, stage: 1, sdp: connection.createOffer() }
        return this.#setLocalDescription('offer', sdp)
      case 'answer':
        if (stage === 0) return this.#takeOffer(command, false)
        if (stage === 1) return { command, stage: 2, sdp: connection.createAnswer() }
        this.#setLocalDescription('answer', sdp)
        this.#answered = true
        return sdp
      case 'answer-provisionally':
        if (stage === 0) return this.#takeOffer(command, true)
        if (stage === 1) return { command, stage: 2, sdp: connection.createAnswer() }
        this.#setLocalDescription('pranswer', sdp)
        this.#answered = true
        return sdp
      case 'answer-finally':
        if (stage === 0) return { command, stage: 1, sdp: connection.createAnswer() }
        return this.#setLocalDescription('answer', sdp)
      case 'apply-answer':
        return this.#setRemoteDescription(command.answer)
      case 'roll-back':
        this.#lostOffer ||= connection.signalingState === 'have-remote-offer'
        if (connection.signalingState !== 'stable') connection.rollBack()
        return ''
      case 'send':
      case 'refuse-offer':
      case 'give-up':
        return ''
    }
  }

  #takeOffer(command: NegotiationCommand & { readonly offer: NumberedDescription }, provisional: boolean): Running {
    this.#setRemoteDescription(command.offer)
    if (!this.#answered) this.#layOutFirstAnswer(provisional)
    return { command, stage: 1, sdp: '' }
  }

  #layOutFirstAnswer(provisional: boolean): void {
    const { connection } = this
    this.#laidOutWithoutTracks = this.#warming !== null
    if (this.#laidOutWithoutTracks) return layOutWithoutTracks(connection, provisional)
    for (const live of this.#tracksForFirstAnswer)
      if (this.senderOf(live.track) === undefined) addTrack(connection, live, this.machines.reusesSlots)
  }

  #setLocalDescription(type: DescriptionType, sdp: string): string {
    this.connection.setLocalDescription(type, sdp)
    keepSlots(this.connection)
    return sdp
  }

  #setRemoteDescription({ type, sdp }: NumberedDescription): string {
    this.connection.setRemoteDescription(type, sdp)
    keepSlots(this.connection)
    this.#lostOffer = false
    this.#takeCandidates({ type: 'remote-description', sdp })
    return sdp
  }

  /** New ICE credentials gather new candidates. One stands for all. */
  #gather(): void {
    const { fragment } = this.connection.pendingLocal ?? this.connection.currentLocal ?? { fragment: '' }
    if (fragment === '' || fragment === this.#gathered) return
    this.#gathered = fragment
    this.#say({ type: 'candidates', candidates: [{ candidate: '', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: fragment }] })
  }
  #takeCandidates(event: CandidateEvent): void {
    const [state, candidates] = this.machines.bufferCandidates(this.candidates, event)
    this.candidates = state
    if (this.#lostOffer) return
    for (const { usernameFragment } of candidates) {
      this.connection.addIceCandidate(usernameFragment ?? '')
      this.fragmentsHeard = [...this.fragmentsHeard, usernameFragment ?? '']
    }
  }
}
