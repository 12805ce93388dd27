import {
  agreed,
  readDescription,
  recvonly,
  reversed,
  sendonly,
  sendrecv,
  writeDescription,
  type DescriptionType,
  type Direction,
  type Kind,
  type ModelDescription,
  type ModelMedia,
} from './model-description.ts'
import { newTransceiver, type ModelTransceiver } from './model-transceiver.ts'

/**
 * What an RTCPeerConnection does to its state (RFC 8829, W3C webrtc-pc 4 and 5), without media and without time: every operation happens at
 * once. Wrong use throws, and that is what the model is for. `agreement.browser.test.ts` holds it against a browser.
 */
export class ModelConnection {
  signalingState: RTCSignalingState = 'stable'
  readonly transceivers: ModelTransceiver[] = []
  currentLocal: ModelDescription | null = null
  currentRemote: ModelDescription | null = null
  pendingLocal: ModelDescription | null = null
  pendingRemote: ModelDescription | null = null
  /** The browser has fired `negotiationneeded` and does not again before it was stable in between (4.7.3). */
  negotiationNeeded = false
  /** A task that decides about `negotiationneeded` is queued. */
  checkQueued = false
  /** As Chromium (seen in 156) is once it has taken back an offer on a connection that began with an answer: what it receives is not drawn any more. */
  blind = false
  #ownOfferAnswered = false
  readonly #name: string
  /** ICE credentials that the next offer replaces. */
  #fragmentsToReplace: readonly string[] = []
  #fragments = 0
  #offers = 0
  #mids = 0
  /** Also of offers that were taken back: they are not given again. */
  #midsHeard: readonly string[] = []
  /** The description made last: only to save reading it again. */
  #written: { readonly sdp: string; readonly description: ModelDescription } | null = null

  constructor(name: string) {
    this.#name = name
  }

  /** Whether ICE and DTLS can be up: an answer is enough, provisional or final. */
  get answered(): boolean {
    return this.currentRemote !== null || this.signalingState.endsWith('pranswer')
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
    this.#requireState('An offer was made', 'stable', 'have-local-offer')
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
    this.#requireState('An answer was made', 'have-remote-offer', 'have-local-pranswer')
    const offer = required(this.pendingRemote)
    const media = offer.media.map((offered, line) => {
      const section = this.#section(this.#transceiverOf(line))
      return { ...section, direction: agreed(section.direction, offered.direction) }
    })
    const goesOn = this.currentRemote?.fragment === offer.fragment ? this.currentLocal : null
    const fragment = (this.pendingLocal ?? goesOn)?.fragment ?? this.#nextFragment()
    return this.#write({ type: 'answer', offer: offer.offer, fragment, media })
  }

  setLocalDescription(type: DescriptionType, sdp: string): void {
    const description = { ...(this.#written?.sdp === sdp ? this.#written.description : readDescription(type, sdp)), type }
    if (type === 'offer') return this.#setLocalOffer(description)
    this.#requireState(`A local ${type} was set`, 'have-remote-offer', 'have-local-pranswer')
    this.#applyAnswer(description, required(this.pendingRemote), (direction) => direction)
    if (type === 'answer') return this.#complete(description, required(this.pendingRemote))
    this.pendingLocal = description
    this.signalingState = 'have-local-pranswer'
  }

  setRemoteDescription(type: DescriptionType, sdp: string): void {
    const description = readDescription(type, sdp)
    if (type === 'offer') return this.#setRemoteOffer(description)
    this.#requireState(`A remote ${type} was set`, 'have-local-offer', 'have-remote-pranswer')
    const offer = required(this.pendingLocal)
    if (description.offer !== offer.offer) throw new Error(`The ${type} to ${description.offer} was applied to ${offer.offer}.`)
    this.#applyAnswer(description, offer, reversed)
    if (type === 'answer') return this.#complete(offer, description)
    this.pendingRemote = description
    this.signalingState = 'have-remote-pranswer'
  }

  /** From a provisional answer there is no way back (webrtc-pc 4.4.1.5). */
  rollBack(): void {
    this.#requireState('It was rolled back', 'have-local-offer', 'have-remote-offer')
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
    copy.blind = this.blind
    copy.#ownOfferAnswered = this.#ownOfferAnswered
    copy.#fragmentsToReplace = this.#fragmentsToReplace
    copy.#fragments = this.#fragments
    copy.#offers = this.#offers
    copy.#mids = this.#mids
    copy.#midsHeard = this.#midsHeard
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
      this.blind,
      this.#ownOfferAnswered,
      this.#fragmentsToReplace,
    ]
  }

  #requireState(what: string, ...states: readonly RTCSignalingState[]): void {
    if (!states.includes(this.signalingState)) throw new Error(`${what} in ${this.signalingState}.`)
  }

