import type { Clock } from '../clock.ts'
import { Emitter } from '../emitter.ts'
import { EarshotError } from '../errors.ts'
import type { CodecPreferences } from '../media/codec-preferences.ts'
import type { Context } from '../stats/context.ts'
import type { Report } from '../stats/report.ts'
import type { PathSample, Sample } from '../stats/sample.ts'
import { startSampler, type Sampler } from '../stats/sampler.ts'

import type { Configuration } from './configuration.ts'
import { Connection, type ConnectionMessage } from './connection.ts'
import type { JitterBufferTarget } from './jitter-buffer.ts'
import { PathKeeper } from './path-keeper.ts'
import type { RemoteTrack } from './remote-tracks.ts'
import type { OutgoingTrack, Receive } from './slots.ts'
import type { TimelineEvent } from './timeline.ts'
import type { TrackOptions } from './track-options.ts'
import type { Warming } from './warm-up.ts'

/** What the two sides of a call say to each other about its connections. */
export type PathMessage = ConnectionMessage | { readonly type: 'restart-ice' } | { readonly type: 'rebuild' }

/** What is sent over a path: asked for whenever a connection is made. */
export interface PathMedia {
  readonly tracks: readonly OutgoingTrack[]
  readonly receive: Receive
  readonly optionsOf: (track: MediaStreamTrack) => TrackOptions
  readonly codecs: CodecPreferences
  readonly held: boolean
  readonly jitterBufferTarget: JitterBufferTarget
}

export interface CallPathOptions {
  /** Whether the side that makes the connections, or the other one, restarts ICE itself, or asks the peer to. */
  readonly restartsIce: (makesConnections: boolean) => boolean
  readonly configuration: Configuration
  readonly clock: Clock
  readonly statsIntervalMs: number
  readonly delivered: () => boolean
  /** How connections are made ready before the call is accepted. */
  readonly warming: Warming | null
  readonly media: () => PathMedia
  /** What statistics do not say of the call on this connection. */
  readonly context: (connection: RTCPeerConnection) => Context
}

export interface CallPathEvents {
  /** A connection was made, in place of one that brought these tracks. */
  connection: [connection: Connection, before: ReadonlyMap<string, RemoteTrack>]
  /** The present connection is closed. */
  disconnected: [connection: RTCPeerConnection]
  message: [connection: number, message: PathMessage]
  /** Media can flow; before the call is accepted: could at once. */
  up: []
  broken: []
  /** Everything was tried. */
  'gave-up': []
  /** The browser would not send this track: the path goes on without it. */
  'track-refused': [track: MediaStreamTrack, error: unknown]
  report: [report: Report]
  sample: [sample: Sample]
  timeline: [event: TimelineEvent]
}

/** STUN checks are answered at least this often on a path that works, whether media flows or not. */
const longestSilenceMs = 4_000
const aMomentMs = 20
/** A better path is looked for when the first pictures are there: a negotiation would delay them. */
const firstPictureMs = 2_000
/** Messages about the connection kept while it rings: an offer, and more candidates in batches than any machine has. */
const maxUnheard = 64
/** Tracks that are refused before anyone listens: those of the first connection. */
const maxRefused = 64

