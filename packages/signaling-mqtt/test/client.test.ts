import type { ChannelEvent, Presence } from '@earshot/core/signaling'
import { tcpPath } from '@earshot/signaling-contract'
import { mqtt } from '@earshot/signaling-mqtt'
import { createBroker } from '@earshot/signaling-mqtt/broker'
import { afterEach, expect, test, vi } from 'vitest'

import { listening } from './listening.ts'

const anna: Presence = { peerId: 'anna', epoch: 'anna-1', role: 'member', name: 'Anna', capabilities: [], data: null }

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a broker that cannot be reached is said to be so, with its address', async () => {
  const gone = await listening()
  await gone.close()
  const opening = mqtt({ url: gone.url, connectTimeoutMs: 200 }).open('room', anna)
  await expect(opening).rejects.toMatchObject({ code: 'signaling-unreachable', message: expect.stringContaining(gone.url) })
})

test('a url that is none of a broker, or holds a password, is a mistake, and so is none where there is no page', () => {
  expect(() => mqtt({ url: 'https://example.org' })).toThrow(TypeError)
  expect(() => mqtt({ url: 'mqtt://anna:secret@example.org' })).toThrow(TypeError)
  expect(() => mqtt({ url: 'nonsense' })).toThrow(TypeError)
  expect(() => mqtt({ url: 'mqtt://example.org', leaseMs: 0 })).toThrow(TypeError)
  expect(() => mqtt()).toThrow(TypeError)
})

test('F4: a connection that has gone silent without an end is found within ten seconds', { timeout: 30_000 }, async () => {
  const broker = await createBroker(0)
  const path = await tcpPath(broker.port ?? 0)
  const channel = await mqtt({ url: `mqtt://127.0.0.1:${path.port}` }).open('room', anna)
  const heard: ChannelEvent[] = []
  channel.subscribe((event) => heard.push(event))
  path.freeze()
  const frozenAt = performance.now()
  await expect.poll(() => heard, { timeout: 15_000 }).toContainEqual({ type: 'down', reason: 'the broker does not answer' })
  expect(performance.now() - frozenAt).toBeLessThan(10_000)
  await channel.close()
  path.close()
  await broker.close()
})

test(
  'what is sent to a broker that does not answer is dropped after a while, and not queued without end',
  { timeout: 30_000 },
  async () => {
    const broker = await createBroker(0)
    const path = await tcpPath(broker.port ?? 0)
    const channel = await mqtt({ url: `mqtt://127.0.0.1:${path.port}` }).open('room', anna)
    channel.subscribe(() => {})
    path.freeze()
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external
    for (let index = 0; index < 20_000; index += 1) channel.send('ben', 'x'.repeat(10_000))
    expect(process.memoryUsage().heapUsed + process.memoryUsage().external - before).toBeLessThan(100_000_000)
    await channel.close()
    path.close()
    await broker.close()
  },
)

test('a client does not sit out its pause when the browser is online again', async () => {
  const browser = new EventTarget()
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser))
  vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }) // no pause ends by itself
  const server = await listening()
  const channel = await mqtt({ url: server.url }).open('room', anna)
  const heard: string[] = []
  channel.subscribe(({ type }) => heard.push(type))
  await server.close()
  await expect.poll(() => heard).toEqual(['up', 'down'])
  const again = await listening({}, server.port)
  browser.dispatchEvent(new Event('online'))
  await expect.poll(() => heard).toEqual(['up', 'down', 'up'])
  await channel.close()
  await again.close()
})
