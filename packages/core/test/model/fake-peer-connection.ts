import { BrowserRefusal, ModelConnection } from './model-connection.ts'
import type { ModelTransceiver } from './model-transceiver.ts'
import { directionNames, type DescriptionType, type Direction, type Kind } from './model-description.ts'

/** Resolves when the scheduler of the test says so. */
export type Moment = (what: string) => Promise<unknown>

/**
 * The part of RTCPeerConnection that the product uses, on top of the model: operations wait in a chain (webrtc-pc 4.4.1.2) and take their time.
 * Returns the class, to be put in place of the browser's.
 */
export function fakePeerConnection(moment: Moment): typeof RTCPeerConnection {
  return class extends FakePeerConnection {
    constructor() {
      super(moment)
    }
  } as unknown as typeof RTCPeerConnection
}

/** As `MediaStreamTrack` and `MediaStream` look from here. */
export interface FakeTrack {
  readonly id: number
  readonly kind: Kind
}

export interface FakeStream {
  readonly id: number
}

let connections = 0

class FakePeerConnection extends EventTarget {
  readonly model: ModelConnection
  /** What the product asked for and no browser allows. */
  readonly misuse: unknown[] = []
  readonly connectionState = 'new'
  readonly #moment: Moment
  readonly #transceivers = new Map<ModelTransceiver, FakeTransceiver>()
  readonly #tracks = new Map<number, FakeTrack>()
  readonly #replacing = new Set<ModelTransceiver>()
  readonly #replaced = new WeakMap<ModelTransceiver, Promise<void>>()
  #chain: Promise<unknown> = Promise.resolve()
  #running = 0
  #gathered = ''
  #checking = false

  constructor(moment: Moment) {
    super()
    connections += 1
    this.model = new ModelConnection(`${connections}.`)
    this.#moment = moment
  }

  get signalingState(): string {
    return this.model.signalingState
  }

  get localDescription(): { readonly sdp: string } | null {
    return this.#local === '' ? null : { sdp: this.#local }
  }
  #local = ''

  getTransceivers(): readonly FakeTransceiver[] {
    return this.model.transceivers.map((transceiver) => this.#wrap(transceiver))
  }

  getSenders(): readonly FakeSender[] {
    return this.getTransceivers().map(({ sender }) => sender)
  }

  getReceivers(): readonly FakeReceiver[] {
    return this.getTransceivers().map(({ receiver }) => receiver)
  }

  addTransceiver(
    what: Kind | FakeTrack,
    init: { readonly direction: (typeof directionNames)[number]; readonly streams?: readonly FakeStream[] },
  ): FakeTransceiver {
    const direction = directionNames.indexOf(init.direction) as Direction
    const kind = typeof what === 'string' ? what : what.kind
    const track = typeof what === 'string' ? 0 : this.#keep(what)
    const added = this.model.addTransceiver(kind, track, init.streams?.[0]?.id ?? 0, direction)
    this.#check()
    return this.#wrap(added)
  }

  /** A sender with a track under way is not free for another one, as in Chromium (the specification lets addTrack take it). */
  addTrack(track: FakeTrack, stream: FakeStream): FakeSender {
    for (const transceiver of this.#replacing) transceiver.track = -1
    const added = this.model.addTrack(track.kind, this.#keep(track), stream.id)
    for (const transceiver of this.#replacing) transceiver.track = 0
    const { sender } = this.#wrap(added)
    this.#check()
    return sender
  }

  removeTrack(sender: FakeSender): void {
    this.model.removeTrack(sender.transceiver)
    this.#check()
  }

  setLocalDescription(description?: { readonly type: 'rollback' | 'pranswer'; readonly sdp?: string }): Promise<void> {
    return this.#enqueue(async () => {
      if (description?.type === 'rollback') return this.model.rollBack()
      if (description?.type === 'pranswer') return this.#applyLocal('pranswer', description.sdp ?? '')
      const { signalingState } = this.model
      const type = signalingState === 'have-remote-offer' || signalingState === 'have-local-pranswer' ? 'answer' : 'offer'
      await this.#moment('create')
      await this.#applyLocal(type, type === 'offer' ? this.model.createOffer() : this.model.createAnswer())
    })
  }

  async createAnswer(): Promise<{ readonly sdp: string }> {
    let sdp = ''
    await this.#enqueue(async () => {
      await this.#moment('create')
      sdp = this.model.createAnswer()
    })
    return { sdp }
  }

