import { endOf, maxMessageBytes, messageOverheadBytes, pieceBytes, type Piece, type Progress } from './data-frame.ts'

/** Bytes that a peer may send before the page listens; both sides begin with it. */
export const unreadBytes = 65_536

/** Bytes that a peer may send on a reliable channel beyond those that were read: the sender keeps as many, to repeat them. */
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
 * The receiving side of a data channel: pieces, in whatever order, become messages, each once, which wait until they are read. Takes no
 * more memory than the longest message and a window, whatever the peer sends. Knows no browser and no time, so that all of it is tested without.
 */
export class Inbox {
  readonly #reliable: boolean
  readonly #ordered: boolean
  /** Everything before it has arrived, on a reliable channel. */
  #received = 0
  #limit = unreadBytes
  #toldReceived = 0
  /** What has arrived beyond that: where it ends, by where it begins. */
  readonly #ahead = new Map<number, number>()
  readonly #unfinished = new Map<number, Unfinished>()
  /** Bytes of messages that are not complete. */
  #held = 0
  readonly #unread = new Set<Incoming>()
  #unreadBytes = 0
  #listening = false
  #owesProgress = false

  constructor({ reliable, ordered }: { readonly reliable: boolean; readonly ordered: boolean }) {
    this.#reliable = reliable
    this.#ordered = ordered
  }

  get received(): number {
    return this.#received
  }

  get hasUnread(): boolean {
    return this.#unread.size > 0
  }

  /** Bytes of all that it keeps. */
  get size(): number {
    return this.#held + this.#unreadBytes
  }

  /** Tells whether the peer is to be told what has arrived: seldom, but soon after a long message, which it keeps until then. */
  get owesProgress(): boolean {
    const due = Math.max(this.#received - this.#toldReceived, this.#room - this.#limit) >= progressBytes
    return this.#reliable && (this.#owesProgress || due)
  }

  /** The page listens from here on, or has listened at least. */
  listen(): void {
    this.#owesProgress ||= !this.#listening
    this.#listening = true
  }

  /** Tells the peer what has arrived. */
  progress(): Progress {
    this.#owesProgress = false
    this.#toldReceived = this.#received
    this.#limit = Math.max(this.#limit, this.#room)
    return { type: 'progress', received: this.#received, limit: this.#limit }
  }

  /** `false` when no piece could have come here. */
  take(piece: Piece): boolean {
    if (this.#reliable) {
      const place = this.#place(piece)
      if (place !== 'new') return place === 'known'
    } else {
      this.#forgetLost(piece)
      const size = this.size + piece.bytes.byteLength + messageOverheadBytes
      const most = this.#listening ? maxMessageBytes + windowBytes : unreadBytes
      if (size > most || this.#unreadBytes > windowBytes) return true
    }
    if (piece.length > pieceBytes && endOf(piece) === piece.start + piece.length + messageOverheadBytes) this.#owesProgress = true
    return this.#assemble(piece)
  }

  /** The message that has waited longest. */
  read(): Incoming | null {
    for (const message of this.#unread) {
      this.#unread.delete(message)
      this.#unreadBytes -= sizeOf(message)
      return message
    }
    return null
  }

  /** The rest of an unreliable message does not come over another connection. */
  reset(): void {
    if (this.#reliable) return
    this.#unfinished.clear()
    this.#held = 0
  }

  /** Position up to which the peer may send, as far as there is room. */
  get #room(): number {
    return this.#listening ? this.#received - this.#unreadBytes + windowBytes : unreadBytes
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
    return 'new'
  }

  #forgetLost({ start, offset }: Piece): void {
    for (const [lost, { length, missing }] of this.#unfinished) {
      if (lost + length + (this.#ordered ? 0 : lateBytes) > start + offset) continue
      this.#unfinished.delete(lost)
      this.#held -= length - missing
    }
  }

  #assemble({ text, start, offset, length, bytes }: Piece): boolean {
    if (bytes.byteLength === length) return this.#keep({ text, bytes: new Uint8Array(bytes) })
    const message = this.#unfinished.get(start) ?? { text, length, pieces: new Map<number, Uint8Array>(), missing: length }
    if (message.length !== length || message.text !== text) return false
    if (message.pieces.has(offset)) return true
    this.#unfinished.set(start, message)
    message.pieces.set(offset, bytes)
    message.missing -= bytes.byteLength
    this.#held += bytes.byteLength
    if (message.missing > 0) return this.#held <= maxMessageBytes + windowBytes
    this.#unfinished.delete(start)
    this.#held -= length
    const whole = new Uint8Array(length)
    for (const [place, part] of message.pieces) whole.set(part, place)
    return this.#keep({ text, bytes: whole })
  }

  #keep(message: Incoming): true {
    this.#unread.add(message)
    this.#unreadBytes += sizeOf(message)
    return true
  }
}

function sizeOf({ bytes }: Incoming): number {
  return bytes.byteLength + messageOverheadBytes
}
