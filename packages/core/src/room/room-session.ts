import { requireMuted, requireOptions } from '../arguments.ts'
import { CallSession, type CallMessage, type CallOptions } from '../call/call-session.ts'
import type { Call, CallMedia } from '../call/call.ts'
import { answersProvisionally, restartsIce } from '../call/capabilities.ts'
import type { Configuration } from '../call/configuration.ts'
import { requireMedia } from '../call/media-checks.ts'
import { chooseStrategy, WarmUpLimit, type WarmUp, type Warming } from '../call/warm-up.ts'
import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import { EarshotError } from '../errors.ts'
import { nothingMuted, type Muted } from '../media/track-gate.ts'
import type { ChannelEvent, PeerId, Presence, RoomId, SignalingChannel } from '../signaling/channel.ts'
import { checkUpdate, requireId } from '../signaling/channel-checks.ts'
import { parseEnvelope } from '../signaling/envelope.ts'
import { requireData, type Json } from '../signaling/json.ts'
import { parseMessage, type CallId, type Message } from '../signaling/message.ts'
import type { OtherCalls } from '../stats/context.ts'
import { smallest } from '../stats/interval.ts'

import { broadcast } from './broadcast.ts'
import { PeerLink } from './peer-link.ts'
import { randomId } from './random-id.ts'
import type { PresenceChange, Room, RoomEvents, RoomState } from './room.ts'
import { emptyRoster, updateRoster, type Roster, type RosterChange } from './roster.ts'

export interface RoomOptions {
  readonly id: RoomId
  readonly self: Presence
  readonly channel: SignalingChannel
  readonly configuration: Configuration
  readonly warmUp: (peer: Presence) => WarmUp
  readonly statsIntervalMs: number
  readonly clock: Clock
}

/** Links are kept after a peer is gone, since the same epoch may return and then goes on where it was; the oldest go first. */
const maxLinks = 1_024

/** Bound of what waits for its turn on all links together, in UTF-16 code units of payloads. */
const maxEarlyLengthOfAll = 4_194_304
/** Events that wait for a listener: calls that ring, and characters of recordings. */
const maxWaitingCalls = 1_024
const maxWaitingText = 4_000_000

