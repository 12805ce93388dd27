import { joinRoom, memoryTransport } from '@earshot/core'
import { expect, test } from 'vitest'

import { writeEnvelope } from '../../src/signaling/envelope.ts'

const ada = { peerId: 'ada', epoch: 'e1', role: 'member', name: 'Ada', capabilities: [], data: null } as const

test('what an observer is sent before it listens waits, in order with what follows', async () => {
  const signaling = memoryTransport()
  const observer = await joinRoom({ signaling, room: 'tea', peerId: 'watcher', role: 'observer' })
  const channel = await signaling.open('tea', ada)
  await expect.poll(() => observer.peers.has('ada')).toBe(true)
  let arrived = 0
  channel.subscribe((event) => void (arrived += event.type === 'message' ? 1 : 0))
  let sequence = 0
  const say = (text: string) => {
    const body = { type: 'recording', call: 'c1', peer: 'bob', text }
    channel.send('watcher', writeEnvelope({ from: 'e1', to: observer.self.epoch, sequence: ++sequence, acknowledged: 0, body }))
  }
  say('one ')
  say('two ')
  await expect.poll(() => arrived).toBeGreaterThan(0) // the acknowledgement
  const heard: string[] = []
  observer.on('recording', ({ from, text }) => heard.push(`${from.name}: ${text}`))
  say('three')
  await expect.poll(() => heard).toEqual(['Ada: one ', 'Ada: two ', 'Ada: three'])
  await observer.leave()
})

test('a peer that comes before anybody listens is read in room.peers, and not told again', async () => {
  const signaling = memoryTransport()
  const room = await joinRoom({ signaling, room: 'tea', peerId: 'bob' })
  await signaling.open('tea', ada)
  await expect.poll(() => [...room.peers.keys()]).toEqual(['ada'])
  const heard: string[] = []
  room.on('peer-joined', ({ peerId }) => heard.push(peerId))
  await signaling.open('tea', { ...ada, peerId: 'cleo' })
  await expect.poll(() => heard).toEqual(['cleo'])
  await room.leave()
})
