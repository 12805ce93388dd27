import { BrowserRefusal, ModelConnection } from '../model/model-connection.ts'
import { agreed, directionNames, sendonly, type DescriptionType, type Direction, type Kind } from '../model/model-description.ts'
import type { ModelTransceiver } from '../model/model-transceiver.ts'

import { FakeDataChannel } from './fake-data-channel.ts'
import { FakeStream, FakeTrack, requireFakeTrack } from './fake-media.ts'
import type { FakeNetwork } from './fake-network.ts'

type DirectionName = (typeof directionNames)[number]

/** RTCPeerConnection on top of the model of its negotiation, with the refusals, the media and the data channels that the model leaves out. */
export class FakePeerConnection extends EventTarget {
  readonly model: ModelConnection
  readonly number: number
  readonly sctp = { maxMessageSize: 262_144 }
  /** What the product asked for and no browser allows. */
  readonly misuse: unknown[] = []
  connectionState: RTCPeerConnectionState = 'new'
  iceGatheringState: RTCIceGatheringState = 'new'
  closed = false
  readonly channels: FakeDataChannel[] = []
  /** Descriptions that it refuses, as browsers do now and then. */
  refusals = 0
  readonly #network: FakeNetwork
  readonly #transceivers = new Map<ModelTransceiver, FakeTransceiver>()
  readonly #tracks = new Map<number, FakeTrack>()
  readonly #streams = new Map<number, FakeStream>()
  readonly #replacing = new Set<ModelTransceiver>()
  readonly #replaced = new WeakMap<ModelTransceiver, Promise<void>>()
  /** Fragments of the peer's that it has candidates of. */
  readonly #candidates = new Set<string>()
  #configuration: RTCConfiguration
  #chain: Promise<unknown> = Promise.resolve()
  #running = 0
  #gathered = ''
  #checking = false
  #local = ''
  #remote = ''

  constructor(network: FakeNetwork, configuration: RTCConfiguration | undefined) {
    super()
    this.#configuration = checkConfiguration(configuration)
    this.#network = network
    this.number = network.admit(this)
    this.model = new ModelConnection(`${this.number}.`)
  }

  get signalingState(): RTCSignalingState {
    return this.closed ? 'closed' : this.model.signalingState
  }

  get iceConnectionState(): RTCIceConnectionState {
    return this.connectionState === 'connecting' ? 'checking' : this.connectionState
  }