/** Connects the roster, the links and the calls: who is here, what they say, and to whom it goes. */
export class RoomSession implements Room {
  readonly id: RoomId
  readonly #options: RoomOptions
  readonly #events = new Emitter<RoomEvents>({
    state: null,
    'peer-joined': null,
    'peer-left': null,
    'peer-changed': null,
    'incoming-call': { most: maxWaitingCalls, isTrue: (call) => call.state === 'ringing' },
    recording: { most: maxWaitingText, size: ({ text }) => text.length },
  })
  readonly on: Room['on'] = this.#events.on
  readonly #links = new Map<PeerId, PeerLink>()
  readonly #calls = new Map<PeerId, CallSession>()
  readonly #warmUpLimit: WarmUpLimit
  #self: Presence
  #state: RoomState = 'connected'
  #roster: Roster = emptyRoster
  #muted: Muted = nothingMuted
  #leaving: Promise<void> | null = null

  constructor(options: RoomOptions) {
    this.#options = options
    this.id = options.id
    this.#self = options.self
    this.#warmUpLimit = new WarmUpLimit(options.clock)
    options.channel.subscribe((event) => this.#hear(event))
    globalThis.addEventListener?.('pagehide', this.#leaveWithPage)
    globalThis.addEventListener?.('online', this.#changeNetwork)
  }

  get self(): Presence {
    return this.#self
  }

  get state(): RoomState {
    return this.#state
  }

  get peers(): ReadonlyMap<PeerId, Presence> {
    return this.#roster
  }

  get calls(): ReadonlyMap<PeerId, Call> {
    return this.#calls
  }

  call(peerId: PeerId, media: CallMedia = {}): Call {
    requireId('Peer id', peerId)
    requireMedia('media', media)
    const metadata = requireData('metadata', media.metadata ?? null)
    const peer = this.#roster.get(peerId)
    if (this.self.role === 'observer') throw new TypeError("An observer cannot call: join with the role 'member'.")
    if (peerId === this.self.peerId)
      throw new TypeError('`peerId` must be of another peer: for a call with this one, use connectLoopback.')
    if (peer?.role === 'observer') throw new TypeError(`\`peerId\` must be of a member: ${peer.name} only observes.`)
    const running = this.#calls.get(peerId)
    if (running !== undefined) return join(running, media)
    const known = peer ?? this.#absent(peerId)
    const call = CallSession.invite(this.#callOptions(known, randomId(), this.#warmingOut(known, media), metadata), media)
    this.#keep(call)
    if (peer === undefined || this.#state === 'closed') queueMicrotask(() => call.peerAway())
    return call
  }

  /** Someone who is not here: the last epoch seen, so that its link stays as it is. */
  #absent(peerId: PeerId): Presence {
    return {
      peerId,
      epoch: this.#links.get(peerId)?.peer ?? randomId(),
      role: 'member',
      name: peerId,
      capabilities: [],
      data: null,
    }
  }

  setPresence(change: PresenceChange): void {
    requireOptions('change', change, "{ name: 'Ada' }")
    const { name = this.#self.name, data = this.#self.data } = change
    const self = checkUpdate(this.#self, { ...this.#self, name, data: requireData('data', data) })
    if (this.#state === 'closed') return
    this.#self = self
    this.#options.channel.update(self)
  }

  setMuted(muted: Partial<Muted>): void {
    requireMuted(muted)
    const { audio = this.#muted.audio, video = this.#muted.video } = muted
    this.#muted = { audio, video }
    for (const call of this.#calls.values()) call.roomMutedChanged()
  }

  leave(): Promise<void> {
    this.#leaving ??= this.#close(null, () => this.#options.channel.close())
    return this.#leaving
  }

  // --- what the channel says ---

  #hear(event: ChannelEvent): void {
    if (this.#state === 'closed') return
    if (event.type === 'message') return this.#receive(event.from, event.payload)
    if (event.type === 'joined' && event.peer.peerId === this.self.peerId) return
    this.#updateRoster(event)
    if (event.type === 'down') this.#setState('reconnecting', event.reason)
    if (event.type === 'up') {
      for (const link of this.#links.values()) link.repeat()
      this.#setState('connected', null)
    }
    if (event.type === 'closed') this.#leaving ??= this.#close(event.error?.message ?? null, () => Promise.resolve())
  }

  #updateRoster(event: ChannelEvent): void {
    const [roster, changes] = updateRoster(this.#roster, event)
    this.#roster = roster
    for (const change of changes) this.#follow(change)
  }

  #follow(change: RosterChange): void {
    const { peer } = change
    switch (change.type) {
      case 'joined':
        this.#peerIsHere(peer)
        return this.#events.emit('peer-joined', peer)
      case 'returned':
        return this.#peerIsHere(peer)
      case 'changed':
        return this.#events.emit('peer-changed', peer, change.before)
      case 'left':
        this.#calls.get(peer.peerId)?.peerAway()
        return this.#events.emit('peer-left', peer)
    }
  }

  #peerIsHere(peer: Presence): void {
    const call = this.#calls.get(peer.peerId)
    if (call !== undefined && call.peer.epoch !== peer.epoch) call.replace('remote')
    const link = this.#linkTo(peer)
    link.repeat()
    this.#calls.get(peer.peerId)?.peerBack(peer)
  }

  #receive(from: PeerId, payload: string): void {
    const envelope = parseEnvelope(payload)
    const link = this.#links.get(from)
    if (envelope === null || link === undefined) return
    // Dropped, and so repeated: many peers together must not fill this page with what they send out of order.
    if (link.isEarly(envelope) && this.#earlyLength + payload.length > maxEarlyLengthOfAll) return
    link.receive(envelope, payload.length)
  }

  get #earlyLength(): number {
    let sum = 0
    for (const link of this.#links.values()) sum += link.earlyLength
    return sum
  }

  #linkTo(peer: Presence): PeerLink {
    const known = this.#links.get(peer.peerId)
    if (known?.peer === peer.epoch) return known
    known?.close()
    const link = new PeerLink({
      self: this.self.epoch,
      peer: peer.epoch,
      clock: this.#options.clock,
      signaling: (payload) => this.#signal(peer.peerId, payload),
      onMessage: (body) => this.#takeMessage(peer.peerId, peer.epoch, body),
      onOverflow: () => this.#calls.get(peer.peerId)?.fail(),
    })
    this.#links.delete(peer.peerId) // so that it moves to the end of the map, behind the older ones
    this.#links.set(peer.peerId, link)
    this.#forgetOldLinks()
    return link
  }

  #forgetOldLinks(): void {
    for (const [peerId, link] of this.#links) {
      if (this.#links.size <= maxLinks) return
      if (this.#roster.has(peerId) || this.#calls.has(peerId)) continue
      link.close()
      this.#links.delete(peerId)
    }
  }

  #signal(to: PeerId, payload: string): boolean {
    if (this.#state !== 'connected') return false
    this.#options.channel.send(to, payload)
    return true
  }

  // --- what a peer says ---

  #takeMessage(from: PeerId, epoch: string, body: unknown): void {
    const peer = this.#roster.get(from) ?? this.#calls.get(from)?.peer
    const message = parseMessage(body)
    if (message === null || peer?.epoch !== epoch) return
    if (message.type === 'recording') return this.#takeRecording(peer, message)
    if (this.self.role === 'observer' || peer.role === 'observer') return
    if (message.type === 'invite') return this.#takeInvitation(peer, message)
    const call = this.#calls.get(from)
    if (call?.id === message.call) return call.receive(message)
    // The peer believes in a call that has ended here while it could not be told.
    if (message.type === 'description' || message.type === 'restart-ice' || message.type === 'rebuild') {
      this.#links.get(from)?.send({ type: 'hang-up', call: message.call, reason: 'left' })
    }
  }

  #takeRecording(from: Presence, { call, peer, text }: Message & { type: 'recording' }): void {
    if (this.self.role === 'observer') this.#events.emit('recording', { from, call, peer, text })
  }

  #takeInvitation(peer: Presence, invitation: Message & { type: 'invite' }): void {
    const { call: id, description } = invitation
    const running = this.#calls.get(peer.peerId)
    if (running?.id === id || description.type !== 'offer') return
    if (running?.direction === 'outgoing' && running.state === 'ringing') {
      // Both called: the lower peer id's invitation stands, and the other side answers it with its own call.
      if (peer.peerId < this.self.peerId) running.giveWay(invitation)
      return
    }
    running?.replace('remote')
    const call = this.#invited(peer, invitation)
    if (call === null) return
    this.#keep(call)
    this.#events.emit('incoming-call', call)
    call.warmUp() // unless it was accepted or declined just now
  }

  /** The caller hears why where no connection can be made here. */
  #invited(peer: Presence, invitation: Message & { type: 'invite' }): CallSession | null {
    const { call: id, metadata } = invitation
    try {
      return CallSession.invited(this.#callOptions(peer, id, this.#warmingIn(peer, invitation), metadata), invitation)
    } catch (error) {
      const unsupported = error instanceof EarshotError && error.code === 'unsupported'
      this.#linkTo(peer).send({ type: 'decline', call: id, reason: unsupported ? 'unsupported' : 'failed' })
      if (!(error instanceof EarshotError)) throw error
      return null
    }
  }

  // --- the path while it rings ---

  #warmingOut(
    peer: Presence,
    { warmUp = this.#options.warmUp(peer), warmUpStrategy, earlyMedia = false }: CallMedia,
  ): Warming | null {
    if (warmUp === 'off') return null
    const strategy = chooseStrategy(this.self, peer, { strategy: warmUpStrategy, earlyMedia })
    return { strategy, relayOnly: warmUp === 'relay-only', earlyMedia }
  }

  #warmingIn(peer: Presence, { warmUp: proposed }: Message & { type: 'invite' }): Warming | null {
    const warmUp = this.#options.warmUp(peer)
    if (proposed === null || warmUp === 'off' || !this.#warmUpLimit.take(peer.peerId)) return null
    if (proposed.strategy === 'pranswer' && !answersProvisionally(this.self.capabilities)) return null
    return { ...proposed, relayOnly: warmUp === 'relay-only' }
  }

  // --- calls ---

  #callOptions(peer: Presence, id: CallId, warming: Warming | null, metadata: Json): CallOptions {
    const { configuration, clock, statsIntervalMs } = this.#options
    const link = this.#linkTo(peer)
    return {
      id,
      peer,
      metadata,
      restartsIce: (makesConnections) => restartsIce(makesConnections, this.self.capabilities, peer.capabilities),
      warming,
      configuration,
      clock,
      statsIntervalMs,
      roomMuted: () => this.#muted,
      signaling: () => this.#state,
      others: () => this.#othersThan(peer.peerId),
      send: (message: CallMessage) => link.send(message),
      delivered: () => link.backlog === 0,
      addRoute: (route) => link.addRoute(route),
      onControl: (payload) => this.#receive(peer.peerId, payload),
      onEnded: (call) => this.#forget(call),
    }
  }

  #keep(call: CallSession): void {
    this.#calls.set(call.peer.peerId, call)
    broadcast({ call, clock: this.#options.clock, observers: () => this.#linksToObservers() })
  }

  #forget(call: CallSession): void {
    const { peerId } = call.peer
    if (this.#calls.get(peerId) === call) this.#calls.delete(peerId)
  }

  #linksToObservers(): readonly PeerLink[] {
    return [...this.#roster.values()].flatMap(({ role, peerId }) => {
      const link = role === 'observer' ? this.#links.get(peerId) : undefined
      return link === undefined ? [] : [link]
    })
  }

  /** What all of this peer's other calls suffer is its own network's. */
  #othersThan(peerId: PeerId): OtherCalls | null {
    const summaries = [...this.#calls].flatMap(([other, { summary }]) => (other === peerId || summary === null ? [] : [summary]))
    if (summaries.length === 0) return null
    return {
      calls: summaries.length,
      receivedLoss: smallest(summaries.map(({ receivedLoss }) => receivedLoss)),
      sentLoss: smallest(summaries.map(({ sentLoss }) => sentLoss)),
    }
  }

  readonly #changeNetwork = (): void => {
    for (const call of this.#calls.values()) call.networkChanged()
  }

  // --- the end ---

  /** The others know within a second that a page was closed; without this word only when its lease runs out. */
  readonly #leaveWithPage = (): void => {
    void this.leave()
  }

  async #close(reason: string | null, closeChannel: () => Promise<void>): Promise<void> {
    globalThis.removeEventListener?.('pagehide', this.#leaveWithPage)
    globalThis.removeEventListener?.('online', this.#changeNetwork)
    for (const call of this.#calls.values()) call.leave()
    const closed = closeChannel()
    this.#setState('closed', reason)
    for (const link of this.#links.values()) link.close()
    this.#links.clear()
    this.#events.clear()
    await closed
  }

  #setState(state: RoomState, reason: string | null): void {
    if (this.#state === state) return
    this.#state = state
    this.#events.emit('state', state, reason)
  }
}

/** A call to somebody who rings here answers their call. */
function join(running: CallSession, { stream, codecs }: CallMedia): Call {
  const rings = running.direction === 'incoming' && running.state === 'ringing'
  if (!rings) throw new TypeError('There is a call with this peer already: room.calls has it.')
  running.accept({ ...(stream && { stream }), ...(codecs && { codecs }) })
  return running
}
