/** Longest message of a data channel, in bytes: of UTF-8, where it is a string. */
export const maxMessageBytes = 67_108_864

/** Messages are cut into pieces of this many bytes: every browser carries them, and other channels get their turn between two. */
export const pieceBytes = 16_000

/** Counted for every message besides its bytes, since an empty one takes memory too. */
export const messageOverheadBytes = 64

/**
 * A part of a message. All bytes of one direction of a channel are numbered, and between two messages are `messageOverheadBytes` numbers,
 * so a position says what was received, also over another connection.
 */
export interface Piece {
  readonly type: 'piece'
  /** Tells whether the message is a string. */
  readonly text: boolean
  /** Position of the message's first byte. */
  readonly start: number
  /** Place of the piece in its message. */
  readonly offset: number
  /** Bytes of the whole message. */
  readonly length: number
  readonly bytes: Uint8Array
}

/** The receiver's word on a reliable channel: up to which position everything has arrived, and up to which the sender may go. */
export interface Progress {
  readonly type: 'progress'
  readonly received: number
  readonly limit: number
}

export type Frame = Piece | Progress

/** Position behind a piece. */
export function endOf({ start, offset, length, bytes }: Piece): number {
  const end = offset + bytes.byteLength
  return start + end + (end === length ? messageOverheadBytes : 0)
}

const kinds = { binary: 0, text: 1, progress: 2 } as const
const headerBytes = 17

/** One byte of kind; then position, offset and length of a piece, or the two positions of progress. */
export function writeFrame(frame: Frame): ArrayBuffer {
  const payload = frame.type === 'piece' ? frame.bytes : new Uint8Array()
  const buffer = new ArrayBuffer(headerBytes + payload.byteLength)
  const header = new DataView(buffer)
  if (frame.type === 'progress') {
    header.setUint8(0, kinds.progress)
    header.setFloat64(1, frame.received)
    header.setFloat64(9, frame.limit)
  } else {
    header.setUint8(0, frame.text ? kinds.text : kinds.binary)
    header.setFloat64(1, frame.start)
    header.setUint32(9, frame.offset)
    header.setUint32(13, frame.length)
    new Uint8Array(buffer, headerBytes).set(payload)
  }
  return buffer
}

/** The frame that arrived, or `null` when it is none. */
export function parseFrame(data: unknown): Frame | null {
  if (!(data instanceof ArrayBuffer) || data.byteLength < headerBytes) return null
  const header = new DataView(data)
  const kind = header.getUint8(0)
  const position = header.getFloat64(1)
  if (!isPosition(position)) return null
  if (kind === kinds.progress) {
    const limit = header.getFloat64(9)
    return isPosition(limit) && data.byteLength === headerBytes ? { type: 'progress', received: position, limit } : null
  }
  const [offset, length, bytes] = [header.getUint32(9), header.getUint32(13), new Uint8Array(data, headerBytes)]
  const expected = Math.min(pieceBytes, length - offset)
  // Pieces are as long as they can be, so that nobody can make us keep millions of tiny ones.
  const fits = bytes.byteLength === expected && offset % pieceBytes === 0 && (offset < length || length === 0)
  if (kind > kinds.text || length > maxMessageBytes || !fits) return null
  return { type: 'piece', text: kind === kinds.text, start: position, offset, length, bytes }
}

/** The farthest lies far behind all that a channel ever carries, and far enough before the end of whole numbers. */
function isPosition(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < 2 ** 52
}
