import { requireBoolean, requireOptions, wrongArgument } from '../arguments.ts'
import type { Unsubscribe } from '../emitter.ts'

/** `connecting` until its messages can flow, and again while the call's connection is made anew. */
export type DataChannelState = 'connecting' | 'open' | 'closed'

/**
 * Why a channel is closed: one of the sides closed it, the call is over, or one of the sides refused it, because more came than it had
 * allowed, or something that was none of its frames.
 */
export type DataChannelEnd = 'closed' | 'call-ended' | 'refused'

/** A data channel of the application. It belongs to the call, whatever becomes of the call's connections. */
export interface DataChannel {
  readonly label: string
  /** The application's name for what it carries. @default '' */
  readonly protocol: string
  readonly state: DataChannelState
  /** Why it is closed; `null` while it is not. */
  readonly ended: DataChannelEnd | null

  /**
   * Sends one message of at most 64 MB (67,108,864 bytes, of UTF-8 where it is a string). It arrives as a string or an `ArrayBuffer`. The
   * data is copied at once, and messages follow each other in the order of the calls. Resolves when all of it was handed to the browser, so
   * that the next may follow: it waits while the channel is not open, the path is broken, or the other side cannot take more.
   *
   * Rejects with a `TypeError` when the data is of another type or too long, and with an `EarshotError` of code `channel-closed`, named
   * `InvalidStateError`, when the channel closes before. A rejection of that kind that nobody handles is no uncaught error.
   */
  send(data: string | ArrayBuffer | ArrayBufferView): Promise<void>
  /** Closes both sides for good, once what was sent before is delivered. A second time does nothing. */
  close(): void

  on<Type extends keyof DataChannelEvents>(type: Type, listener: (...values: DataChannelEvents[Type]) => void): Unsubscribe
}

export interface DataChannelEvents {
  /** Messages can flow: for the first time, or again on a new connection. Waits for a listener. */
  open: []
  /**
   * The peer sent something. Messages wait while nobody listens, and when enough of them do, the peer's `send` waits: 64 kB before the first
   * listener, 4 MB afterwards. An unreliable channel loses what would be more.
   */
  message: [data: string | ArrayBuffer]
  /** Once, when nothing more can be sent. Waits for a listener. */
  closed: [reason: DataChannelEnd]
}

/** As for `RTCPeerConnection.createDataChannel`, without `negotiated` and `id`: a call numbers its channels by itself. */
export interface DataChannelOptions {
  /** Tells whether messages arrive in the order in which they were sent. @default true */
  readonly ordered?: boolean
  /** Milliseconds for which the browser tries to deliver; what is late is lost. @default until it has arrived */
  readonly maxPacketLifeTime?: number
  /** How often the browser repeats what is lost on the way. @default until it has arrived */
  readonly maxRetransmits?: number
  /** The application's name for what it carries, at most 1,024 bytes of UTF-8. @default '' */
  readonly protocol?: string
}

/** Longest label and longest protocol, in bytes of UTF-8. */
const maxNameBytes = 1_024

/** @throws TypeError unless a channel can be opened with these. */
export function requireChannel(label: unknown, options: DataChannelOptions & { negotiated?: unknown; id?: unknown }): void {
  requireName('label', label)
  requireOptions('options', options, '{ ordered: false }')
  const { ordered = true, protocol = '', maxPacketLifeTime, maxRetransmits, negotiated, id } = options
  requireBoolean('options.ordered', ordered)
  requireName('options.protocol', protocol)
  requireCount('options.maxPacketLifeTime', maxPacketLifeTime)
  requireCount('options.maxRetransmits', maxRetransmits)
  if (maxPacketLifeTime !== undefined && maxRetransmits !== undefined) {
    throw new TypeError('`options` must have `maxPacketLifeTime` or `maxRetransmits`; got both.')
  }
  if (negotiated !== undefined || id !== undefined) {
    throw new TypeError('`options` must have neither `negotiated` nor `id`: a call numbers its channels by itself.')
  }
}

/** Tells whether it is no longer than a label or a protocol may be. */
export function isName(name: string): boolean {
  return name.length <= maxNameBytes && new TextEncoder().encode(name).byteLength <= maxNameBytes
}

function requireName(name: string, value: unknown): void {
  if (typeof value !== 'string') throw wrongArgument(name, 'a string', value)
  if (!isName(value)) throw wrongArgument(name, `at most ${maxNameBytes} bytes of UTF-8`, value)
}

/** Web IDL `unsigned short`. */
function requireCount(name: string, value: unknown): void {
  const fits = value === undefined || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535)
  if (!fits) throw wrongArgument(name, 'a whole number from 0 to 65535', value)
}