/** The connections of a call, one at a time and counted from 1, and what is done when one breaks. */
export class CallPath {
  readonly #options: CallPathOptions
  readonly #events = new Emitter<CallPathEvents>({
    connection: null,
    disconnected: null,
    'track-refused': { most: maxRefused },
    message: null,
    up: null,
    broken: null,
    'gave-up': null,
    report: null,
    sample: null,
    timeline: null,
  })
  readonly on: Emitter<CallPathEvents>['on'] = this.#events.on
  readonly #keeper: PathKeeper
  /** The side that made the first connection makes every other. */
  #makesConnections: boolean
  #connectionNumber = 1
  #connection: Connection
  #accepted = false
  /** What the caller said before the callee answers; `null` once it does. */
  #unheard: ConnectionMessage[] | null
  #sampler: Sampler | null = null
  #silent = false
  /** Whether anything was said about a connection. */
  #spoke = false
  readonly #madeAt: number
  #acceptedAt = 0
  #heldBackAddresses = false

  constructor(options: CallPathOptions, makesConnections: boolean) {
    this.#options = options
    this.#madeAt = options.clock.now()
    this.#makesConnections = makesConnections
    this.#unheard = makesConnections ? null : []
    this.#keeper = new PathKeeper(options.clock, {
      restartIce: (overRelays) => this.#restartIce(overRelays),
      rebuild: () => this.#askForRebuild(),
      giveUp: () => this.#giveUp(),
    })
    this.#connection = this.#connect()
  }

  get connection(): Connection {
    return this.#connection
  }

  get makesConnections(): boolean {
    return this.#makesConnections
  }

  /** Whether messages had better take another way as well. */
  get inDoubt(): boolean {
    return this.#keeper.inDoubt
  }

  /** The callee answers, without media, while it rings. */
  warmUp(): void {
    this.#hear()
  }

  /** The call was accepted: media may flow. */
  accept(): void {
    this.#accepted = true
    this.#acceptedAt = this.#options.clock.now()
    this.#heldBackAddresses = this.#connection.heldBackAddresses
    const anew = this.#unheard !== null && this.#mayHaveBeenAllowedMedia()
    if (anew && !this.#reconnect(this.#connectionNumber)) return
    this.#acceptConnection()
    this.#hear()
  }

  /** From here on the path is kept, and made again, until everything was tried. */
  keep(): void {
    this.#keeper.note('started')
    this.#follow()
    if (this.#connection.peerConnection.connectionState !== 'connected') this.#showAddresses()
  }

  /** Both called each other, and the peer's invitation stands: this side answers it. */
  giveWay(): void {
    this.#makesConnections = false
    this.#unheard = []
    if (this.#reconnect(1)) this.#events.emit('broken')
  }

  receive(connection: number, message: PathMessage): void {
    switch (message.type) {
      case 'restart-ice':
        if (connection === this.#connectionNumber) this.restartIce()
        return
      case 'rebuild':
        if (connection > this.#connectionNumber && this.#makesConnections) this.#rebuild(connection)
        return
      case 'description':
      case 'sections':
      case 'refuse-offer':
      case 'candidates':
        return this.#receiveForConnection(connection, message)
    }
  }

  restartIce(): void {
    this.#keeper.note('restart-requested')
  }

  networkChanged(): void {
    if (this.#accepted) this.#keeper.note('network-changed')
  }

  peerAway(): void {
    this.#keeper.note('peer-away')
  }

  peerBack(): void {
    this.#keeper.note('peer-back')
  }

  /** Reads statistics from here on, and at once. */
  measure(): void {
    if (this.#sampler !== null) return this.#sampler.poll()
    const { clock, statsIntervalMs, context } = this.#options
    this.#sampler = startSampler({
      getStats: () => this.#connection.peerConnection.getStats(),
      context: () => context(this.#connection.peerConnection),
      clock,
      intervalMs: statsIntervalMs,
      onReport: (report) => this.#events.emit('report', report),
      onSample: (sample) => this.#takeSample(sample),
    })
  }

  close(): void {
    this.#keeper.close()
    this.#disconnect()
    this.#events.clear()
  }

  /** A connection made before the camera was allowed hides its addresses for ever. Nobody allows it within a moment. */
  #mayHaveBeenAllowedMedia(): boolean {
    return this.#options.media().tracks.length > 0 && this.#acceptedAt - this.#madeAt >= aMomentMs
  }

  // --- the present connection ---

  #connect(): Connection {
    const { configuration, clock, delivered, warming, media } = this.#options
    const connection = new Connection({
      role: this.#makesConnections ? 'caller' : 'callee',
      warming: this.#accepted ? null : warming,
      ...media(),
      tracks: () => media().tracks,
      configuration,
      clock,
      delivered,
      onTrackRefused: (track, error) => this.#events.emit('track-refused', track, error),
    })
    connection.on('message', (message) => {
      this.#spoke = true
      this.#events.emit('message', this.#connectionNumber, message)
    })
    connection.on('state', () => this.#follow())
    connection.on('control-opened', () => this.#follow())
    connection.on('failed', () => this.#refuse())
    connection.on('timeline', (event) => this.#events.emit('timeline', event))
    return connection
  }

  #acceptConnection(): void {
    this.#connection.accept(this.#options.media().codecs)
  }

  #disconnect(): void {
    this.#sampler?.stop()
    this.#sampler = null
    this.#events.emit('disconnected', this.#connection.peerConnection)
    this.#connection.close()
  }

  /** Before the first offer is out, the peer knows of nothing that could be made anew. */
  #refuse(): void {
    if (this.#spoke || !this.#makesConnections) this.#keeper.note('negotiation-failed')
    else this.#giveUp()
  }

  /** If the browser makes no connection, the present one stays for the moment, and everything was tried. */
  #reconnect(connectionNumber: number): boolean {
    const { remoteTracks } = this.#connection
    const measured = this.#sampler !== null
    const next = this.#tryToConnect()
    if (next === null) return false
    this.#disconnect()
    this.#connectionNumber = connectionNumber
    this.#connection = next
    if (measured) this.measure()
    this.#events.emit('connection', this.#connection, remoteTracks)
    return true
  }

  #tryToConnect(): Connection | null {
    try {
      return this.#connect()
    } catch (error) {
      queueMicrotask(() => {
        this.#giveUp()
        if (!(error instanceof EarshotError)) throw error
      })
      return null
    }
  }

  #follow(): void {
    const { peerConnection, ready } = this.#connection
    const state = peerConnection.connectionState
    // While it rings nothing is done about a path that breaks.
    if (this.#accepted || state === 'connected') this.#keeper.follow(state)
    if (this.#accepted ? state === 'connected' : ready) {
      this.#silent = false
      this.#events.emit('up')
    }
    if (state === 'disconnected' || state === 'failed') this.#events.emit('broken')
  }

  #receiveForConnection(connection: number, message: ConnectionMessage): void {
    const next = connection > this.#connectionNumber && message.type === 'description'
    if (next && !this.#makesConnections) this.#rebuild(connection)
    if (connection !== this.#connectionNumber) return
    if (this.#unheard === null) this.#connection.receive(message)
    else if (this.#unheard.length < maxUnheard) this.#unheard.push(message)
  }

  #hear(): void {
    const messages = this.#unheard ?? []
    this.#unheard = null
    for (const message of messages) this.#connection.receive(message)
  }

  // --- a path that breaks ---

  #restartIce(overRelays: boolean): void {
    this.#note({ type: 'recovery', action: overRelays ? 'restart-ice-over-relays' : 'restart-ice' })
    if (this.#options.restartsIce(this.#makesConnections)) this.#connection.restartIce({ relayOnly: overRelays })
    else this.#events.emit('message', this.#connectionNumber, { type: 'restart-ice' })
  }

  #askForRebuild(): void {
    this.#note({ type: 'recovery', action: 'rebuild' })
    const next = this.#connectionNumber + 1
    if (this.#makesConnections) this.#rebuild(next)
    else this.#events.emit('message', next, { type: 'rebuild' })
  }

  #rebuild(connectionNumber: number): void {
    if (!this.#reconnect(connectionNumber)) return
    if (this.#accepted) {
      this.#acceptConnection()
      // The peer may have found it broken first, and be gone before the new connection is there.
      this.#keeper.note('disconnected')
    }
    this.#events.emit('broken')
  }

  #giveUp(): void {
    this.#note({ type: 'recovery', action: 'give-up' })
    this.#events.emit('gave-up')
  }

  /** There is no path yet, perhaps because one side kept addresses back: now is the time to show them. */
  #showAddresses(): void {
    const allowedNow = this.#connection.hidAddresses && this.#options.media().tracks.length > 0
    if (allowedNow) this.#askForRebuild()
    else if (this.#heldBackAddresses) this.#findBetter()
  }

  /** Addresses that were kept back while it rang are shown; a path that is up stays up meanwhile. */
  #findBetter(): void {
    this.#heldBackAddresses = false
    this.#keeper.note('restart-requested')
  }

  // --- its statistics ---

  #takeSample(sample: Sample): void {
    this.#judgeSilence(sample.path.silentMs ?? 0)
    const { pair } = sample.path
    const settled = this.#options.clock.now() - this.#acceptedAt >= firstPictureMs
    if (this.#heldBackAddresses && settled && pair !== null && !isDirect(pair)) this.#findBetter()
    this.#events.emit('sample', sample)
  }

  /** The browser notices a dead path later than the statistics do. */
  #judgeSilence(silentMs: number): void {
    const silent = silentMs >= longestSilenceMs
    if (silent && !this.#silent) {
      this.#silent = true
      this.#keeper.note('stalled')
      this.#events.emit('broken')
    }
    if (!silent && this.#silent) this.#follow()
  }

  #note(event: TimelineEvent): void {
    this.#events.emit('timeline', event)
  }
}

function isDirect({ local, remote }: NonNullable<PathSample['pair']>): boolean {
  return local.candidateType !== 'relay' && remote.candidateType !== 'relay'
}
