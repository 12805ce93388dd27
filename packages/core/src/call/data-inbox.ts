import { endOf, maxMessageBytes, messageOverheadBytes, pieceBytes, type Piece, type Progress } from './data-frame.ts'

/** Bytes that a peer may send before the page listens; both sides begin with it. */
export const unreadBytes = 65_536

/** Bytes that a peer may send on a reliable channel beyond those that have arrived: the sender keeps as many, to repeat them. */
export const windowBytes = 4_194_304

/** Bytes after which a peer is told at the latest that they have arrived. */
const progressBytes = 262_144

/** Bytes by which a piece of an unordered, unreliable channel may come late: a sender hands over fewer at a time. */
const lateBytes = 1_048_576

export interface Incoming {
  readonly text: boolean
  readonly bytes: Uint8Array<ArrayBuffer>
}

interface Unfinished {
  readonly text: boolean
  readonly length: number
  readonly pieces: Map<number, Uint8Array>
  missing: number
}

/**
 * What one side of a data channel receives: pieces, in whatever order, become messages, each once. Takes no more memory than the longest
 * message and a window, whatever the peer sends. Knows no browser and no time, so that all of it is tested without.
 */
export class Inbox {
  readonly #reliable: boolean
  readonly #ordered: boolean
  /** Everything before it has arrived, on a reliable channel. */
  #received = 0
  #told = 0
  /** What has arrived beyond that: where it ends, by where it begins. */
  readonly #ahead = new Map<number, number>()
  readonly #unfinished = new Map<number, Unfinished>()
  #held = 0
  #unread = 0
  #listening = false
  #owesProgress = false

  constructor({ reliable, ordered }: { readonly reliable: boolean; readonly ordered: boolean }) {
    this.#reliable = reliable
    this.#ordered = ordered
  }

  get received(): number {
    return this.#received
  }

  get listening(): boolean {
    return this.#listening
  }

  /** Bytes of messages that are not complete. */
  get held(): number {
    return this.#held
  }

  /** Whether the peer is to be told what has arrived: seldom, but soon after a long message, which it keeps until then. */
  get owesProgress(): boolean {
    return this.#reliable && this.#owesProgress
  }

  /** The page listens from here on. */
  listen(): void {
    this.#listening = true
    this.#owesProgress = true
  }

  /** Tells the peer what has arrived. */
  progress(): Progress {
    this.#owesProgress = false
    this.#told = this.#received
    return { type: 'progress', received: this.#received, limit: this.#limit }
  }

  /** The message that this piece completes, `null` if it does not, or `'misuse'` when no piece could have come here. */
  take(piece: Piece): Incoming | null | 'misuse' {
    if (this.#reliable) {
      const place = this.#place(piece)
      if (place !== 'new') return place === 'known' ? null : 'misuse'
    } else {
      this.#forgetLost(piece)
      const unread = this.#unread + this.#held + piece.bytes.byteLength + messageOverheadBytes
      if (!this.#listening && unread > unreadBytes) return null
    }
    const message = this.#assemble(piece)
    if (message === null || message === 'misuse') return message
    if (!this.#listening) this.#unread += message.bytes.byteLength + messageOverheadBytes
    if (this.#received - this.#told >= progressBytes || piece.length > pieceBytes) this.#owesProgress = true
    return message
  }

  /** What is missing of an unreliable message does not come over another connection. */
  reset(): void {
    if (this.#reliable) return
    this.#unfinished.clear()
    this.#held = 0
  }

  get #limit(): number {
    return this.#listening ? this.#received + windowBytes : unreadBytes
  }

  /** The place of a piece among those of a reliable channel, which come in order unless that was not wanted, and again after a new connection. */
  #place(piece: Piece): 'new' | 'known' | 'wrong' {
    const [start, end] = [piece.start + piece.offset, endOf(piece)]
    if (end <= this.#received || this.#ahead.has(start)) return 'known'
    if (start < this.#received || end > this.#limit || (this.#ordered && start !== this.#received)) return 'wrong'
    this.#ahead.set(start, end)
    for (let next = this.#ahead.get(this.#received); next !== undefined; next = this.#ahead.get(this.#received)) {
      this.#ahead.delete(this.#received)
      this.#received = next
    }
    if (this.#received - this.#told >= progressBytes) this.#owesProgress = true
    return 'new'
  }

  #forgetLost({ start, offset }: Piece): void {
    for (const [lost, { length, missing }] of this.#unfinished) {
      if (lost + length + (this.#ordered ? 0 : lateBytes) > start + offset) continue
      this.#unfinished.delete(lost)
      this.#held -= length - missing
    }
  }

  #assemble({ text, start, offset, length, bytes }: Piece): Incoming | null | 'misuse' {
    if (bytes.byteLength === length) return { text, bytes: new Uint8Array(bytes) }
    const message = this.#unfinished.get(start) ?? { text, length, pieces: new Map<number, Uint8Array>(), missing: length }
    if (message.length !== length || message.text !== text) return 'misuse'
    if (message.pieces.has(offset)) return null
    this.#unfinished.set(start, message)
    message.pieces.set(offset, bytes)
    message.missing -= bytes.byteLength
    this.#held += bytes.byteLength
    if (this.#held > maxMessageBytes + windowBytes) return 'misuse'
    if (message.missing > 0) return null
    this.#unfinished.delete(start)
    this.#held -= length
    const whole = new Uint8Array(length)
    for (const [place, part] of message.pieces) whole.set(part, place)
    return { text, bytes: whole }
  }
}
