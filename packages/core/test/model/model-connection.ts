import {
  agreed,
  readDescription,
  recvonly,
  reversed,
  sendonly,
  sendrecv,
  writeDescription,
  type Direction,
  type Kind,
  type ModelDescription,
  type ModelMedia,
} from './model-description.ts'

/**
 * What an RTCPeerConnection does to its state (RFC 8829, W3C webrtc-pc 4 and 5), without media and without time: every operation happens at
 * once. Wrong use throws, and that is what the model is for. `agreement.browser.test.ts` holds it against a browser.
 */
export class ModelConnection {
  signalingState: 'stable' | 'have-local-offer' | 'have-remote-offer' = 'stable'
  readonly transceivers: ModelTransceiver[] = []
  currentLocal: ModelDescription | null = null
  currentRemote: ModelDescription | null = null
  pendingLocal: ModelDescription | null = null
  pendingRemote: ModelDescription | null = null
  /** The browser has fired `negotiationneeded` and does not again before it was stable in between (4.7.3). */
  negotiationNeeded = false
  /** A task that decides about `negotiationneeded` is queued. */
  checkQueued = false
  readonly #name: string
  /** ICE credentials that the next offer replaces. */
  #fragmentsToReplace: readonly string[] = []
  #fragments = 0
  #offers = 0
  #mids = 0
  /** The description made last: only to save reading it again. */
  #written: { readonly sdp: string; readonly description: ModelDescription } | null = null

  constructor(name: string) {
    this.#name = name
  }

  addTransceiver(kind: Kind, track: number, stream: number, direction: Direction): ModelTransceiver {
    const transceiver = newTransceiver(kind, track, stream, direction)
    this.transceivers.push(transceiver)
    this.checkQueued = true
    return transceiver
  }

  /** 5.1 addTrack: a transceiver that never sent is used for it. */
  addTrack(kind: Kind, track: number, stream: number): ModelTransceiver {
    if (this.transceivers.some((one) => one.track === track)) throw new Error('The track is sent already.')
    const free = this.transceivers.find((one) => one.track === 0 && one.kind === kind && !one.hasSent)
    if (free === undefined) {
      const added = this.addTransceiver(kind, track, stream, sendrecv)
      added.fromAddTrack = true
      return added
    }
    free.track = track
    free.stream = stream
    free.reusedByAddTrack = true
    free.direction = (free.direction | sendonly) as Direction
    this.checkQueued = true
    return free
  }

  removeTrack(transceiver: ModelTransceiver): void {
    // Rolling back an offer takes its transceivers away.
    if (transceiver.track === 0 || !this.transceivers.includes(transceiver)) return
    transceiver.track = 0
    this.setDirection(transceiver, (transceiver.direction & recvonly) as Direction)
  }

  setDirection(transceiver: ModelTransceiver, direction: Direction): void {
    transceiver.direction = direction
    this.checkQueued = true
  }

  setStream(transceiver: ModelTransceiver, stream: number): void {
    transceiver.stream = stream
    this.checkQueued = true
  }

  restartIce(): void {
    const fragments: string[] = []
    if (this.currentLocal !== null) fragments.push(this.currentLocal.fragment)
    if (this.pendingLocal !== null) fragments.push(this.pendingLocal.fragment)
    this.#fragmentsToReplace = fragments
    this.checkQueued = true
  }

