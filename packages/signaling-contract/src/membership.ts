import type { ChannelEvent } from '@earshot/core/signaling'
import { describe, expect, onTestFinished, test } from 'vitest'

import { became, joined, left, listenTo, presenceOf, useMeeting } from './meeting.ts'
import type { SetUp } from './setup.ts'

export function describeMembership(setUp: SetUp): void {
  describe('membership', () => {
    const meeting = useMeeting(setUp)

    test('the first event is up, and the members who are already there follow', async () => {
      await meeting().join('room', 'anna')
      await meeting().join('room', 'ben')
      const cleo = await meeting().join('room', 'cleo')
      await cleo.hears((heard) => joined('anna')(heard) && joined('ben')(heard))
      expect(cleo.heard.map((event) => event.type)).toEqual(['up', 'joined', 'joined'])
    })

    test('members are there when the room opens: the first subscriber hears of all of them before anything else can happen', async () => {
      await meeting().join('room', 'anna')
      await meeting().join('room', 'ben', { role: 'observer', data: { desk: 1 } })
      const here = ['anna', 'ben']
      for (const peerId of ['cleo', 'dora', 'emil', 'fay', 'gus']) {
        const channel = await meeting().engine.transport().open('room', presenceOf(peerId))
        onTestFinished(() => channel.close())
        const heard: ChannelEvent[] = []
        channel.subscribe((event) => heard.push(event))
        await Promise.resolve()
        const peers = heard.flatMap((event) => (event.type === 'joined' ? [event.peer.peerId] : []))
        expect(new Set(peers)).toEqual(new Set(here))
        expect(heard).toContainEqual(expect.objectContaining({ peer: expect.objectContaining({ data: { desk: 1 } }) }))
        here.push(peerId)
      }
    })

    test('the members hear of the newcomer, with everything that its presence says', async () => {
      const anna = await meeting().join('room', 'anna')
      const presence = { role: 'observer', name: 'Empfang, 1. Stock 👋', capabilities: ['warm-up', 'v1'] } as const
      const ben = await meeting().join('room', 'ben', presence)
      await anna.hears(joined('ben'))
      expect(anna.heard).toContainEqual({ type: 'joined', peer: ben.self })
      await ben.hears(joined('anna'))
      expect(ben.heard).toContainEqual({ type: 'joined', peer: anna.self })
    })

    test('nobody hears of itself, or of other rooms', async () => {
      const anna = await meeting().join('room', 'anna')
      await meeting().join('another-room', 'dora')
      const ben = await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      await ben.hears(joined('anna'))
      expect(anna.heard.map((event) => event.type)).toEqual(['up', 'joined'])
      expect(ben.heard.map((event) => event.type)).toEqual(['up', 'joined'])
    })

    test('close tells the others at once, and a second close does nothing', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      await ben.channel.close()
      await ben.channel.close()
      await anna.hears(left('ben'))
      expect(anna.heard.slice(2)).toEqual([{ type: 'left', peerId: 'ben', epoch: ben.self.epoch }])
      expect(ben.heard.at(-1)).toEqual({ type: 'closed' })
      expect(ben.heard.filter((event) => event.type === 'closed')).toHaveLength(1)
    })

    test('who left is not announced to newcomers, and may come back', async () => {
      const anna = await meeting().join('room', 'anna')
      const ben = await meeting().join('room', 'ben')
      await ben.channel.close()
      await anna.hears(left('ben'))
      const cleo = await meeting().join('room', 'cleo')
      await cleo.hears(joined('anna'))
      expect(joined('ben')(cleo.heard)).toBe(false)

      const again = await meeting().join('room', 'ben')
      await anna.hears(joined('ben', again.self.epoch))
      again.channel.send('anna', 'back')
      await anna.receives('back')
    })

    test('the newest epoch of a peer replaces the older one', async () => {
      const anna = await meeting().join('room', 'anna')
      const older = await meeting().join('room', 'ben')
      const newer = await meeting().join('room', 'ben')
      await older.hears(became('closed'))
      await anna.hears(joined('ben', newer.self.epoch))
      expect(older.heard.at(-1)).toMatchObject({ type: 'closed', error: { name: 'EarshotError', code: 'replaced' } })

      anna.channel.send('ben', 'to the newer')
      await newer.receives('to the newer')
      older.channel.send('anna', 'from the older')
      await older.channel.close()
      newer.channel.send('anna', 'from the newer')
      await anna.receives('from the newer')
      expect(anna.received()).toEqual(['ben: from the newer'])
      expect(older.received()).toEqual([])
      expect(left('ben')(anna.heard)).toBe(false)
    })

    test('events before the first subscriber are kept for it', async () => {
      const self = presenceOf('anna')
      const channel = await meeting().engine.transport().open('room', self)
      const ben = await meeting().join('room', 'ben')
      await ben.hears(joined('anna'))
      ben.channel.send('anna', 'early')
      const fence = await meeting().join('room', 'cleo')
      ben.channel.send('cleo', 'fence')
      await fence.receives('fence')

      const anna = listenTo(self, channel)
      await anna.receives('early')
      expect(anna.heard.slice(0, 3)).toMatchObject([{ type: 'up' }, { type: 'joined', peer: ben.self }, expect.anything()])
      await channel.close()
    })

    test('a listener is never called inside subscribe, and not after it unsubscribed', async () => {
      const anna = await meeting().join('room', 'anna')
      let calls = 0
      const unsubscribe = anna.channel.subscribe(() => (calls += 1))
      expect(calls).toBe(0)
      unsubscribe()
      unsubscribe()
      await meeting().join('room', 'ben')
      await anna.hears(joined('ben'))
      expect(calls).toBe(0)
    })

    test.each([
      ['before it began', 'early'],
      ['while it was under way', 'late'],
    ])('open rejects with the reason when it is aborted %s, and nobody hears of the peer', async (_, moment) => {
      const anna = await meeting().join('room', 'anna')
      const abort = new AbortController()
      const reason = new Error('changed my mind')
      if (moment === 'early') abort.abort(reason)
      const opening = meeting().engine.transport().open('room', presenceOf('ben'), { signal: abort.signal })
      abort.abort(reason)
      await expect(opening).rejects.toBe(reason)

      await meeting().join('room', 'cleo')
      await anna.hears(joined('cleo'))
      expect(joined('ben')(anna.heard)).toBe(false)
    })

    test.each(['', 'a b', 'a/b', '#', '+', 'é', 'x'.repeat(65)])('neither a room nor a peer may be called "%s"', async (name) => {
      const transport = meeting().engine.transport()
      await expect(transport.open(name, presenceOf('anna'))).rejects.toThrow(TypeError)
      await expect(transport.open('room', presenceOf(name))).rejects.toThrow(TypeError)
    })
  })
}
