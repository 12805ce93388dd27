import type { ConnectionMessage } from '../../src/call/connection.ts'
import { bufferCandidates, noCandidates, type CandidateBuffer } from '../../src/negotiation/candidates.ts'
import {
  negotiate,
  newNegotiation,
  type NegotiationCommand,
  type NegotiationEvent,
  type NegotiationState,
} from '../../src/negotiation/negotiate.ts'
import { link, newLink, type LinkCommand, type LinkEvent, type LinkState } from '../../src/signaling/link.ts'
import { BrowserRefusal, ModelConnection, type ModelTransceiver } from './model-connection.ts'
import { recvonly, sendonly, sendrecv, type Kind } from './model-description.ts'

/** The machines under test. A planted bug is another one in place of the product's. */
export interface Machines {
  readonly link: typeof link
  readonly negotiate: typeof negotiate
  readonly newNegotiation: typeof newNegotiation
  readonly bufferCandidates: typeof bufferCandidates
  /** Whether a packet's epochs are compared with those of the link. */
  readonly checksEpochs: boolean
  /** Whether the browser asks again after it became stable (webrtc-pc 4.7.3). */
  readonly asksAgain: boolean
  /** Whether a free media section is used for the next track. */
  readonly reusesSlots: boolean
}

export const product: Machines = {
  link,
  negotiate,
  newNegotiation,
  bufferCandidates,
  checksEpochs: true,
  asksAgain: true,
  reusesSlots: true,
}

export interface Packet {
  readonly from: number
  readonly to: number
  readonly sequence: number
  readonly acknowledged: number
  readonly body: unknown
}

export interface LiveTrack {
  readonly track: number
  readonly kind: Kind
  readonly stream: number
}

export type Transmit = (end: ModelEnd, packet: Packet, everywhere: boolean) => void

/** What `CallSession` adds to the messages of a connection. */
type CallMessage =
  | { readonly connection: number; readonly message: ConnectionMessage }
  | { readonly connection: number; readonly message: 'rebuild' }

export interface EndOptions {
  readonly id: 0 | 1
  readonly epoch: number
  readonly peerEpoch: number
  readonly role: 'caller' | 'callee'
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

/** One peer in one epoch, as `PeerLink` and `Connection` run it: the machines, the connection below them, and the operation that runs. */
export class ModelEnd {
  readonly id: 0 | 1
  readonly epoch: number
  readonly peerEpoch: number
  readonly role: 'caller' | 'callee'
  readonly machines: Machines
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

  constructor(options: EndOptions) {
    const { id, epoch, peerEpoch, role, tracks, machines, transmit, onRebuilt } = options
    this.id = id
    this.epoch = epoch
    this.peerEpoch = peerEpoch
    this.role = role
    this.machines = machines
    this.#transmit = transmit
    this.#onRebuilt = onRebuilt
    this.connection = new ModelConnection(`${id === 0 ? 'a' : 'b'}${epoch}.`)
    this.negotiation = machines.newNegotiation(role)
    this.#tracksForFirstAnswer = role === 'callee' ? tracks : []
    if (role === 'caller') this.#createBaseLayout(tracks)
  }

  // --- what happens to it ---

  receive({ from, to, sequence, acknowledged, body }: Packet): void {
    if (this.machines.checksEpochs && (from !== this.peerEpoch || to !== this.epoch)) return
    this.dispatchLink({ type: 'received', sequence, acknowledged, body })
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

  /** As `call/slots.ts` does it. */
  send({ kind, track, stream }: LiveTrack): void {
    if (this.#unanswered) {
      this.#tracksForFirstAnswer = [...this.#tracksForFirstAnswer, { kind, track, stream }]
      return
    }
    const { connection } = this
    const free = this.machines.reusesSlots
      ? connection.transceivers.find((one) => one.track === 0 && one.kind === kind)
      : undefined
    if (free === undefined) {
      connection.addTrack(kind, track, stream)
      return
    }
    connection.setDirection(free, (free.direction & recvonly) === 0 ? sendonly : sendrecv)
    connection.setStream(free, stream)
    free.track = track
  }

  unsend(track: number): void {
    this.#tracksForFirstAnswer = this.#tracksForFirstAnswer.filter((live) => live.track !== track)
    const transceiver = this.senderOf(track)
    if (transceiver !== undefined) this.connection.removeTrack(transceiver)
  }

  replace(track: number, by: LiveTrack): void {
    this.#tracksForFirstAnswer = this.#tracksForFirstAnswer.map((live) => (live.track === track ? by : live))
    const transceiver = this.senderOf(track)
    if (transceiver !== undefined) transceiver.track = by.track
  }

  senderOf(track: number): ModelTransceiver | undefined {
    return this.connection.transceivers.find((one) => one.track === track)
  }

  clone(transmit: Transmit, onRebuilt: EndOptions['onRebuilt']): ModelEnd {
    const { id, epoch, peerEpoch, machines } = this
    const tracks = this.#tracksForFirstAnswer
    const copy = new ModelEnd({ id, epoch, peerEpoch, role: 'callee', tracks, machines, transmit, onRebuilt })
    Object.assign(copy, {
      connection: this.connection.clone(),
      role: this.role,
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

  // --- inside, as call/connection.ts and room/peer-link.ts ---

  #isSent(live: LiveTrack): boolean {
    return this.connection.transceivers.some(({ track }) => track === live.track)
  }

  /** Its tracks wait for the first answer. */
  get #unanswered(): boolean {
    return this.role === 'callee' && this.connection.transceivers.length === 0
  }

  #createBaseLayout(tracks: readonly LiveTrack[]): void {
    const first = (['audio', 'video'] as const).map((kind) => {
      const live = tracks.find((one) => one.kind === kind)
      if (live === undefined) this.connection.addTransceiver(kind, 0, 0, recvonly)
      else this.connection.addTransceiver(kind, live.track, live.stream, sendrecv)
      return live
    })
    for (const live of tracks) if (!first.includes(live)) this.send(live)
  }

  #runLink(command: LinkCommand): void {
    switch (command.type) {
      case 'transmit': {
        const { sequence, acknowledged, body } = command
        return this.#transmit(this, { from: this.epoch, to: this.peerEpoch, sequence, acknowledged, body }, command.everywhere)
      }
      case 'deliver':
        return this.#hear(command.body as CallMessage)
      case 'start-timer':
      case 'stop-timer':
        if (command.timer === 'resend') this.resendTimer = command.type === 'start-timer'
        else this.acknowledgementTimer = command.type === 'start-timer'
        return
      case 'overflow':
        this.overflowed = true
    }
  }

