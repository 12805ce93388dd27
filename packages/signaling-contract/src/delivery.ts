import { describe, expect, test } from 'vitest'

import { joined, left, useMeeting } from './meeting.ts'
import type { ContractOptions, SetUp } from './setup.ts'

const longestPayload = 65_536
const longInBytes: readonly (readonly [string, string])[] = [
  ['of the greatest length, in three-byte characters', '語'.repeat(longestPayload)],
  ['of the greatest length, in characters that JSON escapes', '\u0001'.repeat(longestPayload)],
]

export function describeDelivery(setUp: SetUp, { slow }: ContractOptions): void {
  describe('delivery', () => {
    const meeting = useMeeting(setUp)

    test('a message arrives with the sender that the transport vouches for', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      ben.channel.send('anna', 'hello')
      await anna.receives('hello')
      expect(anna.received()).toEqual(['ben: hello'])
    })

    test('messages arrive once and in the order in which they were sent, while nothing fails', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      const payloads = Array.from({ length: 150 }, (_, index) => `${index}`)
      for (const payload of payloads) ben.channel.send('anna', payload)
      await anna.receives('149')
      expect(anna.received()).toEqual(payloads.map((payload) => `ben: ${payload}`))
    })

    test.each<readonly [string, string]>([
      ['of no characters', ''],
      ['that looks like JSON', '{"from":"someone else","__proto__":[[[]]]}'],
      ['with quotes, backslashes and control characters', '"\\\u0000\u0001\n\r\u2028\u2029\u007f'],
      ['in many scripts', 'Grüße, 你好, שלום, नमस्ते, 👩‍👩‍👧‍👦'],
      ['with halves of surrogate pairs', '\ud800 and \udfff'],
      ['of the greatest length', 'x'.repeat(longestPayload)],
      ...(slow === undefined ? longInBytes : []),
    ])('a payload %s arrives unchanged', async (_, payload) => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      ben.channel.send('anna', payload)
      await anna.receives(payload)
    })

    test('a payload that is too long is a mistake of the caller', async () => {
      const anna = await meeting().join('room', 'anna')
      expect(() => anna.channel.send('ben', 'x'.repeat(longestPayload + 1))).toThrow(TypeError)
    })

    test('a message is for one peer: nobody else sees it, in this room or another', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      const cleo = await meeting().join('room', 'cleo')
      const elsewhere = await meeting().join('another-room', 'anna')
      const dora = await meeting().join('another-room', 'dora')

      ben.channel.send('anna', 'for anna in this room')
      ben.channel.send('cleo', 'for cleo')
      ben.channel.send('dora', 'for somebody in another room')
      await cleo.receives('for cleo')
      await anna.receives('for anna in this room')
      dora.channel.send('anna', 'for anna in the other room')
      await elsewhere.receives('for anna in the other room')

      expect(anna.received()).toEqual(['ben: for anna in this room'])
      expect(cleo.received()).toEqual(['ben: for cleo'])
      expect(elsewhere.received()).toEqual(['dora: for anna in the other room'])
      expect(dora.received()).toEqual([])
    })

    test('a message to oneself, to an unknown peer, to a peer who left, or to no possible name is lost and harms nothing', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      const cleo = await meeting().join('room', 'cleo')
      await cleo.channel.close()
      await ben.hears(left('cleo'))

      for (const to of ['ben', 'nobody', 'cleo', '', '#', '../anna', 'x'.repeat(1_000)]) ben.channel.send(to, 'lost')
      ben.channel.send('anna', 'arrives')
      await anna.receives('arrives')
      anna.channel.send('ben', 'and back')
      await ben.receives('and back')
      expect(ben.received()).toEqual(['anna: and back'])
      expect(cleo.received()).toEqual([])
    })

    test('after close nothing is sent and nothing is heard', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await ben.hears(joined('anna'))
      await ben.channel.close()
      await anna.hears(left('ben'))
      const heard = ben.heard.length

      ben.channel.send('anna', 'too late')
      anna.channel.send('ben', 'too late')
      const cleo = await meeting().join('room', 'cleo')
      cleo.channel.send('anna', 'in time')
      await anna.receives('in time')
      expect(anna.received()).toEqual(['cleo: in time'])
      expect(ben.heard.length).toBe(heard)
    })

    test('names that objects inherit are names like any other', async () => {
      const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
      for (const room of names) {
        const peers = await Promise.all(names.map((name) => meeting().join(room, name)))
        for (const peer of peers)
          await peer.hears((heard) => names.every((name) => name === peer.self.peerId || joined(name)(heard)))
        for (const peer of peers) for (const name of names) peer.channel.send(name, `${room} ${peer.self.peerId}`)
        for (const peer of peers) {
          const expected = names.filter((name) => name !== peer.self.peerId).map((name) => `${name}: ${room} ${name}`)
          await peer.hears(() => peer.received().length === expected.length)
          expect(peer.received().toSorted()).toEqual(expected.toSorted())
        }
      }
    })
  })
}
