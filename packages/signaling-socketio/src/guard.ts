import type { Socket as Connection } from 'engine.io'

import { outbox } from './outbox.ts'
import { tokenBucket } from './token-bucket.ts'

/** Room for what a link repeats at once when its peer is back: 256 messages (docs/robustness.md T10). */
const burstMessages = 300
const messagesPerSecond = 50
/** Two of the longest packets, and some. */
const burstBytes = 1_048_576
const bytesPerSecond = 262_144

/**
 * Watches everything that arrives over one WebSocket, before it is parsed, and calls `dismiss` for a flood or a binary frame. It stands
 * below Socket.IO because a flood need not consist of events: acknowledgements and connects to other namespaces cost as much.
 */
export function guard(connection: Connection, now: () => number, dismiss: (reason: string) => void): void {
  const takeMessages = tokenBucket({ perSecond: messagesPerSecond, burst: burstMessages, now })
  const takeBytes = tokenBucket({ perSecond: bytesPerSecond, burst: burstBytes, now })
  connection.on('data', (data: unknown) => {
    if (typeof data !== 'string') dismiss('binary frames are not part of the protocol')
    else if (!takeMessages(1)) dismiss(`more than ${messagesPerSecond} messages per second`)
    else if (!takeBytes(Buffer.byteLength(data))) dismiss(`more than ${bytesPerSecond} bytes per second`)
  })
}

/**
 * Watches everything that is written to one WebSocket, and calls `giveUp` when its other side does not read. Packets wait in batches: one is
 * on its way, and all that came since follows when that is written.
 */
export function watchReader(connection: Connection, now: () => number, giveUp: (reason: string) => void): void {
  const waiting = outbox(now)
  let batch = 0
  let givenUp = false
  connection.on('packetCreate', ({ data = '' }: { readonly data?: string }) => {
    const reason = givenUp ? null : waiting.add(Buffer.byteLength(data))
    if (reason === null) return
    givenUp = true
    giveUp(reason)
  })
  connection.on('flush', (packets: readonly unknown[]) => {
    batch = packets.length
  })
  connection.transport.on('drain', () => waiting.written(batch))
}
