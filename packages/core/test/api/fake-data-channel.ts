import type { VirtualTime } from './virtual-time.ts'

/** Chromium's, in one message and in all that wait. */
const maxMessageLength = 262_144
const maxBuffered = 16_777_216
const textEncoder = new TextEncoder()

type Data = string | ArrayBuffer | ArrayBufferView

/** One end of a data channel (webrtc-pc 6.2). What the network does with it is its connection's. */
export class FakeDataChannel extends EventTarget {
  readonly label: string
  readonly negotiated: boolean
  readonly ordered: boolean
  readonly maxRetransmits: number | null
  readonly maxPacketLifeTime: number | null
  readonly protocol: string
  id: number | null
  binaryType = 'arraybuffer'
  readyState: RTCDataChannelState = 'connecting'
  bufferedAmount = 0
  bufferedAmountLowThreshold = 0
  /** The other end, once it is there. */
  other: FakeDataChannel | null = null
  readonly #time: VirtualTime
  readonly #carry: (deliver: () => void) => void
  /** What was sent before the other end was there. */
  #early: (() => void)[] = []

  constructor(label: unknown, init: RTCDataChannelInit, time: VirtualTime, carry: (deliver: () => void) => void) {
    super()
    if (typeof label === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string')
    this.label = String(label)
    const options = requireDictionary(init)
    this.negotiated = Boolean(options.negotiated)
    this.ordered = options.ordered === undefined ? true : Boolean(options.ordered as unknown)
    this.maxRetransmits = toCount(options.maxRetransmits)
    this.maxPacketLifeTime = toCount(options.maxPacketLifeTime)
    this.protocol = options.protocol ?? ''
    this.id = this.negotiated ? toCount(options.id) : null
    if (textEncoder.encode(this.label).length > 65_535) throw new TypeError('The label is too long.')
    if (textEncoder.encode(this.protocol).length > 65_535) throw new TypeError('The protocol is too long.')
    if (this.maxRetransmits !== null && this.maxPacketLifeTime !== null) throw new TypeError('One of both limits at most.')
    if (this.negotiated && this.id === null) throw new TypeError('A negotiated channel has an id.')
    this.#time = time
    this.#carry = carry
  }

  send(data: Data): void {
    if (this.readyState === 'connecting') throw new DOMException("RTCDataChannel.readyState is not 'open'", 'InvalidStateError')
    const length = byteLength(data)
    if (length > maxMessageLength) throw new TypeError('The message is too long.')
    if (this.readyState !== 'open') return
    if (this.bufferedAmount + length > maxBuffered) throw new DOMException('The queue is full.', 'OperationError')
    this.bufferedAmount += length
    const sent = typeof data === 'string' ? data : copyOf(data)
    this.#transmit(() => {
      this.#sent(length)
      this.other?.receive(sent)
    })
  }

  close(): void {
    if (this.readyState === 'closing' || this.readyState === 'closed') return
    this.readyState = 'closing'
    this.#transmit(() => {
      this.other?.closed()
      this.closed()
    })
  }

  // --- for its connection ---

  /** Both ends are there. */
  open(): void {
    if (this.readyState !== 'connecting') return
    this.readyState = 'open'
    this.dispatchEvent(new Event('open'))
  }

  meet(other: FakeDataChannel): void {
    this.other = other
    const early = this.#early
    this.#early = []
    for (const deliver of early) this.#carry(deliver)
  }

  receive(data: string | ArrayBuffer): void {
    if (this.readyState === 'open') this.dispatchEvent(Object.assign(new Event('message'), { data }))
  }

  closed(): void {
    if (this.readyState === 'closed') return
    this.readyState = 'closed'
    this.dispatchEvent(new Event('close'))
  }

  /** Its connection was closed from here: no event is fired (webrtc-pc 4.4.1.8). */
  silently(): void {
    this.readyState = 'closed'
  }

  #transmit(deliver: () => void): void {
    if (this.other === null && this.readyState === 'closing') this.#time.after(1, () => this.closed())
    else if (this.other === null) this.#early.push(deliver)
    else this.#carry(deliver)
  }

  #sent(length: number): void {
    const before = this.bufferedAmount
    this.bufferedAmount -= length
    const low = this.bufferedAmountLowThreshold
    if (before > low && this.bufferedAmount <= low) this.dispatchEvent(new Event('bufferedamountlow'))
  }
}

function requireDictionary(value: unknown): RTCDataChannelInit {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' && typeof value !== 'function') throw new TypeError('The options are not an object.')
  return value
}

function toCount(value: unknown): number | null {
  if (value === undefined || value === null) return null
  const count = Number(value)
  if (!Number.isInteger(count) || count < 0 || count > 65_535)
    throw new TypeError('Value is outside the range of an unsigned short.')
  return count
}

function byteLength(data: unknown): number {
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data.byteLength
  return String(data).length
}

function copyOf(data: unknown): string | ArrayBuffer {
  if (data instanceof ArrayBuffer) return data.slice(0)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer
  return String(data)
}