  #hear({ connection, message }: CallMessage): void {
    if (message === 'rebuild') {
      if (connection > this.connectionNumber && this.role === 'caller') this.#rebuild(connection)
      return
    }
    if (connection > this.connectionNumber && message.type === 'description' && this.role === 'callee') this.#rebuild(connection)
    if (connection !== this.connectionNumber) return
    switch (message.type) {
      case 'description':
        return this.dispatch({ type: 'description-received', description: message.description })
      case 'refuse-offer':
        return this.dispatch({ type: 'offer-refused', negotiation: message.negotiation })
      case 'candidates':
        return this.#takeCandidates({ type: 'received', candidates: message.candidates })
    }
  }

  /** As `CallSession` does: the caller makes the next connection, the callee asks for it. */
  #giveUp(): void {
    this.rebuilds += 1
    const next = this.connectionNumber + 1
    if (this.role === 'caller') this.#rebuild(next)
    else this.dispatchLink({ type: 'send', body: { connection: next, message: 'rebuild' } satisfies CallMessage })
  }

  #rebuild(connectionNumber: number): void {
    this.connectionNumber = connectionNumber
    this.connection = new ModelConnection(`${this.id === 0 ? 'a' : 'b'}${this.epoch}/${connectionNumber}.`)
    this.negotiation = this.machines.newNegotiation(this.role)
    this.candidates = noCandidates
    this.running = null
    this.fragmentsHeard = []
    this.#gathered = ''
    const tracks = this.#onRebuilt(this)
    this.#tracksForFirstAnswer = this.role === 'callee' ? tracks : []
    if (this.role === 'caller') this.#createBaseLayout(tracks)
  }

  #run(command: NegotiationCommand): void {
    switch (command.type) {
      case 'make-offer':
      case 'answer':
      case 'apply-answer':
      case 'roll-back':
        if (this.running !== null) throw new Error(`${command.type} began while ${this.running.command.type} ran.`)
        this.running = { command, stage: 0, sdp: '' }
        return
      case 'send':
        return this.#say({ type: 'description', description: command.description })
      case 'refuse-offer':
        return this.#say({ type: 'refuse-offer', negotiation: command.negotiation })
      case 'give-up':
        return this.#giveUp()
      case 'answer-provisionally':
      case 'answer-finally':
        throw new Error('A call of the model is accepted from the start.')
    }
  }

  #say(message: ConnectionMessage): void {
    this.dispatchLink({ type: 'send', body: { connection: this.connectionNumber, message } satisfies CallMessage })
  }

  /** The next step of an operation, or what it resolves with. */
  #stepOf({ command, stage, sdp }: Running): Running | string {
    const { connection } = this
    switch (command.type) {
      case 'make-offer':
        if (stage === 0) return { command, stage: 1, sdp: connection.createOffer() }
        connection.setLocalDescription('offer', sdp)
        return sdp
      case 'answer':
        if (stage === 0) {
          connection.setRemoteDescription('offer', command.offer.sdp)
          this.#takeCandidates({ type: 'remote-description', sdp: command.offer.sdp })
          for (const live of this.#tracksForFirstAnswer) if (!this.#isSent(live)) this.send(live)
          return { command, stage: 1, sdp: '' }
        }
        if (stage === 1) return { command, stage: 2, sdp: connection.createAnswer() }
        connection.setLocalDescription('answer', sdp)
        this.#tracksForFirstAnswer = []
        return sdp
      case 'apply-answer':
        connection.setRemoteDescription('answer', command.answer.sdp)
        this.#takeCandidates({ type: 'remote-description', sdp: command.answer.sdp })
        return command.answer.sdp
      case 'roll-back':
        if (connection.signalingState !== 'stable') connection.rollBack()
        return ''
      case 'answer-provisionally': // a call of the model is accepted from the start
      case 'answer-finally':
      case 'send':
      case 'refuse-offer':
      case 'give-up':
        return ''
    }
  }

  /** New ICE credentials gather new candidates. One stands for all. */
  #gather(): void {
    const { fragment } = this.connection.pendingLocal ?? this.connection.currentLocal ?? { fragment: '' }
    if (fragment === '' || fragment === this.#gathered) return
    this.#gathered = fragment
    this.#say({ type: 'candidates', candidates: [{ candidate: '', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: fragment }] })
  }
  #takeCandidates(event: Parameters<typeof bufferCandidates>[1]): void {
    const [state, candidates] = this.machines.bufferCandidates(this.candidates, event)
    this.candidates = state
    for (const { usernameFragment } of candidates) {
      this.connection.addIceCandidate(usernameFragment ?? '')
      this.fragmentsHeard = [...this.fragmentsHeard, usernameFragment ?? '']
    }
  }
}
