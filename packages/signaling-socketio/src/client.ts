import { checkOpening, EarshotError, type SignalingChannel, type SignalingTransport } from '@earshot/core/signaling'
import { io } from 'socket.io-client'

import { openChannel, type ClientSocket } from './channel.ts'
import { defaultPath } from './protocol.ts'

export interface SocketIoOptions {
  /** Address of the signaling server, such as `https://example.org`. @default the page's own origin */
  readonly url?: string
  /** Path of the WebSocket at that address. @default '/socket.io' */
  readonly path?: string
  /** How long `open` tries before it rejects with `signaling-unreachable`. An open channel reconnects for ever. @default 10_000 */
  readonly connectTimeoutMs?: number
}

const firstReconnectMs = 300
const longestReconnectMs = 7_000
const attemptTimeoutMs = 5_000

/** Signaling through a server made with `createSignalingServer`, over one WebSocket for each channel. */
export function socketIo(options: SocketIoOptions = {}): SignalingTransport {
  const { path = defaultPath, connectTimeoutMs = 10_000 } = options
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

function serverUrl(url: string | undefined): string {
  if (url === undefined && typeof location === 'undefined') throw new TypeError('socketIo needs a url where there is no page')
  const { origin, pathname, href } = new URL(url ?? location.origin)
  // Socket.IO would take a path for the name of one of its namespaces, and the server has none.
  if (pathname !== '/')
    throw new TypeError(`The url of a signaling server has no path, this one has ${pathname}: use the path option`)
  return origin === 'null' ? href : origin
}

function unreachable(url: string, connectTimeoutMs: number, cause: string): EarshotError {
  return new EarshotError(
    'signaling-unreachable',
    `The signaling server at ${url} could not be reached within ${connectTimeoutMs / 1_000} s (${cause}). ` +
      'Check the address, that the server is running, and that it allows the origin of this page.',
  )
}
