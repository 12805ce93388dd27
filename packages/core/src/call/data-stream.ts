import { wrongArgument } from '../arguments.ts'
import { Emitter, type Unsubscribe } from '../emitter.ts'
import { EarshotError } from '../errors.ts'
import type { ClosedChannel } from '../signaling/message.ts'

import type { DataChannel, DataChannelEnd, DataChannelEvents, DataChannelState } from './data-channel.ts'
import { maxMessageBytes, parseFrame, writeFrame } from './data-frame.ts'
import { Inbox } from './data-inbox.ts'
import { Outbox, type Outgoing } from './data-outbox.ts'

/** How a channel carries, as its two sides know it. */
export interface DataChannelKind {
  readonly label: string
  readonly protocol: string
  readonly ordered: boolean
  readonly reliable: boolean
}

/** The call, as one of its channels sees it. */
export interface DataStreamHost {
  /** Bytes that may wait in the browser for this channel; 0 while the path is broken. */
  readonly share: () => number
  /** This side closes it, after what it has sent up to this position. */
  readonly onClosing: (end: DataChannelEnd, position: number) => void
  /** Both sides have closed it: nothing of it is needed any more. */
  readonly onOver: () => void
  /** It is closed, and every message was heard. */
  readonly onHeard: () => void
}

/** One side of a channel, over one `RTCDataChannel` after another. */
export class DataStream implements DataChannel {
  readonly label: string
  readonly protocol: string
  readonly #reliable: boolean
  readonly #host: DataStreamHost
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #events = new Emitter<DataChannelEvents>({
    open: { most: 1, isTrue: () => this.state === 'open' },
    message: null, // the inbox keeps them
    closed: { most: 1 },
  })
  #raw: RTCDataChannel | null = null
  #ended: DataChannelEnd | null = null
  #listeners = 0
  /** Position up to which the peer has sent, once it has closed. */
  #peerClosedAt: number | null = null

  constructor({ label, protocol, ordered, reliable }: DataChannelKind, host: DataStreamHost) {
    this.label = label
    this.protocol = protocol
    this.#reliable = reliable
    this.#host = host
    this.#inbox = new Inbox({ ordered, reliable })
    this.#outbox = new Outbox({ reliable })
  }

  get state(): DataChannelState {
    if (this.#ended !== null) return 'closed'
    return this.#raw?.readyState === 'open' ? 'open' : 'connecting'
  }

  get ended(): DataChannelEnd | null {
    return this.#ended
  }

  /** Tells whether it is closed, and all its messages were heard. */
  get heard(): boolean {
    return this.#ended !== null && !this.#inbox.hasUnread
  }

  /** Tells whether the call's connection has a channel for it. */
  get connected(): boolean {
    return this.#raw !== null
  }

  readonly on: DataChannel['on'] = (type, listener) => {
    const stop = this.#events.on(type, listener)
    return type === 'message' ? this.#listen(stop) : stop
  }

  send(data: string | ArrayBuffer | ArrayBufferView): Promise<void> {
    try {
      return this.#queue(copyOf(data))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  close(): void {
    this.#close('closed')
  }

  // --- from the call ---

  /** A connection has a channel for it. */
  attach(raw: RTCDataChannel): void {
    this.#raw = raw
    raw.binaryType = 'arraybuffer'
    const on = (type: string, listener: (event: Event) => void) =>
      raw.addEventListener(type, (event) => {
        if (this.#raw === raw) listener(event)
      })
    on('open', () => this.#open())
    on('bufferedamountlow', () => this.pump())
    on('message', (event) => this.#receive('data' in event ? event.data : null))
    on('close', () => this.detach())
    if (raw.readyState === 'open') this.#open()
  }

  /** The connection is over, or this channel on it. */
  detach(): void {
    this.#raw = null
    this.#inbox.reset()
    this.#followPeer()
  }

  /** Hands to the browser what it may have. */
  pump(): void {
    const raw = this.#raw
    if (raw?.readyState !== 'open') return
    const share = this.#host.share()
    raw.bufferedAmountLowThreshold = share / 2
    for (let piece = this.#outbox.peek(); piece !== null; piece = this.#outbox.peek()) {
      if (raw.bufferedAmount >= share || !transmit(raw, writeFrame(piece))) return
      this.#outbox.advance()
    }
    if (this.#ended === null || this.#reliable || share === 0) return
    // A peer learns from this that an unreliable channel brings nothing more. Chromium (seen in 156) drops what still waits then.
    if (raw.bufferedAmount === 0) raw.close()
    else raw.bufferedAmountLowThreshold = 0
  }

  /** The peer has closed its side, having sent up to this position. */
  peerClosed({ position, refused }: ClosedChannel): void {
    if (refused) this.#end('refused')
    this.#peerClosedAt = position
    this.#followPeer()
  }

  /** The call is over. */
  end(): void {
    this.#end('call-ended')
    this.dispose()
  }

  /** Both sides have closed it. */
  dispose(): void {
    this.#outbox.drop(closedError())
    this.#raw?.close()
    this.#raw = null
  }

  // --- messages ---

  #queue(message: Copied): Promise<void> {
    const queued = new Promise<void>((sent, failed) => {
      if (this.#ended === null) this.#outbox.push({ ...message, sent, failed })
      else failed(closedError())
    })
    // Whoever does not wait for it learns from `closed` that it was not sent.
    queued.catch(() => undefined)
    this.pump()
    return queued
  }

  #open(): void {
    this.#outbox.rewind()
    this.#tellProgress()
    if (this.#ended === null) this.#events.emit('open')
    this.pump()
  }

  #receive(data: unknown): void {
    const frame = parseFrame(data)
    if (frame === null) return this.#close('refused')
    if (frame.type === 'progress') {
      this.#outbox.acknowledge(frame)
      return this.pump()
    }
    if (this.#ended !== null) return
    if (!this.#inbox.take(frame)) return this.#close('refused')
    this.#read()
    this.#followPeer()
  }

  #listen(stop: Unsubscribe): Unsubscribe {
    this.#listeners += 1
    this.#inbox.listen()
    queueMicrotask(() => this.#read())
    let listens = true
    return () => {
      stop()
      if (listens) this.#listeners -= 1
      listens = false
    }
  }

  /** Messages are read while somebody listens; the others wait, and the peer's after them. */
  #read(): void {
    while (this.#listeners > 0) {
      const message = this.#inbox.read()
      if (message === null) break
      this.#events.emit('message', message.text ? decoder.decode(message.bytes) : message.bytes.buffer)
    }
    if (this.heard) this.#host.onHeard()
    if (this.#inbox.owesProgress) this.#tellProgress()
  }

  #tellProgress(): void {
    if (this.#reliable && this.#raw?.readyState === 'open') transmit(this.#raw, writeFrame(this.#inbox.progress()))
  }

  // --- its end ---

  /** Follows the peer, which has closed its side, once all that it sent before is here; at once when nobody waits for that any more. */
  #followPeer(): void {
    if (this.#peerClosedAt === null) return
    const isHere = this.#reliable ? this.#inbox.received >= this.#peerClosedAt : this.#raw === null
    if (this.#ended !== null) this.#host.onOver()
    else if (isHere) this.#close('closed')
  }

  #close(end: DataChannelEnd): void {
    if (this.#ended !== null) return
    this.#end(end)
    this.#host.onClosing(end, this.#outbox.end)
    if (this.#peerClosedAt !== null) this.#host.onOver()
    else if (end === 'refused') this.dispose()
    else this.pump()
  }

  #end(end: DataChannelEnd): void {
    if (this.#ended !== null) return
    this.#ended = end
    this.#events.emit('closed', end)
    if (this.heard) this.#host.onHeard()
  }
}

const encoder = new TextEncoder()
/** With a byte order mark, where the string had one. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

type Copied = Pick<Outgoing, 'text' | 'bytes'>

/** @throws TypeError unless it can be sent. */
function copyOf(data: unknown): Copied {
  if (typeof data === 'string') {
    requireSize(data.length) // no string has fewer bytes
    const bytes = encoder.encode(data)
    requireSize(bytes.byteLength)
    return { text: true, bytes }
  }
  const [buffer, offset, length] = ArrayBuffer.isView(data)
    ? [data.buffer, data.byteOffset, data.byteLength]
    : [data, 0, undefined]
  if (!isArrayBuffer(buffer)) throw wrongArgument('data', 'a string, an ArrayBuffer or a view of one', data)
  const bytes = new Uint8Array(buffer, offset, length)
  requireSize(bytes.byteLength)
  return { text: false, bytes: bytes.slice() }
}

function requireSize(bytes: number): void {
  if (bytes > maxMessageBytes) throw new TypeError(`\`data\` must be at most ${maxMessageBytes} bytes (64 MB); got ${bytes}.`)
}

/** One of another frame of the page is one too; memory that workers share is none, as for RTCDataChannel.send. */
function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}

function closedError(): EarshotError {
  const error = new EarshotError(
    'channel-closed',
    'The data channel is closed. While the call lasts, call.openDataChannel opens another one.',
  )
  // As RTCDataChannel.send has it (webrtc-pc 6.2).
  error.name = 'InvalidStateError'
  return error
}

/** Browsers refuse what they have no memory for: it goes later. */
function transmit(raw: RTCDataChannel, frame: ArrayBuffer): boolean {
  try {
    raw.send(frame)
    return true
  } catch {
    return false
  }
}