  get localDescription(): { readonly type: DescriptionType; readonly sdp: string } | null {
    const type = (this.model.pendingLocal ?? this.model.currentLocal)?.type
    return type === undefined ? null : { type, sdp: this.#local }
  }

  get remoteDescription(): { readonly type: DescriptionType; readonly sdp: string } | null {
    const type = (this.model.pendingRemote ?? this.model.currentRemote)?.type
    return type === undefined ? null : { type, sdp: this.#remote }
  }

  getTransceivers(): FakeTransceiver[] {
    return this.model.transceivers.map((transceiver) => this.#wrap(transceiver))
  }

  getSenders(): FakeSender[] {
    return this.getTransceivers().map(({ sender }) => sender)
  }

  getReceivers(): FakeReceiver[] {
    return this.getTransceivers().map(({ receiver }) => receiver)
  }

  getConfiguration(): RTCConfiguration {
    return this.#configuration
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.#requireOpen()
    const checked = checkConfiguration(configuration)
    const before = this.#configuration.bundlePolicy ?? 'balanced'
    if ((checked.bundlePolicy ?? 'balanced') !== before) {
      throw new DOMException('The bundle policy cannot be changed.', 'InvalidModificationError')
    }
    this.#configuration = checked
  }

  addTransceiver(what: unknown, init: RTCRtpTransceiverInit = {}): FakeTransceiver {
    if (typeof what === 'string' && what !== 'audio' && what !== 'video') throw new TypeError('There is no such kind.')
    if (typeof what !== 'string') requireFakeTrack(what)
    const direction = directionNames.indexOf((init.direction as DirectionName | undefined) ?? 'sendrecv')
    if (direction < 0) throw new TypeError('There is no such direction.')
    const streams = requireStreams(init.streams ?? [])
    this.#requireOpen()
    const kind = typeof what === 'string' ? (what as Kind) : what.kind
    const track = typeof what === 'string' ? 0 : this.#keep(what)
    const added = this.model.addTransceiver(kind, track, this.#keepStream(streams[0]), direction as Direction)
    this.#check()
    const transceiver = this.#wrap(added)
    if (init.sendEncodings !== undefined) transceiver.sender.encodings = [...init.sendEncodings]
    return transceiver
  }

  /** A sender with a track under way is not free for another one, as in Chromium (the specification lets addTrack take it). */
  addTrack(track: unknown, ...streams: unknown[]): FakeSender {
    requireFakeTrack(track)
    const [stream] = requireStreams(streams)
    this.#requireOpen()
    if (this.model.transceivers.some((one) => one.track === track.number)) {
      throw new DOMException('A sender already exists for the track.', 'InvalidAccessError')
    }
    for (const transceiver of this.#replacing) transceiver.track = -1
    const added = this.model.addTrack(track.kind, this.#keep(track), this.#keepStream(stream))
    for (const transceiver of this.#replacing) transceiver.track = 0
    this.#check()
    return this.#wrap(added).sender
  }

  removeTrack(sender: unknown): void {
    if (!(sender instanceof FakeSender)) throw new TypeError("parameter 1 is not of type 'RTCRtpSender'.")
    this.#requireOpen()
    if (sender.connection !== this) throw new DOMException('The sender is of another connection.', 'InvalidAccessError')
    this.model.removeTrack(sender.model)
    this.#check()
  }

  setLocalDescription(description?: { readonly type: 'rollback' | 'pranswer'; readonly sdp?: string }): Promise<void> {
    return this.#enqueue(async () => {
      if (description?.type === 'rollback') {
        this.model.rollBack()
        this.#tellTracks()
        return
      }
      if (description?.type === 'pranswer') return this.#applyLocal('pranswer', description.sdp ?? '')
      const { signalingState } = this.model
      const type = signalingState === 'have-remote-offer' || signalingState === 'have-local-pranswer' ? 'answer' : 'offer'
      await this.#moment()
      await this.#applyLocal(type, type === 'offer' ? this.model.createOffer() : this.model.createAnswer())
    })
  }

  async createAnswer(): Promise<{ readonly sdp: string }> {
    let sdp = ''
    await this.#enqueue(async () => {
      await this.#moment()
      sdp = this.model.createAnswer()
    })
    return { sdp }
  }

  setRemoteDescription(description: { readonly type: DescriptionType; readonly sdp: string }): Promise<void> {
    const { type, sdp } = description
    // A browser with provisional answers says of an empty one that it cannot be read.
    if (sdp === '') return Promise.reject(new DOMException('The description is empty.', 'OperationError'))
    return this.#enqueue(async () => {
      await this.#moment()
      this.#refuseNow()
      this.model.setRemoteDescription(type, sdp)
      this.#remote = sdp
      this.#tellTracks()
      this.#network.changed()
    })
  }

  async addIceCandidate({ usernameFragment }: { readonly usernameFragment: string }): Promise<void> {
    if (this.closed) throw new DOMException('The connection is closed.', 'InvalidStateError')
    try {
      this.model.addIceCandidate(usernameFragment)
    } catch (error) {
      this.misuse.push(error)
      throw error
    }
    this.#candidates.add(usernameFragment)
    this.#network.changed()
  }

  restartIce(): void {
    if (this.closed) return
    this.model.restartIce()
    this.#check()
  }

  createDataChannel(label: string, init: RTCDataChannelInit = {}): FakeDataChannel {
    const channel = new FakeDataChannel(label, init, this.#network.time, (deliver) => this.#network.carry(this, deliver))
    this.#requireOpen()
    const { id } = channel
    if (id !== null && this.channels.some((one) => one.id === id && one.readyState !== 'closed')) {
      throw new DOMException('The id is taken.', 'OperationError')
    }
    this.channels.push(channel)
    if (this.connectionState === 'connected') this.#network.openChannels(this)
    return channel
  }

  async getStats(): Promise<ReadonlyMap<string, unknown>> {
    return new Map([['P', { id: 'P', type: 'peer-connection', timestamp: this.#network.time.now, dataChannelsOpened: 0 }]])
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.connectionState = 'closed'
    for (const channel of this.channels) channel.silently()
    for (const { receiver } of this.getTransceivers()) receiver.track.readyState = 'ended'
    this.#network.left(this)
  }

  // --- for transceivers ---

  setDirection(transceiver: ModelTransceiver, direction: unknown): void {
    const known = directionNames.indexOf(direction as DirectionName)
    if (known < 0) return
    this.#requireOpen()
    this.model.setDirection(transceiver, known as Direction)
    this.#check()
  }

  setStreams(transceiver: ModelTransceiver, streams: readonly unknown[]): void {
    const [stream] = requireStreams(streams)
    this.#requireOpen()
    this.model.setStream(transceiver, this.#keepStream(stream))
    this.#check()
  }

  trackOf({ track }: ModelTransceiver): FakeTrack | null {
    return this.#tracks.get(track) ?? null
  }

  /** Those of one sender end in the order in which they began. */
  async replaceTrack(transceiver: ModelTransceiver, track: unknown): Promise<void> {
    if (track !== null) requireFakeTrack(track)
    if (track !== null && track.kind !== transceiver.kind) throw new TypeError('The track is of another kind.')
    if (this.closed) throw new DOMException('The connection is closed.', 'InvalidStateError')
    if (transceiver.track === 0) this.#replacing.add(transceiver)
    const before = this.#replaced.get(transceiver) ?? Promise.resolve()
    const replaced = before.then(async () => {
      await this.#moment()
      if (this.closed) return new Promise<never>(() => undefined)
      this.#replacing.delete(transceiver)
      transceiver.track = track === null ? 0 : this.#keep(track)
      return undefined
    })
    this.#replaced.set(transceiver, replaced)
    return replaced
  }

  // --- for the network ---

  /** The fragments of its own and of the peer's that its descriptions name. */
  get fragments(): { readonly local: readonly string[]; readonly remote: readonly string[] } {
    const { currentLocal, pendingLocal, currentRemote, pendingRemote } = this.model
    const named = (...descriptions: readonly ({ readonly fragment: string } | null)[]) =>
      descriptions.flatMap((description) => (description === null ? [] : [description.fragment]))
    return { local: named(pendingLocal, currentLocal), remote: named(pendingRemote, currentRemote) }
  }

  hasCandidatesOf(fragment: string): boolean {
    return this.#candidates.has(fragment)
  }

  setConnectionState(state: RTCPeerConnectionState): void {
    if (this.closed || this.connectionState === state) return
    this.connectionState = state
    this.dispatchEvent(new Event('iceconnectionstatechange'))
    this.dispatchEvent(new Event('connectionstatechange'))
  }

  /** A channel that the peer opened. */
  receiveChannel(theirs: FakeDataChannel): FakeDataChannel {
    const { label, ordered, protocol } = theirs
    const limits: RTCDataChannelInit = {}
    if (theirs.maxRetransmits !== null) limits.maxRetransmits = theirs.maxRetransmits
    if (theirs.maxPacketLifeTime !== null) limits.maxPacketLifeTime = theirs.maxPacketLifeTime
    const channel = new FakeDataChannel(label, { ordered, protocol, ...limits }, this.#network.time, (deliver) =>
      this.#network.carry(this, deliver),
    )
    this.channels.push(channel)
    return channel
  }

  // --- inside ---

  #requireOpen(): void {
    if (this.closed) throw new DOMException("The RTCPeerConnection's signalingState is 'closed'.", 'InvalidStateError')
  }

  #moment(): Promise<void> {
    return this.#network.moment()
  }

  #keep(track: FakeTrack): number {
    this.#tracks.set(track.number, track)
    return track.number
  }

  #keepStream(stream: FakeStream | undefined): number {
    return stream?.number ?? 0
  }

  #wrap(transceiver: ModelTransceiver): FakeTransceiver {
    const known = this.#transceivers.get(transceiver) ?? new FakeTransceiver(this, transceiver)
    this.#transceivers.set(transceiver, known)
    return known
  }

  #enqueue(operation: () => Promise<void>): Promise<void> {
    if (this.closed) return Promise.reject(new DOMException('The connection is closed.', 'InvalidStateError'))
    this.#running += 1
    const result = this.#chain
      .then(() => this.#unlessClosed(operation))
      .catch((error: unknown) => {
        if (!(error instanceof BrowserRefusal) && !(error instanceof DOMException)) this.misuse.push(error)
        throw error
      })
      .finally(() => {
        this.#running -= 1
        if (!this.closed) this.dispatchEvent(new Event('signalingstatechange'))
        this.#check()
      })
    this.#chain = result.catch(() => undefined)
    return result
  }

  /** What a connection was about to do when it was closed never ends (webrtc-pc 4.4.1.2). */
  async #unlessClosed(operation: () => Promise<void>): Promise<void> {
    if (!this.closed) await operation()
    if (this.closed) await new Promise<never>(() => undefined)
  }

  async #applyLocal(type: DescriptionType, sdp: string): Promise<void> {
    await this.#moment()
    this.#refuseNow()
    this.model.setLocalDescription(type, sdp)
    this.#local = sdp
    if (type !== 'offer') this.#stopReceiving()
    this.#gather()
    this.#network.changed()
  }

