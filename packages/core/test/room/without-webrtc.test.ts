import {
  canChooseSpeaker,
  captureMedia,
  connectLoopback,
  devices,
  firstFrame,
  joinRoom,
  localMedia,
  memoryTransport,
  playTrack,
  setSpeaker,
  watchLevel,
  type Call,
} from '@earshot/core'
import { expect, test } from 'vitest'

import { parseEnvelope, writeEnvelope } from '../../src/signaling/envelope.ts'
import { parseMessage } from '../../src/signaling/message.ts'

const anything: never = {} as never

test.each<[name: string, use: () => unknown]>([
  ['captureMedia', () => captureMedia()],
  ['connectLoopback', () => connectLoopback()],
  ['firstFrame', () => firstFrame(anything)],
  ['localMedia', () => localMedia()],
  ['playTrack', () => playTrack(anything)],
  ['setSpeaker', () => setSpeaker(anything, '')],
  ['watchLevel', () => watchLevel(anything, () => undefined)],
])('in Node %s says that it needs a browser', async (_name, use) => {
  const used = async () => use()
  await expect(used()).rejects.toMatchObject({ name: 'EarshotError', code: 'unsupported' })
  await expect(used()).rejects.toThrow(/page of a browser/)
})

test('in Node there are no devices, and no speaker to choose', async () => {
  const watch = await devices()
  expect(watch.list).toEqual({ cameras: [], microphones: [], speakers: [] })
  expect(await watch.refresh()).toEqual(watch.list)
  watch.close()
  expect(canChooseSpeaker()).toBe(false)
})

test('a member in Node is in the room, cannot call, and stays', async () => {
  const signaling = memoryTransport()
  const [ada, bob] = [
    await joinRoom({ signaling, room: 'tea', peerId: 'ada' }),
    await joinRoom({ signaling, room: 'tea', peerId: 'bob' }),
  ]
  expect(() => bob.call('ada')).toThrow(expect.objectContaining({ name: 'EarshotError', code: 'unsupported' }))
  expect([...bob.calls]).toEqual([])
  await Promise.all([ada.leave(), bob.leave()])
})

test('an invitation to a member without WebRTC is declined with its reason', async () => {
  const signaling = memoryTransport()
  const bob = await joinRoom({ signaling, room: 'tea', peerId: 'bob' })
  const rang: Call[] = []
  bob.on('incoming-call', (call) => rang.push(call))
  const ada = { peerId: 'ada', epoch: 'e1', role: 'member', name: 'Ada', capabilities: [], data: null } as const
  const channel = await signaling.open('tea', ada)
  const answer = new Promise<unknown>((resolve) => {
    channel.subscribe((event) => {
      if (event.type !== 'message') return
      const message = parseMessage(parseEnvelope(event.payload)?.body)
      if (message !== null) resolve(message)
    })
  })
  const description = { type: 'offer', negotiation: 1, sdp: 'v=0\r\n' } as const
  const invite = { type: 'invite', call: 'c1', description, warmUp: null, sections: [], metadata: null }
  channel.send('bob', writeEnvelope({ from: 'e1', to: bob.self.epoch, sequence: 1, acknowledged: 0, body: invite }))
  expect(await answer).toEqual({ type: 'decline', call: 'c1', reason: 'unsupported' })
  expect(rang).toEqual([])
  expect(bob.state).toBe('connected')
  await bob.leave()
})
