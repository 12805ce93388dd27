import type { ChannelEvent, Presence, RoomId, SignalingChannel, SignalingTransport } from '@earshot/core/signaling'
import { afterEach, beforeEach, vi } from 'vitest'

import type { BreakableTransport, SetUp, SignalingSetup } from './setup.ts'

/** What a test works with: an engine, and peers that note what they hear. */
export interface Meeting {
  readonly engine: SignalingSetup
  /** Opens a channel and notes its events from then on. */
  join(room: RoomId, peerId: string, presence?: Partial<Presence>, transport?: SignalingTransport): Promise<Peer>
  /** A way to the engine that can be broken; closed after the test. */
  breakable(): Promise<BreakableTransport>
}

export interface Peer {
  readonly self: Presence
  readonly channel: SignalingChannel
  readonly heard: readonly ChannelEvent[]
  /** Waits until enough events have been heard for `condition` to hold. */
  hears(condition: Condition): Promise<void>
  /** Waits for a message with this payload. */
  receives(payload: string): Promise<void>
  /** What has been received, as `sender: payload`. */
  received(): readonly string[]
}

/** Registers the hooks that give each test its own engine, and closes everything after it. */
export function useMeeting(setUp: SetUp): () => Meeting {
  let engine: SignalingSetup
  let peers: Peer[]
  let ways: BreakableTransport[]

  beforeEach(async () => {
    engine = await setUp()
    peers = []
    ways = []
  })

  afterEach(async () => {
    await Promise.all(peers.map((peer) => peer.channel.close()))
    for (const way of ways) way.close()
    await engine.close()
  })

  return () => ({
    engine,
    async join(room, peerId, presence = {}, transport = engine.transport()) {
      const self = presenceOf(peerId, presence)
      const peer = listenTo(self, await transport.open(room, self))
      peers.push(peer)
      return peer
    },
    async breakable() {
      if (engine.breakable === undefined) throw new Error('this engine has no breakable transport, and does not say why')
      const way = await engine.breakable()
      ways.push(way)
      return way
    },
  })
}

/** Joins over a way of the peer's own. */
export async function joinBreakable(meeting: Meeting, peerId: string): Promise<readonly [Peer, BreakableTransport]> {
  const way = await meeting.breakable()
  return [await meeting.join('room', peerId, {}, way.transport), way]
}

let epochs = 0

export function presenceOf(peerId: string, presence: Partial<Presence> = {}): Presence {
  epochs += 1
  return { peerId, epoch: `epoch-${epochs}`, role: 'member', name: peerId, capabilities: [], data: null, ...presence }
}

export function listenTo(self: Presence, channel: SignalingChannel): Peer {
  const heard: ChannelEvent[] = []
  channel.subscribe((event) => heard.push(event))

  const hears = (condition: Condition): Promise<void> =>
    vi.waitFor(
      () => {
        if (!condition(heard))
          throw new Error(`${self.peerId} waits; so far it has heard ${JSON.stringify(heard).slice(0, 2_000)}`)
      },
      { timeout: 15_000, interval: 5 },
    )
  return {
    self,
    channel,
    heard,
    hears,
    receives: (payload) => hears((events) => events.some((event) => event.type === 'message' && event.payload === payload)),
    received: () => heard.flatMap((event) => (event.type === 'message' ? [`${event.from}: ${event.payload}`] : [])),
  }
}

/** A question about what a peer has heard, for `hears`. */
export type Condition = (heard: readonly ChannelEvent[]) => boolean

export function joined(peerId: string, epoch?: string): Condition {
  return (heard) =>
    heard.some(
      (event) => event.type === 'joined' && event.peer.peerId === peerId && (epoch ?? event.peer.epoch) === event.peer.epoch,
    )
}

export function left(peerId: string): Condition {
  return (heard) => heard.some((event) => event.type === 'left' && event.peerId === peerId)
}

export function became(type: ChannelEvent['type'], times = 1): Condition {
  return (heard) => heard.filter((event) => event.type === type).length >= times
}
