import { describe, expect, test } from 'vitest'

import { became, joinBreakable, joined, left, useMeeting } from './meeting.ts'
import type { ContractOptions, SetUp } from './setup.ts'

/** Above the longest back-off of a client, and the time for which a peer that is not heard stays. */
const patienceMs = 20_000

export function describeBroken(setUp: SetUp, { cannotBreak }: ContractOptions): void {
  if (cannotBreak !== undefined) return
  describe("one peer's way is broken", { timeout: patienceMs }, () => {
    const meeting = useMeeting(setUp)

    test('a peer whose connection is cut comes back, is announced again, and never has left', async () => {
      const anna = await meeting().join('room', 'anna')
      const [ben, way] = await joinBreakable(meeting(), 'ben')
      await anna.hears(joined('ben'))
      for (let round = 1; round <= 3; round += 1) {
        way.cut()
        await ben.hears(became('up', round + 1))
        await anna.hears((heard) => heard.filter((event) => event.type === 'joined').length > round)
        ben.channel.send('anna', `round ${round}`)
        await anna.receives(`round ${round}`)
        anna.channel.send('ben', `round ${round}`)
        await ben.receives(`round ${round}`)
      }
      expect(left('ben')(anna.heard)).toBe(false)
      expect(left('anna')(ben.heard)).toBe(false)
    })

    test('F9: a peer who vanishes without a word leaves the room, also for who came later', async () => {
      const anna = await meeting().join('room', 'anna')
      const [, way] = await joinBreakable(meeting(), 'ben')
      await anna.hears(joined('ben'))
      way.block()
      const cleo = await meeting().join('room', 'cleo')
      await anna.hears(left('ben'))
      await cleo.hears((heard) => joined('anna')(heard) && (!joined('ben')(heard) || left('ben')(heard)))
      const dora = await meeting().join('room', 'dora')
      await dora.hears((heard) => joined('anna')(heard) && joined('cleo')(heard))
      expect(joined('ben')(dora.heard)).toBe(false)
    })

    test('who comes back after it was given up is there again, with the same epoch', async () => {
      const anna = await meeting().join('room', 'anna')
      const [ben, way] = await joinBreakable(meeting(), 'ben')
      await anna.hears(joined('ben'))
      way.block()
      await anna.hears(left('ben'))
      way.unblock()
      await ben.hears(became('up', 2))
      await anna.hears((heard) => heard.filter((event) => event.type === 'joined').length === 2)
      expect(anna.heard.at(-1)).toEqual({ type: 'joined', peer: ben.self })
      ben.channel.send('anna', 'back')
      await anna.receives('back')
    })

    test('F24: an older page that was away does not take the place of the newer one when it comes back', async () => {
      const anna = await meeting().join('room', 'anna')
      const [older, way] = await joinBreakable(meeting(), 'ben')
      await anna.hears(joined('ben'))
      way.block()
      await older.hears(became('down'))
      const newer = await meeting().join('room', 'ben')
      await anna.hears(joined('ben', newer.self.epoch))
      way.unblock()
      await older.hears(became('closed'))
      expect(older.heard.at(-1)).toMatchObject({ type: 'closed', error: { code: 'replaced' } })

      anna.channel.send('ben', 'to the newer')
      await newer.receives('to the newer')
      newer.channel.send('anna', 'from the newer')
      await anna.receives('from the newer')
      const last = anna.heard.findLast((event) => event.type === 'joined')
      expect(last).toEqual({ type: 'joined', peer: newer.self })
      expect(left('ben')(anna.heard)).toBe(false)
      expect(newer.heard.some((event) => event.type === 'closed' || event.type === 'down')).toBe(false)
    })
  })
}
