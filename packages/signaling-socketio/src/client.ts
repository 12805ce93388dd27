import {
  checkOpening,
  EarshotError,
  requireMilliseconds,
  requireOptions,
  webSocketPath,
  type SignalingChannel,
  type SignalingTransport,
} from '@earshot/core/signaling'
import { io } from 'socket.io-client'

import { openChannel, type ClientSocket } from './channel.ts'
import { defaultPath } from './protocol.ts'
import { serverUrl } from './server-url.ts'

export interface SocketIoOptions {
  /** Address of the signaling server, such as `https://example.org`, without a path; `wss://example.org` is the same. @default the page's own origin */
  readonly url?: string
  /** Path of the WebSocket at that address; a slash at its beginning or end makes no difference. @default '/socket.io' */
  readonly path?: string
  /** How long `open` tries before it rejects with `signaling-unreachable`. An open channel reconnects for ever. @default 10_000 */
  readonly connectTimeoutMs?: number
}

const firstReconnectMs = 300
const longestReconnectMs = 7_000
const attemptTimeoutMs = 5_000

/**
 * Signaling through a server made with `createSignalingServer`, over one WebSocket for each channel.
 * @throws TypeError that says how a wrong option must be written.
 */
export function socketIo(options: SocketIoOptions = {}): SignalingTransport {
  requireOptions('options', options, "{ url: 'https://example.org' }")
  const { path: givenPath = defaultPath, connectTimeoutMs = 10_000 } = options
  requireMilliseconds('connectTimeoutMs', connectTimeoutMs, 1)
  const path = webSocketPath(givenPath, defaultPath)
  const url = serverUrl(options.url)
  return {
    async open(room, given, { signal } = {}) {
      const self = checkOpening(room, given)
      signal?.throwIfAborted()
      const socket: ClientSocket = io(url, {
        path,
        transports: ['websocket'],
        forceNew: true, // a channel of its own: closing one does not disturb another
        timeout: attemptTimeoutMs,
        reconnectionDelay: firstReconnectMs,
        reconnectionDelayMax: longestReconnectMs,
        randomizationFactor: 0.5,
      })

      return new Promise<SignalingChannel>((resolve, reject) => {
        let lastError = 'no answer'
        const noteError = (error: Error): void => {
          lastError = error.message
        }
        const settle = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
          socket.off('connect_error', noteError)
        }
        const fail = (reason: unknown): void => {
          settle()
          void channel.close()
          reject(reason)
        }
        const abort = (): void => fail(signal?.reason)
        const channel = openChannel(socket, room, self, {
          joined() {
            settle()
            resolve(channel)
          },
          refused: fail,
        })
        const timer = setTimeout(() => fail(unreachable(url, connectTimeoutMs, lastError)), connectTimeoutMs)
        signal?.addEventListener('abort', abort)
        socket.on('connect_error', noteError)
      })
    },
  }
}

function unreachable(url: string, connectTimeoutMs: number, cause: string): EarshotError {
  return new EarshotError(
    'signaling-unreachable',
    `The signaling server at ${url} could not be reached within ${connectTimeoutMs / 1_000} s (${cause}). ` +
      'Check the address, that the server is running, and that it allows the origin of this page.',
  )
}
