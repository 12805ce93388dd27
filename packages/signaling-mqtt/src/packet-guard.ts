import { tokenBucket } from './token-bucket.ts'

export interface PacketGuardOptions {
  /** The longest packet, in bytes, without its fixed header. */
  readonly maxPacketBytes: number
  /** Monotonic milliseconds. */
  readonly now: () => number
}

/** Watches the bytes of one connection as they arrive. */
export interface PacketGuard {
  /** What is wrong with these bytes, or `null`. */
  take(chunk: Uint8Array): string | null
  /** The broker has accepted its CONNECT. */
  admit(): void
}

/** All that somebody may send whom the broker does not know yet. A CONNECT with a long token fits. */
const maxBytesBeforeConnect = 8_192
/** As in the Socket.IO server: room for what a link repeats at once when its peer is back. */
const publishesPerSecond = 50
const burstPublishes = 300
/** Acknowledgements and pings too: they are short, and there is one for every message that the peer receives. */
const packetsPerSecond = 500
const burstPackets = 3_000
const bytesPerSecond = 262_144
const burstBytes = 1_048_576

const connectType = 1
/** CONNECT, SUBSCRIBE, UNSUBSCRIBE and PUBLISH make a broker work. */
const workTypes: ReadonlySet<number> = new Set([connectType, 3, 8, 10])

/**
 * Reads the fixed headers of MQTT packets, which say how long a packet is, before the broker sees a byte: aedes itself collects whatever
 * length a header announces, also from somebody who has not connected (docs/robustness.md T12). OASIS MQTT 3.1.1 2.2.
 */
export function packetGuard({ maxPacketBytes, now }: PacketGuardOptions): PacketGuard {
  const takePublishes = tokenBucket({ perSecond: publishesPerSecond, burst: burstPublishes, now })
  const takePackets = tokenBucket({ perSecond: packetsPerSecond, burst: burstPackets, now })
  const takeBytes = tokenBucket({ perSecond: bytesPerSecond, burst: burstBytes, now })
  let admitted = false
  let bytes = 0
  let packets = 0
  /** Bytes of the present packet's body that are still to come. */
  let missing = 0
  /** The length as far as it is known, while a fixed header is read. */
  let length: { readonly value: number; readonly shift: number } | null = null

  return {
    take(chunk) {
      bytes += chunk.length
      if (!admitted && bytes > maxBytesBeforeConnect) return `more than ${maxBytesBeforeConnect} bytes before CONNECT`
      if (admitted && !takeBytes(chunk.length)) return `more than ${bytesPerSecond} bytes per second`
      for (let index = 0; index < chunk.length; index += 1) {
        if (missing > 0) {
          const skipped = Math.min(missing, chunk.length - index)
          missing -= skipped
          index += skipped - 1
          continue
        }
        const fault = length === null ? begin(chunk[index] ?? 0) : lengthen(length, chunk[index] ?? 0)
        if (fault !== null) return fault
      }
      return null
    },

    admit() {
      admitted = true
    },
  }

  function begin(first: number): string | null {
    const type = first >> 4
    packets += 1
    length = { value: 0, shift: 0 }
    if (packets === 1 && type !== connectType) return 'the first packet is no CONNECT'
    if (!takePackets(1)) return `more than ${packetsPerSecond} packets per second`
    if (workTypes.has(type) && !takePublishes(1)) return `more than ${publishesPerSecond} messages per second`
    return null
  }

  function lengthen({ value, shift }: { readonly value: number; readonly shift: number }, byte: number): string | null {
    const total = value + (byte & 0x7f) * 2 ** shift
    const more = byte >= 0x80
    if (more && shift === 21) return 'a length of more than four bytes'
    if (total > maxPacketBytes) return `a packet of more than ${maxPacketBytes} bytes`
    length = more ? { value: total, shift: shift + 7 } : null
    if (!more) missing = total
    return null
  }
}
