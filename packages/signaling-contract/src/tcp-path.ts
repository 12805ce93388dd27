import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** One peer's own way to a server on this machine, which a test may break. */
export interface TcpPath {
  /** On 127.0.0.1, in place of the server's. */
  readonly port: number
  /** Ends every connection, on both sides, without a word of the protocol. New ones are let through. */
  cut(): void
  /** Cuts, and lets nothing through until `unblock`. */
  block(): void
  unblock(): void
  /** Keeps the connections open and passes nothing on any more, as a network that drops packets does. */
  freeze(): void
  close(): void
}

export async function tcpPath(serverPort: number): Promise<TcpPath> {
  const sockets = new Set<Socket>()
  let blocked = false
  let frozen = false
  const proxy = createServer((inner) => {
    if (blocked) return void inner.destroy()
    const outer = connect(serverPort, '127.0.0.1')
    const ends = [
      [inner, outer],
      [outer, inner],
    ] as const
    for (const [from, to] of ends) {
      sockets.add(from)
      from.setNoDelay(true)
      from.on('data', (data) => frozen || to.write(data))
      from.on('error', () => {}) // it closes
      from.on('close', () => {
        sockets.delete(from)
        if (!frozen) to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('the path has no port')

  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    cut,
    block() {
      blocked = true
      cut()
    },
    unblock() {
      blocked = false
    },
    freeze() {
      frozen = true
    },
    close() {
      cut()
      proxy.close()
    },
  }
}
