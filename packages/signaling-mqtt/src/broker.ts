import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { createServer as createTcpServer, Server as TcpServer, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

import { requireCount, requireFunction, requireOptions, webSocketPath, wrongArgument, type RoomId } from '@earshot/core/signaling'
import { createWebSocketStream, WebSocketServer } from 'ws'

import { maxPacketBytes } from './access.ts'
import { createEngine, type BrokerLogger, type JoinRequest } from './engine.ts'
import { GuardedStream } from './guarded-stream.ts'
import { isAllowedOrigin, parseAllowedOrigins, type AllowedOrigins } from './origin.ts'
import { packetGuard } from './packet-guard.ts'

export type { BrokerLogger, JoinRequest } from './engine.ts'

export interface BrokerOptions {
  /** Says who may join. Whoever is let in can write in the name of `peerId` in that room, and of nobody else. @default everyone may */
  readonly authorize?: (request: JoinRequest) => boolean | Promise<boolean>
  /** Where joins, leaves and refusals are noted, with the room's number of users; pino fits. @default none */
  readonly logger?: BrokerLogger
  /** Path of the WebSocket, on HTTP servers; a slash at its beginning or end makes no difference. @default '/mqtt' */
  readonly path?: string
  /**
   * Origins, such as `https://example.org`, whose pages may connect besides those of the server's own host; `'*'` lets the pages of all
   * origins connect. Capitals, a default port and a slash at the end make no difference. @default []
   */
  readonly allowedOrigins?: AllowedOrigins
  /** Address to listen on, where a port is given. @default '127.0.0.1' */
  readonly host?: string
  /** @default 64 */
  readonly maxMembersPerRoom?: number
}

export interface Broker {
  /** The rooms that have users, and how many each has. */
  readonly rooms: ReadonlyMap<RoomId, number>
  /** The port that it listens on by itself; `null` on HTTP servers. */
  readonly port: number | null
  /** Disconnects everyone and takes no new connections; HTTP servers go on. A second call does nothing. */
  close(): Promise<void>
}

/** A client may put many packets into one frame: as much as the guard lets through at once. */
const maxFrameBytes = 1_048_576
/** Where the client looks for it, too. */
const defaultPath = '/mqtt'

/**
 * An MQTT 3.1.1 broker for signaling and nothing else: WebSocket on HTTP servers that the caller has made and lets listen, or plain MQTT
 * over TCP on a port. Rejects with a `TypeError` that says how a wrong option must be written.
 */
export async function createBroker(
  target: HttpServer | HttpsServer | readonly (HttpServer | HttpsServer)[] | number,
  options: BrokerOptions = {},
): Promise<Broker> {
  const httpServers = typeof target === 'number' ? [] : Array.isArray(target) ? target : [target]
  requireTarget(httpServers, target)
  requireOptions('options', options, "{ path: '/mqtt' }")
  const { path: givenPath = defaultPath, allowedOrigins: givenOrigins = [] } = options
  const { authorize = () => true, logger = silent, host = '127.0.0.1', maxMembersPerRoom = 64 } = options
  requireFunction('authorize', authorize)
  requireLogger(logger)
  requireHost(host)
  requireCount('maxMembersPerRoom', maxMembersPerRoom)
  const path = webSocketPath(givenPath, defaultPath)
  const allowedOrigins = parseAllowedOrigins(givenOrigins)
  const engine = await createEngine({ authorize, logger, maxMembersPerRoom })
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false, // no compression bombs (docs/robustness.md T12)
    maxPayload: maxFrameBytes,
    autoPong: false, // MQTT has pings of its own, and answers to these would wait uncounted
    handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
  })
  for (const server of httpServers) server.on('upgrade', upgrade)
  const tcp = typeof target === 'number' ? await listen(createTcpServer(admit), target, host) : null

  let closing: Promise<void> | undefined
  return {
    get rooms() {
      return engine.rooms()
    },
    port: tcp === null ? null : portOf(tcp),
    close() {
      for (const server of httpServers) server.off('upgrade', upgrade)
      closing ??= end()
      return closing
    },
  }

  function upgrade(this: HttpServer | HttpsServer, request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const pathname = request.url?.split('?', 1)[0]?.replace(/(.)\/$/, '$1')
    if (pathname !== path) {
      if (this.listenerCount('upgrade') === 1) refuse(stream, '404 Not Found')
    } else if (!isAllowedOrigin(request.headers, allowedOrigins)) {
      logger.warn({ origin: request.headers.origin, host: request.headers.host }, 'origin refused: see allowedOrigins')
      refuse(stream, '403 Forbidden')
    } else {
      webSockets.handleUpgrade(request, stream, head, (socket) => admit(createWebSocketStream(socket)))
    }
  }

  function admit(connection: Duplex): void {
    const now = (): number => performance.now()
    const guard = packetGuard({ maxPacketBytes, now })
    const guarded = new GuardedStream(connection, {
      check: (chunk) => guard.take(chunk),
      now,
      onFault: (reason) => logger.warn({ reason }, 'dismissed'),
    })
    engine.handle(guarded, () => guard.admit())
  }

  async function end(): Promise<void> {
    await engine.close()
    for (const socket of webSockets.clients) socket.terminate()
    if (tcp !== null) await new Promise((resolve) => tcp.close(resolve))
  }
}

/** A framework's app is a function, which makes its server only when it listens. */
function requireTarget(servers: readonly unknown[], target: unknown): void {
  const fits =
    typeof target === 'number'
      ? Number.isInteger(target) && target >= 0 && target <= 65_535
      : servers.length > 0 && servers.every((server) => server instanceof TcpServer)
  if (!fits) throw wrongArgument('target', 'a server that node:http or node:https has made, a list of them, or a port', target)
}

/** An empty one would mean all addresses of the machine. */
function requireHost(host: unknown): void {
  const fits = typeof host === 'string' && /^[^\s/]+$/.test(host)
  if (!fits) throw wrongArgument('host', "an address or a name without a scheme, such as '127.0.0.1' or '0.0.0.0'", host)
}

function requireLogger(logger: unknown): void {
  const fits = typeof logger === 'object' && logger !== null && 'info' in logger && 'warn' in logger
  if (fits && typeof logger.info === 'function' && typeof logger.warn === 'function') return
  throw wrongArgument('logger', 'an object with the functions info and warn, as pino makes it', logger)
}

const silent: BrokerLogger = { info() {}, warn() {} }

function listen(server: TcpServer, port: number, host: string): Promise<TcpServer> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

function portOf(server: TcpServer): number | null {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' ? (address?.port ?? null) : null
}

function refuse(stream: Duplex, status: string): void {
  stream.on('error', () => {}) // the other side may be gone before it hears this
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy())
}
