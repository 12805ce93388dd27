import type { Presence, SignalingChannel } from '@earshot/core/signaling'
import { tcpPath, type TcpPath } from '@earshot/signaling-contract'

import { systemClock } from '../../packages/core/src/clock.ts'
import { PeerLink } from '../../packages/core/src/room/peer-link.ts'
import { parseEnvelope } from '../../packages/core/src/signaling/envelope.ts'
import type { Engine } from './engines.ts'
import { Counter, total, type Tally } from './tally.ts'

/** Two peers who number what they send each other. */
export interface Pair {
  /** Whether this one may be asked to send now. */
  ready(end: 0 | 1): boolean
  send(end: 0 | 1): void
  /** Ends the connection of one of them, without a word. */
  cut(end: 0 | 1): void
  /** Everything has arrived that was sent. */
  complete(): boolean
  tally(): Tally
  close(): Promise<void>
}

interface End {
  readonly self: Presence
  readonly path: TcpPath
  readonly channel: SignalingChannel
  up: boolean
  /** Of what this one receives. */
  readonly counter: Counter
}

const names = ['anna', 'ben'] as const
/** A link holds 256; with fewer, the servers' limit of 300 messages at once is for what is repeated. */
const longestBacklog = 64

/** Over core's link, as a room uses it. */
export async function linkedPair(engine: Engine): Promise<Pair> {
  const ends = await openEnds(engine, 'linked')
  const [annasLink, bensLink] = [linkOf(ends[0], ends[1]), linkOf(ends[1], ends[0])]
  const links = [annasLink, bensLink] as const
  return {
    ready: (end) => links[end].backlog < longestBacklog,
    send: (end) => links[end].send({ type: 'accept', call: String(other(ends, end).counter.next()) }),
    cut: (end) => ends[end].path.cut(),
    ...counts(ends),
    async close() {
      for (const link of links) link.close()
      await closeEnds(ends)
    },
  }
}

/** Over the channels alone: what an engine is given while it is up. */
export async function barePair(engine: Engine): Promise<Pair> {
  const ends = await openEnds(engine, 'bare')
  for (const end of ends) {
    end.channel.subscribe((event) => {
      if (event.type === 'message') end.counter.arrived(Number(event.payload))
    })
  }
  return {
    ready: (end) => ends[end].up,
    send: (end) => ends[end].channel.send(names[1 - end] ?? '', String(other(ends, end).counter.next())),
    cut: (end) => ends[end].path.cut(),
    ...counts(ends),
    close: () => closeEnds(ends),
  }
}

type Ends = readonly [End, End]

async function openEnds(engine: Engine, room: string): Promise<Ends> {
  return [await openEnd(engine, room, names[0]), await openEnd(engine, room, names[1])]
}

async function openEnd(engine: Engine, room: string, peerId: string): Promise<End> {
  const path = await tcpPath(engine.port)
  const self: Presence = { peerId, epoch: `${peerId}-1`, role: 'member', name: peerId, capabilities: [] }
  const channel = await engine.transport(path.port).open(room, self)
  const end: End = { self, path, channel, up: true, counter: new Counter() }
  channel.subscribe((event) => {
    if (event.type === 'up' || event.type === 'down') end.up = event.type === 'up'
  })
  return end
}

function linkOf(end: End, peer: End): PeerLink {
  const link = new PeerLink({
    self: end.self.epoch,
    peer: peer.self.epoch,
    clock: systemClock,
    signaling(payload) {
      if (end.up) end.channel.send(peer.self.peerId, payload)
      return end.up
    },
    onMessage: (body) => end.counter.arrived(numberIn(body)),
    onOverflow: () => {
      throw new Error('the link is full')
    },
  })
  // As a room does: what may have been lost is repeated when the channel is up, and when the peer is announced again.
  end.channel.subscribe((event) => {
    if (event.type === 'up' || event.type === 'joined') link.routesChanged()
    const envelope = event.type === 'message' ? parseEnvelope(event.payload) : null
    if (envelope !== null) link.receive(envelope)
  })
  return link
}

function numberIn(body: unknown): number {
  if (typeof body !== 'object' || body === null || !('call' in body)) throw new TypeError('no message of ours')
  return Number(body.call)
}

function other(ends: Ends, end: 0 | 1): End {
  return end === 0 ? ends[1] : ends[0]
}

function counts(ends: Ends): Pick<Pair, 'complete' | 'tally'> {
  return {
    complete: () => ends.every(({ counter }) => counter.complete),
    tally: () => total(ends.map(({ counter }) => counter.tally)),
  }
}

async function closeEnds(ends: Ends): Promise<void> {
  for (const { channel, path } of ends) {
    await channel.close()
    path.close()
  }
}
