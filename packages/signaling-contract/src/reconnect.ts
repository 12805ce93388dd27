import { describe, expect, test } from 'vitest'

import { became, joined, left, useMeeting, type Meeting, type Peer } from './meeting.ts'
import type { SetUp } from './setup.ts'

/** Above the longest back-off of a client. */
const patienceMs = 20_000

export function describeReconnect(setUp: SetUp): void {
  describe('reconnect', { timeout: patienceMs }, () => {
    const meeting = useMeeting(setUp)

    test('an interruption is down, and after it every channel is up again with the members announced', async () => {
      const peers = await threePeers(meeting())
      await interrupt(meeting(), peers)
      await meeting().engine.restore()
      for (const peer of peers) {
        await peer.hears(became('up', 2))
        const others = peers.filter((other) => other !== peer)
        await peer.hears(() => others.every((other) => joined(other.self.peerId, other.self.epoch)(sinceUp(peer))))
        expect(peer.heard.filter((event) => event.type === 'left' || event.type === 'closed')).toEqual([])
      }
    })

    test('messages flow both ways after an interruption', async () => {
      const [anna, ben] = await threePeers(meeting())
      await interrupt(meeting(), [anna, ben])
      await meeting().engine.restore()
      await anna.hears(() => joined('ben')(sinceUp(anna)))
      await ben.hears(() => joined('anna')(sinceUp(ben)))
      ben.channel.send('anna', 'back')
      await anna.receives('back')
      anna.channel.send('ben', 'and forth')
      await ben.receives('and forth')
    })

    test('what is sent during an interruption throws nothing, and arrives not twice', async () => {
      const [anna, ben] = await threePeers(meeting())
      await interrupt(meeting(), [anna, ben])
      ben.channel.send('anna', 'meanwhile')
      await meeting().engine.restore()
      await anna.hears(() => joined('ben')(sinceUp(anna)))
      await ben.hears(() => joined('anna')(sinceUp(ben)))
      ben.channel.send('anna', 'after')
      await anna.receives('after')
      expect(anna.received().filter((message) => message === 'ben: meanwhile').length).toBeLessThanOrEqual(1)
    })

    test('it survives several interruptions', async () => {
      const [anna, ben] = await threePeers(meeting())
      for (let round = 1; round <= 3; round += 1) {
        await meeting().engine.interrupt()
        await anna.hears(became('down', round))
        await ben.hears(became('down', round))
        await meeting().engine.restore()
        await anna.hears(() => joined('ben')(sinceUp(anna)) && became('up', round + 1)(anna.heard))
        await ben.hears(() => joined('anna')(sinceUp(ben)) && became('up', round + 1)(ben.heard))
        ben.channel.send('anna', `round ${round}`)
        await anna.receives(`round ${round}`)
      }
    })

    test('who closes during an interruption is gone after it', async () => {
      const [anna, ben, cleo] = await threePeers(meeting())
      await interrupt(meeting(), [anna, ben, cleo])
      await cleo.channel.close()
      await meeting().engine.restore()
      await anna.hears(left('cleo'))
      await anna.hears(() => joined('ben')(sinceUp(anna)))
      expect(joined('cleo')(sinceUp(anna))).toBe(false)
      expect(cleo.heard.at(-1)).toEqual({ type: 'closed' })
    })
  })
}

async function threePeers(meeting: Meeting): Promise<readonly [Peer, Peer, Peer]> {
  const anna = await meeting.join('room', 'anna')
  const ben = await meeting.join('room', 'ben')
  const cleo = await meeting.join('room', 'cleo')
  await anna.hears(joined('cleo'))
  return [anna, ben, cleo]
}

async function interrupt(meeting: Meeting, peers: readonly Peer[]): Promise<void> {
  await meeting.engine.interrupt()
  for (const peer of peers) await peer.hears(became('down'))
}

/** What the peer has heard since it is up; nothing, while it is down. */
function sinceUp(peer: Peer): Peer['heard'] {
  const changed = peer.heard.findLastIndex((event) => event.type === 'up' || event.type === 'down')
  return peer.heard[changed]?.type === 'up' ? peer.heard.slice(changed) : []
}
