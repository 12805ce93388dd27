import type { Socket as Connection } from 'engine.io'

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
