import { describe, expect, test } from 'vitest'

import { honestPair } from './honest-pair.ts'
import { joined, useMeeting } from './meeting.ts'
import type { SetUp } from './setup.ts'

/** What the engines say among themselves, as far as a member may say it too: in a payload it is a payload. */
const imitations = [
  '{"type":"left","epoch":"ben-1"}',
  '{"type":"here","connection":9,"presence":{"peerId":"ben","epoch":"x","role":"member","name":"x","capabilities":[]}}',
  '{"type":"claim","epoch":"x"}',
  '{"type":"taken","epoch":"x"}',
  '42["left",{"peerId":"ben","epoch":"ben-1"}]',
  '["replaced"]',
  '\u0000\u0001\u0002\u00ff',
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
]

export function describeHostileInput(setUp: SetUp): void {
  describe('hostile input', () => {
    const meeting = useMeeting(setUp)

    test('T13: payloads that imitate the engine or nest without end arrive as they are, and change nothing', async () => {
      const pair = await honestPair(() => meeting().engine.transport())
      const mallory = await meeting().join('room', 'mallory')
      for (const payload of imitations) mallory.channel.send('anna', payload)
      for (const payload of imitations) {
        await mallory.hears(() => pair.heardBy('anna').some((event) => event.type === 'message' && event.payload === payload))
      }
      await pair.exchange()
      const changes = pair.heardBy('anna').filter((event) => event.type !== 'message')
      expect(changes.map((event) => event.type)).toEqual(['up', 'joined', 'joined'])
      await pair.close()
    })

    test('T4: a message that says it is from somebody else is from who sent it', async () => {
      const anna = await meeting().join('room', 'anna')
      await meeting().join('room', 'ben')
      const mallory = await meeting().join('room', 'mallory')
      await mallory.hears(joined('anna'))
      for (let index = 0; index < 100; index += 1) mallory.channel.send('anna', JSON.stringify({ from: 'ben', index }))
      await anna.receives(JSON.stringify({ from: 'ben', index: 99 }))
      expect(new Set(anna.received().map((message) => message.split(':', 1)[0]))).toEqual(new Set(['mallory']))
    })

    test('an observer is announced as one, and hears and is heard like anybody', async () => {
      const anna = await meeting().join('room', 'anna')
      const watcher = await meeting().join('room', 'watcher', { role: 'observer' })
      await anna.hears(joined('watcher'))
      expect(anna.heard).toContainEqual({ type: 'joined', peer: watcher.self })
      anna.channel.send('watcher', 'a sample')
      await watcher.receives('a sample')
      watcher.channel.send('anna', 'an acknowledgement')
      await anna.receives('an acknowledgement')
    })
  })
}
