import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { Server as NetServer } from 'node:net'
import type { Duplex } from 'node:stream'

import {
  requireCount,
  requireMilliseconds,
  requireOptions,
  webSocketPath,
  wrongArgument,
  type RoomId,
} from '@earshot/core/signaling'
import { Server as Engine, type Socket as Connection } from 'engine.io'
import { Server as SocketIoServer } from 'socket.io'

import { guard, watchReader } from './guard.ts'
import { isAllowedOrigin, parseAllowedOrigins, type AllowedOrigins } from './origin.ts'
import { defaultPath, type ClientEvents, type Received, type ServerEvents } from './protocol.ts'
import { createRelay, type RelaySocket, type SignalingLogger } from './relay.ts'

export type { SignalingLogger } from './relay.ts'

export interface SignalingServerOptions {
  /** Where joins, leaves and refusals are noted, with the room's number of users; pino fits. @default none */
  readonly logger?: SignalingLogger
  /** Path of the WebSocket; a slash at its beginning or end makes no difference. @default '/socket.io' */
  readonly path?: string
  /**
   * Origins, such as `https://example.org`, whose pages may connect besides those of the server's own host; `'*'` lets the pages of all
   * origins connect. Capitals, a default port and a slash at the end make no difference. @default []
   */
  readonly allowedOrigins?: AllowedOrigins
  /** How long a peer whose connection was lost stays a member, so that it can come back unnoticed. @default 15_000 */
  readonly graceMs?: number
  /** How long a connection may be in no room before it is ended. @default 10_000 */
  readonly joinTimeoutMs?: number
  /** @default 64 */
  readonly maxMembersPerRoom?: number
}

export interface SignalingServer {
  /** The rooms that have users, and how many each has. */
  readonly rooms: ReadonlyMap<RoomId, number>
  /** Disconnects everyone and takes no new connections; the HTTP servers go on. A second call does nothing. */
  close(): Promise<void>
}

/**
 * The longest payload is 65,536 UTF-16 code units. In the packet each may take six bytes, because JSON writes control characters and
 * halves of surrogate pairs as \uXXXX; the rest is the envelope.
 */
const maxPacketBytes = 65_536 * 6 + 1_024
/** Together below ten seconds: a half-open connection is found within that time, by both sides (docs/robustness.md F4). */
const pingIntervalMs = 5_000
const pingTimeoutMs = 4_000
/** To become a Socket.IO client after the WebSocket has opened. */
const connectTimeoutMs = 10_000

/**
 * Adds signaling to HTTP servers that the caller has made and lets listen.
 * @throws TypeError that says how a wrong option must be written.
 */
export function createSignalingServer(
  httpServer: HttpServer | HttpsServer | readonly (HttpServer | HttpsServer)[],
  options: SignalingServerOptions = {},
): SignalingServer {
  const httpServers = Array.isArray(httpServer) ? httpServer : [httpServer]
  requireHttpServers(httpServers, httpServer)
  requireOptions('options', options, "{ path: '/socket.io' }")
  const { path: givenPath = defaultPath, allowedOrigins: givenOrigins = [], logger = silent } = options
  const { graceMs = 15_000, joinTimeoutMs = 10_000, maxMembersPerRoom = 64 } = options
  requireLogger(logger)
  requireMilliseconds('graceMs', graceMs, 0)
  requireMilliseconds('joinTimeoutMs', joinTimeoutMs, 1)
  requireCount('maxMembersPerRoom', maxMembersPerRoom)
  const path = webSocketPath(givenPath, defaultPath)
  const allowedOrigins = parseAllowedOrigins(givenOrigins)
  const now = (): number => performance.now()
  const relay = createRelay({ logger, graceMs, joinTimeoutMs, maxMembersPerRoom, now })
  const engine = new Engine({
    transports: ['websocket'],
    perMessageDeflate: false, // no compression bombs (docs/robustness.md T12)
    maxHttpBufferSize: maxPacketBytes,
    pingInterval: pingIntervalMs,
    pingTimeout: pingTimeoutMs,
  })
  const socketIo = new SocketIoServer<Received<ClientEvents>, ServerEvents>({
    connectTimeout: connectTimeoutMs,
    serveClient: false,
  })
  const socketsByConnection = new WeakMap<Connection, RelaySocket>()

  // Before Socket.IO is bound to the engine, so that the guard sees each packet first.
  engine.on('connection', (connection: Connection) => {
    guard(connection, now, (reason) => {
      logger.warn({ reason, address: connection.remoteAddress }, 'dismissed')
      socketsByConnection.get(connection)?.emit('dismissed', reason)
      connection.close()
    })
    watchReader(connection, now, (reason) => {
      logger.warn({ reason, address: connection.remoteAddress }, 'dismissed')
      // It would not read why, nor a goodbye: what waits for it is let go at once.
      connection.request.socket.destroy()
    })
  })
  socketIo.bind(engine)
  socketIo.on('connection', (socket) => {
    socketsByConnection.set(socket.conn, socket)
    relay.connect(socket)
  })
  for (const server of httpServers) server.on('upgrade', upgrade)

  let closing: Promise<void> | undefined
  return {
    get rooms() {
      return relay.sizes()
    },
    close() {
      for (const server of httpServers) server.off('upgrade', upgrade)
      relay.close()
      closing ??= socketIo.close()
      return closing
    },
  }

  // Not `engine.attach`: it would also answer plain requests, end other WebSockets on the same port, and stay when this server closes.
  function upgrade(this: HttpServer | HttpsServer, request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const pathname = request.url?.split('?', 1)[0]?.replace(/(.)\/$/, '$1')
    if (pathname !== path) {
      if (this.listenerCount('upgrade') === 1) refuse(stream, '404 Not Found')
    } else if (!isAllowedOrigin(request.headers, allowedOrigins)) {
      logger.warn({ origin: request.headers.origin, host: request.headers.host }, 'origin refused: see allowedOrigins')
      refuse(stream, '403 Forbidden')
    } else {
      engine.handleUpgrade(request, stream, head)
    }
  }
}

/** A framework's app is a function, which makes its server only when it listens. */
function requireHttpServers(servers: readonly unknown[], given: unknown): void {
  if (servers.length > 0 && servers.every((server) => server instanceof NetServer)) return
  throw wrongArgument('httpServer', 'a server that node:http or node:https has made, or a list of them', given)
}

function requireLogger(logger: unknown): void {
  const fits = typeof logger === 'object' && logger !== null && 'info' in logger && 'warn' in logger
  if (fits && typeof logger.info === 'function' && typeof logger.warn === 'function') return
  throw wrongArgument('logger', 'an object with the functions info and warn, as pino makes it', logger)
}

const silent: SignalingLogger = { info() {}, warn() {} }

function refuse(stream: Duplex, status: string): void {
  stream.on('error', () => {}) // the other side may be gone before it hears this
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy())
}