  createOffer(): string {
    if (this.signalingState === 'have-remote-offer') throw new Error('An offer was made in have-remote-offer.')
    const count = this.currentLocal?.media.length ?? 0
    const media: ModelMedia[] = []
    for (let line = 0; line < count; line += 1) media.push(this.#section(this.#transceiverOf(line)))
    for (const transceiver of this.transceivers) {
      if (transceiver.mid !== null && transceiver.line !== null && transceiver.line < count) continue
      transceiver.line = media.length
      media.push(this.#section(transceiver, transceiver.mid ?? this.#nextMid()))
    }
    this.#offers += 1
    const last = this.pendingLocal ?? this.currentLocal
    const fragment = last === null || this.#fragmentsToReplace.length > 0 ? this.#nextFragment() : last.fragment
    return this.#write({ type: 'offer', offer: `${this.#name}${this.#offers}`, fragment, media })
  }

  createAnswer(): string {
    const offer = this.pendingRemote
    if (this.signalingState !== 'have-remote-offer' || offer === null)
      throw new Error(`An answer was made in ${this.signalingState}.`)
    const media = offer.media.map((offered, line) => {
      const section = this.#section(this.#transceiverOf(line))
      return { ...section, direction: agreed(section.direction, offered.direction) }
    })
    const restarted = this.currentLocal === null || this.currentRemote?.fragment !== offer.fragment
    const fragment = restarted ? this.#nextFragment() : (this.currentLocal?.fragment ?? '')
    return this.#write({ type: 'answer', offer: offer.offer, fragment, media })
  }

  setLocalDescription(type: 'offer' | 'answer', sdp: string): void {
    const description = this.#written?.sdp === sdp ? this.#written.description : readDescription(type, sdp)
    if (type === 'answer') {
      if (this.signalingState !== 'have-remote-offer') throw new Error(`A local answer was set in ${this.signalingState}.`)
      return this.#complete(description, this.pendingRemote)
    }
    if (this.signalingState === 'have-remote-offer') throw new Error('A local offer was set in have-remote-offer.')
    for (const [line, { mid }] of description.media.entries()) {
      const transceiver = this.transceivers.find((one) => one.line === line && (one.mid === null || one.mid === mid))
      if (transceiver === undefined) throw new Error(`There is no transceiver for media section ${mid}.`)
      this.#associate(transceiver, mid, line)
    }
    this.pendingLocal = description
    this.signalingState = 'have-local-offer'
  }

  setRemoteDescription(type: 'offer' | 'answer', sdp: string): void {
    const description = readDescription(type, sdp)
    if (type === 'answer') {
      const offer = this.pendingLocal
      if (this.signalingState !== 'have-local-offer' || offer === null)
        throw new Error(`A remote answer was set in ${this.signalingState}.`)
      if (description.offer !== offer.offer) throw new Error(`The answer to ${description.offer} was applied to ${offer.offer}.`)
      return this.#complete(offer, description)
    }
    if (this.signalingState === 'have-local-offer') this.#takeBack()
    this.#checkOrder(description)
    for (const [line, section] of description.media.entries()) {
      const transceiver = this.#transceiverFor(section)
      this.#associate(transceiver, section.mid, line)
    }
    this.pendingRemote = description
    this.signalingState = 'have-remote-offer'
  }

  rollBack(): void {
    if (this.signalingState === 'stable') throw new Error('There was nothing to roll back.')
    this.#takeBack()
    this.#becomeStable()
  }

  /** The queued task of 4.7.3: whether `negotiationneeded` fires now. Only while no operation runs. */
  checkNegotiationNeeded(): boolean {
    this.checkQueued = false
    if (this.signalingState !== 'stable') return false
    if (!this.needsNegotiation()) {
      this.negotiationNeeded = false
      return false
    }
    if (this.negotiationNeeded) return false
    this.negotiationNeeded = true
    return true
  }

  /** 4.7.3 check if negotiation is needed. */
  needsNegotiation(): boolean {
    const local = this.currentLocal
    const remote = this.currentRemote
    if (this.#fragmentsToReplace.length > 0) return true
    for (const { mid, line, direction, stream } of this.transceivers) {
      const section = mid === null ? -1 : (line ?? -1)
      const own = local?.media[section]
      const theirs = remote?.media[section]
      if (own === undefined || theirs === undefined) return true
      if ((direction & sendonly) !== 0 && own.stream !== stream) return true
      if (local?.type === 'offer' && own.direction !== direction && reversed(theirs.direction) !== direction) return true
      if (local?.type === 'answer' && own.direction !== agreed(direction, theirs.direction)) return true
    }
    return false
  }

  /** Throws where Firefox would reject: without a description, or for other ICE credentials than the peer's present ones. */
  addIceCandidate(fragment: string): void {
    const remote = this.pendingRemote ?? this.currentRemote
    if (remote === null) throw new Error('A candidate was added before the remote description.')
    if (remote.fragment !== fragment) throw new Error(`A candidate of ${fragment} was added to ${remote.fragment}.`)
  }

  /** An equal connection that lives its own life. */
  clone(): ModelConnection {
    const copy = new ModelConnection(this.#name)
    copy.signalingState = this.signalingState
    for (const transceiver of this.transceivers) copy.transceivers.push({ ...transceiver })
    copy.currentLocal = this.currentLocal
    copy.currentRemote = this.currentRemote
    copy.pendingLocal = this.pendingLocal
    copy.pendingRemote = this.pendingRemote
    copy.negotiationNeeded = this.negotiationNeeded
    copy.checkQueued = this.checkQueued
    copy.#fragmentsToReplace = this.#fragmentsToReplace
    copy.#fragments = this.#fragments
    copy.#offers = this.#offers
    copy.#mids = this.#mids
    return copy
  }

  /** Everything that decides about the future, for the exhaustive search. */
  describe(): unknown {
    const descriptions = [this.currentLocal, this.currentRemote, this.pendingLocal, this.pendingRemote]
    return [
      this.signalingState,
      this.transceivers,
      descriptions,
      this.negotiationNeeded,
      this.checkQueued,
      this.#fragmentsToReplace,
    ]
  }

  #write(description: ModelDescription): string {
    const sdp = writeDescription(description)
    this.#written = { sdp, description }
    return sdp
  }

  #section({ kind, direction, stream, ...transceiver }: ModelTransceiver, mid = transceiver.mid ?? ''): ModelMedia {
    return { mid, kind, direction, stream: (direction & sendonly) === 0 ? 0 : stream }
  }

  #transceiverOf(line: number): ModelTransceiver {
    for (const transceiver of this.transceivers) if (transceiver.line === line && transceiver.mid !== null) return transceiver
    throw new Error(`Media section ${line} has no transceiver.`)
  }

  /** RFC 8829 5.10: a section that is new here takes a track that waits for one, if the peer wants to receive. */
  #transceiverFor(section: ModelMedia): ModelTransceiver {
    const associated = this.transceivers.find((one) => one.mid === section.mid)
    if (associated !== undefined) return associated
    const wanted = (section.direction & recvonly) !== 0
    const waiting = wanted
      ? this.transceivers.find((one) => one.mid === null && one.fromAddTrack && one.kind === section.kind)
      : undefined
    if (waiting !== undefined) return waiting
    const created = newTransceiver(section.kind, 0, 0, recvonly)
    created.fromRemoteOffer = true
    this.transceivers.push(created)
    return created
  }

