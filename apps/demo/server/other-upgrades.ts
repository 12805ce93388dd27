import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Ends requests for a WebSocket where there is none. Each signaling engine looks at its own path only, and would let the others hang. */
export function refuseOtherUpgrades(server: Pick<Server, 'on'>, paths: readonly string[]): void {
  server.on('upgrade', (request: IncomingMessage, stream: Duplex) => {
    const path = request.url?.split('?', 1)[0]?.replace(/\/$/, '') ?? ''
    if (paths.includes(path)) return
    stream.on('error', () => {}) // the other side may be gone before it hears this
    stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => stream.destroy())
  })
}
