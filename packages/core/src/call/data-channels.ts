import { maxClosedChannels, type ClosedChannel } from '../signaling/message.ts'

import type { CallState } from './call-state.ts'
import { isName, type DataChannel, type DataChannelOptions } from './data-channel.ts'
import { DataStream, type DataChannelKind } from './data-stream.ts'

export interface DataChannelActions {
  readonly send: (closed: readonly ClosedChannel[]) => void
  /** The peer opened one, and the call was accepted. */
  readonly onOpened: (channel: DataChannel) => void
}

/** Channels that each side may have open at a time. */
const maxChannels = 256
/** More than all channels of both sides. */
const maxUntold = 4 * maxChannels
/** Bytes that may wait in the browser for all channels together, so that the control channel is not held up, and for each of them. */
const bufferedBytes = 1_048_576
const mostBufferedBytes = 262_144
const leastBufferedBytes = 32_768

/** The application's channels of a call, over all its connections. Each is known by the side that opened it and a number. */
export class DataChannels {
  readonly #actions: DataChannelActions
  readonly #own = new Map<number, Own>()
  readonly #peers = new Map<number, DataStream>()
  /** Those that the application was given, and that are open or have messages that nobody heard. */
  readonly #shown = new Set<DataChannel>()
  readonly #numbers = new ChannelNumbers()
  #opened = 0
  /** Closed by the peer before they have arrived here. */
  readonly #early = new Map<number, ClosedChannel>()
  /** Closed channels that the peer is to be told of once the path is up. */
  readonly #untold: ClosedChannel[] = []
  #call: CallState = 'ringing'
  #connection: Pick<RTCPeerConnection, 'createDataChannel'> | null = null

  constructor(actions: DataChannelActions) {
    this.#actions = actions
  }

  get list(): readonly DataChannel[] {
    return [...this.#shown]
  }

  /** @throws TypeError when there are too many already. */
  open(label: string, options: DataChannelOptions): DataChannel {
    if (this.#own.size >= maxChannels) {
      throw new TypeError(`A side of a call must not have more than ${maxChannels} data channels: close one first.`)
    }
    const { ordered = true, protocol = '', maxPacketLifeTime, maxRetransmits } = options
    const reliable = maxPacketLifeTime === undefined && maxRetransmits === undefined
    this.#opened += 1
    const stream = this.#make(this.#opened, true, { label, protocol, ordered, reliable })
    const own = { stream, init: { ...options, protocol: `earshot:${this.#opened}:${protocol}` } }
    this.#own.set(this.#opened, own)
    this.#shown.add(stream)
    this.#openOn(own)
    return stream
  }

  /** The call has this connection now, and no other. */
  connect(connection: Pick<RTCPeerConnection, 'createDataChannel'>): void {
    this.#connection = connection
    for (const stream of this.#all()) stream.detach()
    for (const own of this.#own.values()) this.#openOn(own)
  }

  /** A channel that the peer opened on the connection, or the application without us: that one is left alone. */
  take(raw: RTCDataChannel): void {
    const [, digits, protocol = ''] = /^earshot:(\d{1,9}):(.*)$/su.exec(raw.protocol) ?? []
    if (digits === undefined) return
    const id = Number(digits)
    const stream = this.#peers.get(id)
    if (stream !== undefined && !stream.connected) stream.attach(raw)
    else if (stream !== undefined || !isName(raw.label) || !isName(protocol) || !this.#numbers.take(id)) raw.close()
    else this.#takeNew(id, protocol, raw)
  }

  /** The peer has closed some. */
  hear(closed: readonly ClosedChannel[]): void {
    for (const entry of closed) {
      const stream = entry.own ? this.#peers.get(entry.channel) : this.#own.get(entry.channel)?.stream
      const comes = entry.own && this.#numbers.isNew(entry.channel) && this.#early.size < maxChannels
      if (stream !== undefined) stream.peerClosed(entry)
      else if (comes) this.#early.set(entry.channel, entry)
    }
  }

  follow(call: CallState): void {
    const begins = this.#call === 'ringing' && call !== 'ringing'
    this.#call = call
    if (call === 'ended') return this.#end()
    if (begins) for (const stream of this.#peers.values()) this.#show(stream)
    if (call !== 'connected') return
    this.#tell()
    for (const stream of this.#all()) stream.pump()
  }

  #all(): readonly DataStream[] {
    return [...this.#own.values()].map(({ stream }) => stream).concat(...this.#peers.values())
  }

  #make(channel: number, own: boolean, kind: DataChannelKind): DataStream {
    const stream: DataStream = new DataStream(kind, {
      share: () => this.#share(),
      onClosing: (end, position) => this.#say({ channel, own, position, refused: end === 'refused' }),
      onOver: () => {
        if (own) this.#own.delete(channel)
        else this.#peers.delete(channel)
        stream.dispose()
      },
      onHeard: () => this.#shown.delete(stream),
    })
    return stream
  }

  /** If the page has closed the connection itself, the next one brings the channel. */
  #openOn({ stream, init }: Own): void {
    try {
      const raw = this.#connection?.createDataChannel(stream.label, init)
      if (raw !== undefined) stream.attach(raw)
    } catch {
      return
    }
  }

  #takeNew(id: number, protocol: string, raw: RTCDataChannel): void {
    const { label, ordered, maxPacketLifeTime, maxRetransmits } = raw
    if (this.#peers.size >= maxChannels || this.#shown.size >= 2 * maxChannels) {
      this.#say({ channel: id, own: false, position: 0, refused: true })
      return raw.close()
    }
    const stream = this.#make(id, false, {
      label,
      protocol,
      ordered,
      reliable: maxPacketLifeTime === null && maxRetransmits === null,
    })
    this.#peers.set(id, stream)
    stream.attach(raw)
    if (this.#call !== 'ringing') this.#show(stream)
    const early = this.#early.get(id)
    this.#early.delete(id)
    if (early !== undefined) stream.peerClosed(early)
  }

  #show(stream: DataStream): void {
    if (!stream.heard) this.#shown.add(stream)
    this.#actions.onOpened(stream)
  }

  #share(): number {
    if (this.#call === 'reconnecting') return 0
    const share = bufferedBytes / (this.#own.size + this.#peers.size)
    return Math.max(leastBufferedBytes, Math.min(share, mostBufferedBytes))
  }

  /** Many are told at once. */
  #say(closed: ClosedChannel): void {
    if (this.#untold.length < maxUntold) this.#untold.push(closed)
    if (this.#untold.length === 1) queueMicrotask(() => this.#tell())
  }

  #tell(): void {
    while (this.#call === 'connected' && this.#untold.length > 0) this.#actions.send(this.#untold.splice(0, maxClosedChannels))
  }

  #end(): void {
    for (const stream of this.#all()) stream.end()
    this.#own.clear()
    this.#peers.clear()
    this.#connection = null
  }
}

interface Own {
  readonly stream: DataStream
  readonly init: RTCDataChannelInit
}

/** Channels overtake each other on their way, but not by more than there are. */
const maxAhead = 4 * maxChannels

/** Numbers that were here already: those below the first that was not, and some above. Knows them with little memory, whatever a peer does. */
class ChannelNumbers {
  #first = 1
  readonly #above = new Set<number>()

  isNew(channel: number): boolean {
    return channel >= this.#first && channel < this.#first + maxAhead && !this.#above.has(channel)
  }

  /** `false` when it was here already, or cannot be. */
  take(channel: number): boolean {
    if (!this.isNew(channel)) return false
    this.#above.add(channel)
    while (this.#above.delete(this.#first)) this.#first += 1
    return true
  }
}
