import { joinRoom, memoryTransport, type Call, type JoinOptions, type Room, type SignalingTransport } from '@earshot/core'
import { afterEach, expect, test } from 'vitest'

import { reaches, syntheticStream } from './support.ts'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

const oneWayMs = 40

/** The memory transport with a delay, that keeps what was sent over it. */
function slowTransport(sent: string[]): SignalingTransport {
  const transport = memoryTransport()
  return {
    async open(room, self, options) {
      const channel = await transport.open(room, self, options)
      const send = (to: string, payload: string) => {
        sent.push(payload)
        setTimeout(() => channel.send(to, payload), oneWayMs)
      }
      return { ...channel, send }
    },
  }
}

async function meet(options: Partial<JoinOptions> = {}) {
  const sent: string[] = []
  const signaling = slowTransport(sent)
  const join = async (peerId: string) => {
    const room = await joinRoom({ signaling, room: 'test', peerId, statsIntervalMs: 100, ...options })
    rooms.push(room)
    return room
  }
  const [one, other] = [await join('hall'), await join('office')]
  await expect.poll(() => [one.peers.has('office'), other.peers.has('hall')]).toEqual([true, true])
  const ringing = new Promise<Call>((resolve) => other.on('incoming-call', resolve))
  const caller = one.call('office', { stream: syntheticStream() })
  return { sent, caller, callee: await ringing }
}

async function samples(call: Call, count: number): Promise<void> {
  let seen = 0
  const stop = call.on('sample', () => {
    seen += 1
  })
  await expect.poll(() => seen, { timeout: 20_000 }).toBeGreaterThanOrEqual(count)
  stop()
}

/** Waits until the peer has told its own figures so often: every two seconds, over the connection. */
async function heardOfPeer(call: Call, times: number): Promise<void> {
  const heard = new Set<string>()
  const stop = call.on('report', ({ stats }) => {
    for (const { type, id: _, timestamp: __, ...said } of stats.values()) {
      if (type === 'earshot-peer') heard.add(JSON.stringify(said))
    }
  })
  await expect.poll(() => heard.size, { timeout: 20_000 }).toBeGreaterThanOrEqual(times)
  stop()
}

test.each(['on', 'off'] as const)(
  'a call takes at most 13 signaling messages, and none while it is at rest (warm-up %s)',
  async (warmUp) => {
    const { sent, caller, callee } = await meet({ warmUp })
    const isWarm = warmUp === 'on'
    await expect.poll(() => [caller.ready, callee.ready]).toEqual([isWarm, isWarm])
    callee.accept({ stream: syntheticStream() })
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    await samples(callee, 3)
    expect(sent.length).toBeLessThanOrEqual(13)
    const before = sent.length
    await heardOfPeer(callee, 2)
    expect(sent.slice(before)).toEqual([])
  },
)
