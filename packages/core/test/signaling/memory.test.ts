import { memoryTransport } from '@earshot/core/signaling'
import { expect, test } from 'vitest'

const anna = { peerId: 'anna', epoch: 'a1', role: 'member', name: 'Anna', capabilities: [], data: null } as const

test('an interrupted in-memory transport can not be opened, and can again after restore', async () => {
  const memory = memoryTransport()
  memory.interrupt()
  await expect(memory.open('room', anna)).rejects.toMatchObject({ code: 'signaling-unreachable' })
  memory.restore()
  await (await memory.open('room', anna)).close()
})

test('two in-memory transports share nothing', async () => {
  const channel = await memoryTransport().open('room', anna)
  const heard: unknown[] = []
  channel.subscribe((event) => heard.push(event))
  await memoryTransport().open('room', { ...anna, peerId: 'ben' })
  await expect.poll(() => heard).toEqual([{ type: 'up' }])
})

test('what a listener throws reaches neither the other listeners nor the sender', async () => {
  const thrown: unknown[] = []
  const note = (error: unknown): number => thrown.push(error)
  const handlers = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', note)
  const channel = await memoryTransport().open('room', anna)
  const heard: string[] = []
  channel.subscribe(() => {
    throw new Error('a listener of the application')
  })
  channel.subscribe((event) => heard.push(event.type))
  await channel.close()
  await expect.poll(() => thrown.length).toBe(2)
  process.off('uncaughtException', note)
  for (const handler of handlers) process.on('uncaughtException', handler)
  expect(heard).toEqual(['up', 'closed'])
})
