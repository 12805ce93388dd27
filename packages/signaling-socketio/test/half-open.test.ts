import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

import type { ChannelEvent } from '@earshot/core/signaling'
import { socketIo } from '@earshot/signaling-socketio'
import { expect, test } from 'vitest'

import { listening } from './listening.ts'

test(
  'F4: a connection that has gone silent without an end is found within ten seconds, by both sides',
  { timeout: 30_000 },
  async () => {
    const messages: string[] = []
    const server = await listening({ logger: { info: (_, message) => messages.push(message), warn() {} } })
    const path = await freezablePath(server.port)
    const channel = await socketIo({ url: path.url }).open('room', {
      peerId: 'anna',
      epoch: 'anna-1',
      role: 'member',
      name: 'Anna',
      capabilities: [],
    })
    const heard: ChannelEvent[] = []
    channel.subscribe((event) => heard.push(event))

    path.freeze()
    const frozenAt = performance.now()
    await expect.poll(() => heard, { timeout: 15_000 }).toContainEqual({ type: 'down', reason: 'ping timeout' })
    await expect.poll(() => messages, { timeout: 15_000 }).toContain('connection lost')
    expect(performance.now() - frozenAt).toBeLessThan(10_000)

    await channel.close()
    path.close()
    await server.close()
  },
)

/** A TCP path to a port that can stop passing anything on, as a network that drops packets does. */
async function freezablePath(port: number): Promise<{ url: string; freeze(): void; close(): void }> {
  let frozen = false
  const sockets = new Set<Socket>()
  const proxy = createServer((inner) => {
    const outer = connect(port, '127.0.0.1')
    const ends = [
      [inner, outer],
      [outer, inner],
    ] as const
    for (const [from, to] of ends) {
      sockets.add(from)
      from.on('data', (data) => frozen || to.write(data))
      from.on('end', () => frozen || to.end())
      from.on('error', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    freeze() {
      frozen = true
    },
    close() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}