  #refuseNow(): void {
    if (this.refusals === 0) return
    this.refusals -= 1
    throw new DOMException('The browser does not want to.', 'OperationError')
  }

  #gather(): void {
    const fragment = (this.model.pendingLocal ?? this.model.currentLocal)?.fragment ?? ''
    if (fragment === this.#gathered) return
    this.#gathered = fragment
    const candidate = {
      candidate: `candidate:1 1 udp 1 192.0.2.1 ${this.number} typ host`,
      ...{ sdpMid: '0', sdpMLineIndex: 0, usernameFragment: fragment, type: 'host', address: '192.0.2.1' },
    }
    void this.#moment().then(() => {
      if (!this.closed) this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }))
    })
  }

  /** Decides about `negotiationneeded` in a task of its own, while no operation runs (4.7.3). */
  #check(): void {
    if (this.closed || this.#checking || this.#running > 0 || !this.model.checkQueued) return
    this.#checking = true
    void this.#moment().then(() => {
      this.#checking = false
      if (!this.closed && this.#running === 0 && this.model.checkNegotiationNeeded())
        this.dispatchEvent(new Event('negotiationneeded'))
    })
  }

  /** What a description brings and takes away (webrtc-pc 4.4.1.5, 5.3 and 5.4). */
  #tellTracks(): void {
    const remote = this.model.pendingRemote ?? this.model.currentRemote
    const arrived: Event[] = []
    for (const transceiver of this.getTransceivers()) {
      const section = remote?.media.find(({ mid }) => mid === transceiver.mid)
      const sends = section !== undefined && (section.direction & sendonly) !== 0
      const stream = sends ? section.stream : 0
      const streams = stream === 0 ? [] : [this.#received(stream)]
      const first = sends && !transceiver.receives
      const moved = sends && transceiver.receives && this.#network.tellsStreams && transceiver.receivedStream !== stream
      transceiver.receives = sends
      transceiver.receivedStream = stream
      const { receiver } = transceiver
      if (first || moved) {
        arrived.push(Object.assign(new Event('track'), { track: receiver.track, streams, transceiver, receiver }))
      }
    }
    for (const event of arrived) this.dispatchEvent(event)
  }

  /** An answer of its own may receive less than was offered. */
  #stopReceiving(): void {
    for (const transceiver of this.getTransceivers()) {
      const { currentDirection } = transceiver
      if (currentDirection !== 'sendrecv' && currentDirection !== 'recvonly') transceiver.receives = false
    }
  }

  #received(number: number): FakeStream {
    const stream = this.#streams.get(number) ?? FakeStream.received(number)
    this.#streams.set(number, stream)
    return stream
  }
}

