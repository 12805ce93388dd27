import { endOf, messageOverheadBytes, pieceBytes, type Piece, type Progress } from './data-frame.ts'
import { unreadBytes } from './data-inbox.ts'

/** A message with what becomes of it: `sent` once all of it is handed over, `failed` when it never will be. */
export interface Outgoing {
  readonly text: boolean
  readonly bytes: Uint8Array
  readonly sent: () => void
  readonly failed: (error: Error) => void
}

interface Kept extends Outgoing {
  readonly start: number
  next: Kept | null
}

/**
 * The sending side of a data channel: messages in order, cut into pieces. On a reliable channel they are kept until the peer has
 * acknowledged them, and go no farther than the peer allows. Knows no browser and no time, so that all of it is tested without.
 */
export class Outbox {
  readonly #reliable: boolean
  /** A chain, because thousands may wait: the oldest that is kept, the newest, and the one that is being cut. */
  #oldest: Kept | null = null
  #newest: Kept | null = null
  #current: Kept | null = null
  #offset = 0
  #end = 0
  #handedTo = 0
  #acknowledged = 0
  #limit: number

  constructor({ reliable }: { readonly reliable: boolean }) {
    this.#reliable = reliable
    this.#limit = reliable ? unreadBytes : Infinity
  }

  /** Position behind the last message. */
  get end(): number {
    return this.#end
  }

  /** Bytes that may have to be sent again. */
  get unacknowledged(): number {
    return this.#handedTo - this.#acknowledged
  }

  push(message: Outgoing): void {
    const kept: Kept = { ...message, start: this.#end, next: null }
    this.#end += message.bytes.byteLength + messageOverheadBytes
    if (this.#newest !== null) this.#newest.next = kept
    this.#newest = kept
    this.#oldest ??= kept
    this.#current ??= kept
  }

  /** The piece whose turn it is; `null` when there is none, or the peer has no room for it yet. */
  peek(): Piece | null {
    if (this.#current === null) return null
    const { text, start, bytes } = this.#current
    const offset = this.#offset
    const piece: Piece = {
      type: 'piece',
      text,
      start,
      offset,
      length: bytes.byteLength,
      bytes: bytes.subarray(offset, offset + pieceBytes),
    }
    return endOf(piece) <= this.#limit ? piece : null
  }

  /** The piece whose turn it was is handed over. */
  advance(): void {
    const current = this.#current
    if (current === null) return
    this.#offset += pieceBytes
    const done = this.#offset >= current.bytes.byteLength
    this.#handedTo = Math.max(this.#handedTo, done ? endOfMessage(current) : current.start + this.#offset)
    if (!done) return
    this.#offset = 0
    this.#current = current.next
    if (!this.#reliable) this.#dropUntil(current.next)
    current.sent()
  }

  /** The peer's word on what has arrived: nothing that it says makes us forget what was never handed over. */
  acknowledge({ received, limit }: Progress): void {
    if (!this.#reliable) return
    const position = this.#current === null ? this.#end : this.#current.start + this.#offset
    this.#limit = Math.max(this.#limit, limit)
    this.#acknowledged = Math.max(this.#acknowledged, Math.min(received, this.#handedTo))
    let oldest = this.#oldest
    while (oldest !== null && endOfMessage(oldest) <= this.#acknowledged) oldest = oldest.next
    this.#dropUntil(oldest)
    if (this.#acknowledged > position) this.rewind()
  }

  /** Begins again with what is not acknowledged, on a new connection; an unreliable message that was cut in two, from its beginning. */
  rewind(): void {
    this.#current = this.#oldest
    const done = Math.max(0, this.#acknowledged - (this.#oldest?.start ?? 0))
    this.#offset = Math.floor(done / pieceBytes) * pieceBytes
  }

  /** Nothing more is sent. */
  drop(error: Error): void {
    for (let message = this.#current; message !== null; message = message.next) message.failed(error)
    this.#current = null
    this.#dropUntil(null)
  }

  #dropUntil(oldest: Kept | null): void {
    this.#oldest = oldest
    if (oldest === null) this.#newest = null
  }
}

function endOfMessage({ start, bytes }: Kept): number {
  return start + bytes.byteLength + messageOverheadBytes
}
