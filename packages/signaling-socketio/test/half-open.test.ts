import type { ChannelEvent } from '@earshot/core/signaling'
import { tcpPath } from '@earshot/signaling-contract'
import { socketIo } from '@earshot/signaling-socketio'
import { expect, test } from 'vitest'

import { listening } from './listening.ts'

test(
  'F4: a connection that has gone silent without an end is found within ten seconds, by both sides',
  { timeout: 30_000 },
  async () => {
    const messages: string[] = []
    const server = await listening({ logger: { info: (_, message) => messages.push(message), warn() {} } })
    const path = await tcpPath(server.port)
    const channel = await socketIo({ url: `http://127.0.0.1:${path.port}` }).open('room', {
      peerId: 'anna',
      epoch: 'anna-1',
      role: 'member',
      name: 'Anna',
      capabilities: [],
      data: null,
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