export class FakeReceiver {
  readonly track: FakeTrack
  readonly transport = null
  jitterBufferTarget: number | null = null

  constructor(kind: Kind) {
    this.track = new FakeTrack(kind)
  }
}

export class FakeTransceiver {
  readonly sender: FakeSender
  readonly receiver: FakeReceiver
  /** What the last description of the peer's said of it. */
  receives = false
  receivedStream = 0
  readonly #connection: FakePeerConnection
  readonly #model: ModelTransceiver

  constructor(connection: FakePeerConnection, model: ModelTransceiver) {
    this.#connection = connection
    this.#model = model
    this.sender = new FakeSender(connection, model)
    this.receiver = new FakeReceiver(model.kind)
  }

  get mid(): string | null {
    return this.#model.mid
  }

  get stopped(): boolean {
    return false
  }

  get direction(): DirectionName {
    return directionNames[this.#model.direction]
  }

  set direction(direction: DirectionName) {
    this.#connection.setDirection(this.#model, direction)
  }

  get currentDirection(): DirectionName | null {
    const { currentDirection } = this.#model
    return currentDirection === null ? null : directionNames[currentDirection]
  }

  setCodecPreferences(codecs: readonly unknown[]): void {
    if (!Array.isArray(codecs)) throw new TypeError('The codecs are no sequence.')
  }
}

export class FakeSender {
  readonly connection: FakePeerConnection
  readonly model: ModelTransceiver
  readonly transport = null
  encodings: RTCRtpEncodingParameters[] = [{}]
  #transaction = 0

