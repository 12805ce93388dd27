import type { Presence, SignalingChannel } from '@earshot/core/signaling'
import { tcpPath, type TcpPath } from '@earshot/signaling-contract'

import { systemClock } from '../../packages/core/src/clock.ts'
import { PeerLink } from '../../packages/core/src/room/peer-link.ts'
import { parseEnvelope } from '../../packages/core/src/signaling/envelope.ts'
import type { Engine } from './engines.ts'

/** A peer in a room, on a path of its own. */
export interface End {
  readonly self: Presence
  readonly path: TcpPath
  readonly channel: SignalingChannel
  up: boolean
}

export async function openEnd(engine: Engine, room: string, peerId: string): Promise<End> {
  const path = await tcpPath(engine.port)
  const self: Presence = { peerId, epoch: `${peerId}-1`, role: 'member', name: peerId, capabilities: [], data: null }
  const channel = await engine.transport(path.port).open(room, self)
  const end: End = { self, path, channel, up: true }
  channel.subscribe((event) => {
    if (event.type === 'up' || event.type === 'down') end.up = event.type === 'up'
  })
  return end
}

export async function closeEnd({ channel, path }: End): Promise<void> {
  await channel.close()
  path.close()
}

/** Core's link from one to the other, run as a room runs it. */
export function linkFrom(end: End, { self: peer }: End, onMessage: (body: unknown) => void): PeerLink {
  const link = new PeerLink({
    self: end.self.epoch,
    peer: peer.epoch,
    clock: systemClock,
    signaling(payload) {
      if (end.up) end.channel.send(peer.peerId, payload)
      return end.up
    },
    onMessage,
    onOverflow: () => {
      throw new Error('the link is full')
    },
  })
  // What may have been lost is repeated when the channel is up, and when the peer is announced again.
  end.channel.subscribe((event) => {
    if (event.type === 'up' || event.type === 'joined') link.repeat()
    const envelope = event.type === 'message' ? parseEnvelope(event.payload) : null
    if (event.type === 'message' && envelope !== null) link.receive(envelope, event.payload.length)
  })
  return link
}
