import { joinRoom, type Room } from '@earshot/core'
import type { Role } from '@earshot/core/signaling'
import { socketIo } from '@earshot/signaling-socketio'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { listening, type Listening } from './listening.ts'
import { rawClient, type RawClient } from './raw-client.ts'

let server: Listening
let anna: Room
let rings: string[]
let connections: number

beforeEach(async () => {
  connections = 0
  vi.stubGlobal('RTCPeerConnection', SilentConnection)
  server = await listening()
  anna = await joinRoom({ signaling: socketIo({ url: server.url }), room: 'room', peerId: 'anna' })
  rings = []
  anna.on('incoming-call', ({ peer }) => rings.push(peer.peerId))
})

afterEach(async () => {
  await anna.leave()
  await server.close()
  vi.unstubAllGlobals()
})

const description = { type: 'offer', sdp: 'v=0\r\n', negotiation: 1 }
const ofConnection = { call: 'the-call', connection: 1 }

const orders = [
  { type: 'accept', call: 'the-call' },
  { type: 'description', ...ofConnection, description: { ...description, type: 'answer' }, sections: [] },
  { type: 'description', call: 'the-call', connection: 2, description, sections: [] },
  { type: 'refuse-offer', ...ofConnection, negotiation: 1 },
  { type: 'candidates', ...ofConnection, candidates: [{ candidate: '', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null }] },
  { type: 'restart-ice', ...ofConnection },
  { type: 'rebuild', call: 'the-call', connection: 2 },
  { type: 'media', call: 'the-call', audioMuted: true, videoMuted: true, held: true },
  { type: 'decline', call: 'the-call', reason: 'declined' },
  { type: 'hang-up', call: 'the-call', reason: 'hung-up' },
  { type: 'invite', call: 'another', description, warmUp: null, sections: [], metadata: null },
]

test('T20: an observer rings nobody and drives no call, whatever it sends; a member with the same words does both', async () => {
  const ben = await speaker('ben', 'member')
  await ben.says([{ type: 'invite', call: 'the-call', description, warmUp: null, sections: [], metadata: null }])
  const call = anna.calls.get('ben')
  expect(rings).toEqual(['ben'])
  const connectionsOfBen = connections

  const watcher = await speaker('watcher', 'observer')
  await watcher.says([{ type: 'invite', call: 'the-call', description, warmUp: null, sections: [], metadata: null }, ...orders])
  expect(rings).toEqual(['ben'])
  expect(connections).toBe(connectionsOfBen)
  expect([...anna.calls]).toEqual([['ben', call]])
  expect(call?.state).toBe('ringing')
  expect(call?.remoteMuted).toEqual({ audio: false, video: false })

  await ben.says(orders)
  expect(rings).toEqual(['ben', 'ben'])
  expect(call?.ended).toEqual({ by: 'remote', reason: 'hung-up' })
  for (const { client } of [ben, watcher]) client.close()
})

interface Speaker {
  readonly client: RawClient
  /** Resolves when anna's link has everything, in order, and has said so. */
  says(messages: readonly object[]): Promise<void>
}

/** Joins and speaks the protocol of links by hand, with sequence numbers that anna has to accept. */
async function speaker(peerId: string, role: Role): Promise<Speaker> {
  const client = await rawClient(server.url)
  const epoch = `${peerId}-1`
  client.request(1, 'join', { room: 'room', presence: { peerId, epoch, role, name: peerId, capabilities: [], data: null } })
  await expect.poll(() => anna.peers.has(peerId)).toBe(true)
  let sequence = 0
  return {
    client,
    async says(messages) {
      for (const body of messages) {
        sequence += 1
        client.emit('message', { to: 'anna', payload: JSON.stringify([epoch, anna.self.epoch, sequence, 0, body]) })
      }
      const acknowledged = `,${sequence}]`
      await expect.poll(() => client.frames.some((frame) => frame.includes(acknowledged))).toBe(true)
    },
  }
}

/** What a page that only rings needs of a browser. */
class SilentConnection extends EventTarget {
  readonly signalingState = 'stable'
  readonly connectionState = 'new'

  constructor() {
    super()
    connections += 1
  }

  createDataChannel(): object {
    return Object.assign(new EventTarget(), { readyState: 'connecting', close() {} })
  }

  getTransceivers(): readonly never[] {
    return []
  }

  close(): void {}
}