  constructor(connection: FakePeerConnection, model: ModelTransceiver) {
    this.connection = connection
    this.model = model
  }

  get track(): FakeTrack | null {
    return this.connection.trackOf(this.model)
  }

  setStreams(...streams: unknown[]): void {
    this.connection.setStreams(this.model, streams)
  }

  replaceTrack(track: unknown): Promise<void> {
    return this.connection.replaceTrack(this.model, track)
  }

  getParameters(): RTCRtpSendParameters {
    this.#transaction += 1
    const encodings = this.encodings.map((encoding) => ({ ...encoding }))
    return { transactionId: String(this.#transaction), encodings, codecs: [], headerExtensions: [], rtcp: {} }
  }

  async setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    const { transactionId, encodings } = parameters
    if (this.connection.closed) throw new DOMException('The connection is closed.', 'InvalidStateError')
    if (transactionId !== String(this.#transaction)) throw new DOMException('Ask getParameters first.', 'InvalidStateError')
    if (encodings.length !== this.encodings.length) throw new DOMException('Other encodings.', 'InvalidModificationError')
    for (const { scaleResolutionDownBy, maxFramerate } of encodings) {
      if (scaleResolutionDownBy !== undefined && !(scaleResolutionDownBy >= 1)) throw new RangeError('It cannot be scaled up.')
      if (maxFramerate !== undefined && !(maxFramerate >= 0)) throw new RangeError('A frame rate is not negative.')
    }
    this.encodings = encodings.map((encoding) => ({ ...encoding }))
  }
}

/** What arrives in a section at the other side, when media can flow. */
export function arrivesFrom(sender: FakePeerConnection, receiver: FakePeerConnection, mid: string): FakeTrack | null {
  const own = sender.model.transceivers.find((one) => one.mid === mid)
  const theirs = receiver.model.transceivers.find((one) => one.mid === mid)
  const flows = agreed(own?.currentDirection ?? 0, theirs?.currentDirection ?? 0) & sendonly
  return own === undefined || flows === 0 ? null : sender.trackOf(own)
}

function requireStreams(streams: Iterable<unknown>): readonly FakeStream[] {
  const listed = [...streams]
  return listed.map((stream) => {
    if (!(stream instanceof FakeStream)) throw new TypeError("parameter 2 is not of type 'MediaStream'.")
    return stream
  })
}

/** webrtc-pc 4.4.1.6 set a configuration, and 4.2: what a browser refuses. */
function checkConfiguration(configuration: unknown): RTCConfiguration {
  if (configuration === undefined || configuration === null) return {}
  if (typeof configuration !== 'object') throw new TypeError('The configuration is no object.')
  const { iceServers = [], iceTransportPolicy = 'all', bundlePolicy = 'balanced' } = configuration as RTCConfiguration
  if (!['all', 'relay'].includes(iceTransportPolicy)) throw new TypeError(`There is no policy ${iceTransportPolicy}.`)
  if (!['balanced', 'max-bundle', 'max-compat'].includes(bundlePolicy)) throw new TypeError(`There is no policy ${bundlePolicy}.`)
  if (!Array.isArray(iceServers)) throw new TypeError('iceServers is no sequence.')
  for (const server of iceServers as readonly RTCIceServer[]) checkServer(server)
  return configuration
}

function checkServer(server: RTCIceServer): void {
  if (typeof server !== 'object' || server === null || server.urls === undefined) throw new TypeError('A server has urls.')
  const urls = [server.urls].flat()
  if (urls.length === 0) throw new DOMException('No urls.', 'SyntaxError')
  for (const url of urls) {
    if (!/^(stuns?|turns?):\S+$/.test(url)) throw new DOMException(`${url} is no valid URL.`, 'SyntaxError')
    if (url.startsWith('turn') && (server.username === undefined || server.credential === undefined)) {
      throw new DOMException('Both username and credential are required.', 'InvalidAccessError')
    }
  }
}