  setRemoteDescription({ type, sdp }: { readonly type: DescriptionType; readonly sdp: string }): Promise<void> {
    return this.#enqueue(async () => {
      await this.#moment('apply')
      this.model.setRemoteDescription(type, sdp)
    })
  }

  async addIceCandidate({ usernameFragment }: { readonly usernameFragment: string }): Promise<void> {
    this.model.addIceCandidate(usernameFragment)
  }

  restartIce(): void {
    this.model.restartIce()
    this.#check()
  }

  createDataChannel(): EventTarget & { readonly readyState: 'connecting'; close(): void } {
    return Object.assign(new EventTarget(), { readyState: 'connecting' as const, close: () => undefined })
  }

  setConfiguration(): void {}

  close(): void {}

  // --- for transceivers ---

  setDirection(transceiver: ModelTransceiver, direction: Direction): void {
    this.model.setDirection(transceiver, direction)
    this.#check()
  }

  setStream(transceiver: ModelTransceiver, stream: number): void {
    this.model.setStream(transceiver, stream)
    this.#check()
  }

  trackOf({ track }: ModelTransceiver): FakeTrack | null {
    return this.#tracks.get(track) ?? null
  }

  /** Those of one sender end in the order in which they began. */
  replaceTrack(transceiver: ModelTransceiver, track: FakeTrack | null): Promise<void> {
    if (transceiver.track === 0) this.#replacing.add(transceiver)
    const before = this.#replaced.get(transceiver) ?? Promise.resolve()
    const replaced = before.then(async () => {
      await this.#moment('replace')
      this.#replacing.delete(transceiver)
      transceiver.track = track === null ? 0 : this.#keep(track)
    })
    this.#replaced.set(transceiver, replaced)
    return replaced
  }

  // --- inside ---

  #keep(track: FakeTrack): number {
    this.#tracks.set(track.id, track)
    return track.id
  }

  #wrap(transceiver: ModelTransceiver): FakeTransceiver {
    const known = this.#transceivers.get(transceiver) ?? new FakeTransceiver(this, transceiver)
    this.#transceivers.set(transceiver, known)
    return known
  }

  #enqueue(operation: () => Promise<void>): Promise<void> {
    this.#running += 1
    const result = this.#chain
      .then(operation)
      .catch((error: unknown) => {
        if (!(error instanceof BrowserRefusal)) this.misuse.push(error)
        throw error
      })
      .finally(() => {
        this.#running -= 1
        this.dispatchEvent(new Event('signalingstatechange'))
        this.#check()
      })
    this.#chain = result.catch(() => undefined)
    return result
  }

  async #applyLocal(type: DescriptionType, sdp: string): Promise<void> {
    await this.#moment('apply')
    this.model.setLocalDescription(type, sdp)
    this.#local = sdp
    this.#gather()
  }

  #gather(): void {
    const fragment = (this.model.pendingLocal ?? this.model.currentLocal)?.fragment ?? ''
    if (fragment === this.#gathered) return
    this.#gathered = fragment
    const candidate = { candidate: 'candidate', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: fragment }
    void this.#moment('candidate').then(() => this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate })))
  }

  /** Decides about `negotiationneeded` in a task of its own, while no operation runs (4.7.3). */
  #check(): void {
    if (this.#checking || this.#running > 0 || !this.model.checkQueued) return
    this.#checking = true
    void this.#moment('ask').then(() => {
      this.#checking = false
      if (this.#running === 0 && this.model.checkNegotiationNeeded()) this.dispatchEvent(new Event('negotiationneeded'))
    })
  }
}

interface FakeReceiver {
  readonly track: { readonly kind: Kind }
  readonly transport: null
}

class FakeTransceiver {
  readonly sender: FakeSender
  readonly receiver: FakeReceiver
  readonly #connection: FakePeerConnection
  readonly #model: ModelTransceiver

  constructor(connection: FakePeerConnection, model: ModelTransceiver) {
    this.#connection = connection
    this.#model = model
    this.sender = new FakeSender(connection, model)
    this.receiver = { track: { kind: model.kind }, transport: null }
  }

  get mid(): string | null {
    return this.#model.mid
  }

  get direction(): (typeof directionNames)[number] {
    return directionNames[this.#model.direction]
  }

  set direction(direction: (typeof directionNames)[number]) {
    this.#connection.setDirection(this.#model, directionNames.indexOf(direction) as Direction)
  }

  get currentDirection(): (typeof directionNames)[number] | null {
    const { currentDirection } = this.#model
    return currentDirection === null ? null : directionNames[currentDirection]
  }
}

class FakeSender {
  readonly transceiver: ModelTransceiver
  readonly transport = null
  readonly #connection: FakePeerConnection

  constructor(connection: FakePeerConnection, transceiver: ModelTransceiver) {
    this.#connection = connection
    this.transceiver = transceiver
  }

  get track(): FakeTrack | null {
    return this.#connection.trackOf(this.transceiver)
  }

  setStreams(stream: FakeStream): void {
    this.#connection.setStream(this.transceiver, stream.id)
  }

  replaceTrack(track: FakeTrack | null): Promise<void> {
    return this.#connection.replaceTrack(this.transceiver, track)
  }
}