  #setLocalOffer(description: ModelDescription): void {
    this.#requireState('A local offer was set', 'stable', 'have-local-offer')
    for (const [line, { mid }] of description.media.entries()) {
      const transceiver = this.transceivers.find((one) => one.line === line && (one.mid === null || one.mid === mid))
      if (transceiver === undefined) throw new Error(`There is no transceiver for media section ${mid}.`)
      this.#associate(transceiver, mid, line)
    }
    this.pendingLocal = description
    this.signalingState = 'have-local-offer'
  }

  #setRemoteOffer(description: ModelDescription): void {
    this.#requireState('A remote offer was set', 'stable', 'have-local-offer', 'have-remote-offer')
    if (this.signalingState === 'have-local-offer') this.#takeBack()
    this.#checkOrder(description)
    for (const [line, section] of description.media.entries()) {
      if (!this.#midsHeard.includes(section.mid)) this.#midsHeard = [...this.#midsHeard, section.mid]
      const transceiver = this.#transceiverFor(section)
      this.#associate(transceiver, section.mid, line)
    }
    this.pendingRemote = description
    this.signalingState = 'have-remote-offer'
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

  /** Directions hold from a provisional answer on, as from a final one. */
  #applyAnswer(answer: ModelDescription, offer: ModelDescription, seenFromHere: (direction: Direction) => Direction): void {
    if (answer.media.length !== offer.media.length) throw new Error('Offer and answer differ in their media sections.')
    for (const [line, { mid, direction }] of answer.media.entries()) {
      const transceiver = this.#transceiverOf(line)
      if (transceiver.mid !== mid) throw new Error('Offer and answer differ in their media sections.')
      transceiver.currentDirection = seenFromHere(direction)
      transceiver.hasSent ||= (transceiver.currentDirection & sendonly) !== 0
    }
  }

  #complete(local: ModelDescription, remote: ModelDescription): void {
    for (const transceiver of this.transceivers) {
      transceiver.associatedSinceStable = false
      transceiver.fromRemoteOffer = false
    }
    this.#ownOfferAnswered ||= local.type === 'offer'
    this.currentLocal = local
    this.currentRemote = remote
    if (!this.#fragmentsToReplace.includes(local.fragment)) this.#fragmentsToReplace = []
    this.#becomeStable()
  }

  #takeBack(): void {
    this.blind ||= this.signalingState === 'have-local-offer' && this.currentLocal !== null && !this.#ownOfferAnswered
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
    const taken = (mid: string) => this.#midsHeard.includes(mid) || this.transceivers.some((one) => one.mid === mid)
    while (taken(String(this.#mids))) this.#mids += 1
    this.#mids += 1
    return String(this.#mids - 1)
  }
}

/** What a browser refuses although nobody used it wrongly: two sides that no longer agree about what they have. A new connection helps. */
export class BrowserRefusal extends Error {}

function required(description: ModelDescription | null): ModelDescription {
  if (description === null) throw new Error('There is no offer to answer.')
  return description
}