  #associate(transceiver: ModelTransceiver, mid: string, line: number): void {
    if (transceiver.mid === mid && transceiver.line === line) return
    transceiver.mid = mid
    transceiver.line = line
    transceiver.associatedSinceStable = true
  }

  #checkOrder({ media }: ModelDescription): void {
    const known = this.currentLocal?.media ?? []
    for (const [line, { mid, kind }] of known.entries()) {
      const offered = media[line]
      if (offered?.mid !== mid || offered.kind !== kind)
        throw new BrowserRefusal("The order of the offer's media sections is another one.")
    }
  }

  #complete(local: ModelDescription, remote: ModelDescription | null): void {
    if (remote === null || local.media.length !== remote.media.length)
      throw new Error('Offer and answer differ in their media sections.')
    const answer = local.type === 'answer' ? local : remote
    for (const [line, { mid, direction }] of answer.media.entries()) {
      const transceiver = this.#transceiverOf(line)
      if (transceiver.mid !== mid) throw new Error('Offer and answer differ in their media sections.')
      transceiver.currentDirection = answer === local ? direction : reversed(direction)
      transceiver.hasSent ||= (transceiver.currentDirection & sendonly) !== 0
    }
    for (const transceiver of this.transceivers) {
      transceiver.associatedSinceStable = false
      transceiver.fromRemoteOffer = false
    }
    this.currentLocal = local
    this.currentRemote = remote
    if (!this.#fragmentsToReplace.includes(local.fragment)) this.#fragmentsToReplace = []
    this.#becomeStable()
  }

  #takeBack(): void {
    for (let index = this.transceivers.length - 1; index >= 0; index -= 1) {
      const transceiver = this.transceivers[index]
      if (transceiver === undefined || !transceiver.associatedSinceStable) continue
      transceiver.associatedSinceStable = false
      transceiver.mid = null
      transceiver.line = null
      if (!transceiver.fromRemoteOffer) continue
      transceiver.fromRemoteOffer = false
      if (transceiver.reusedByAddTrack) transceiver.fromAddTrack = true
      else this.transceivers.splice(index, 1)
    }
    this.pendingLocal = null
    this.pendingRemote = null
  }

  #becomeStable(): void {
    this.pendingLocal = null
    this.pendingRemote = null
    this.signalingState = 'stable'
    this.negotiationNeeded = false
    this.checkQueued = true
  }

  #nextFragment(): string {
    this.#fragments += 1
    return `${this.#name}-${this.#fragments}`
  }

  #nextMid(): string {
    const taken = (mid: string) => this.transceivers.some((one) => one.mid === mid)
    while (taken(String(this.#mids))) this.#mids += 1
    this.#mids += 1
    return String(this.#mids - 1)
  }
}

/** What a browser refuses although nobody used it wrongly: two sides that no longer agree about what they have. A new connection helps. */
export class BrowserRefusal extends Error {}

export interface ModelTransceiver {
  readonly kind: Kind
  mid: string | null
  /** Index of the media section. createOffer proposes one; it counts from the moment that there is a `mid`. */
  line: number | null
  direction: Direction
  currentDirection: Direction | null
  /** What the sender sends, 0 for none. */
  track: number
  stream: number
  /** Made by addTrack, and so free to be matched with a section of the peer's. */
  fromAddTrack: boolean
  fromRemoteOffer: boolean
  reusedByAddTrack: boolean
  associatedSinceStable: boolean
  hasSent: boolean
}

function newTransceiver(kind: Kind, track: number, stream: number, direction: Direction): ModelTransceiver {
  return {
    kind,
    mid: null,
    line: null,
    direction,
    currentDirection: null,
    track,
    stream,
    fromAddTrack: false,
    fromRemoteOffer: false,
    reusedByAddTrack: false,
    associatedSinceStable: false,
    hasSent: false,
  }
}
