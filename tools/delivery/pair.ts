import { closeEnd, linkFrom, openEnd, type End } from './end.ts'
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

/** A link holds 256; with fewer, the servers' limit of 300 messages at once is for what is repeated. */
const longestBacklog = 64

/** Over core's link, as a room uses it. */
export async function linkedPair(engine: Engine): Promise<Pair> {
  const ends = await openEnds(engine, 'linked')
  const counters = [new Counter(), new Counter()] as const
  const links = [
    linkFrom(ends[0], ends[1], (body) => counters[0].arrived(numberIn(body))),
    linkFrom(ends[1], ends[0], (body) => counters[1].arrived(numberIn(body))),
  ] as const
  return {
    ready: (end) => links[end].backlog < longestBacklog,
    send: (end) => links[end].send({ type: 'accept', call: String(counters[otherThan(end)].next()) }),
    ...common(ends, counters),
    async close() {
      for (const link of links) link.close()
      await closeEnds(ends)
    },
  }
}

/** Over the channels alone: what an engine is given while it is up. */
export async function barePair(engine: Engine): Promise<Pair> {
  const ends = await openEnds(engine, 'bare')
  const counters = [new Counter(), new Counter()] as const
  for (const own of [0, 1] as const) {
    ends[own].channel.subscribe((event) => {
      if (event.type === 'message') counters[own].arrived(Number(event.payload))
    })
  }
  return {
    ready: (end) => ends[end].up,
    send(end) {
      const other = otherThan(end)
      ends[end].channel.send(ends[other].self.peerId, String(counters[other].next()))
    },
    ...common(ends, counters),
    close: () => closeEnds(ends),
  }
}

type Ends = readonly [End, End]

async function openEnds(engine: Engine, room: string): Promise<Ends> {
  return [await openEnd(engine, room, 'anna'), await openEnd(engine, room, 'ben')]
}

async function closeEnds(ends: Ends): Promise<void> {
  for (const end of ends) await closeEnd(end)
}

function common(ends: Ends, counters: readonly Counter[]): Pick<Pair, 'cut' | 'complete' | 'tally'> {
  return {
    cut: (end) => ends[end].path.cut(),
    complete: () => counters.every((counter) => counter.complete),
    tally: () => total(counters.map((counter) => counter.tally)),
  }
}

function numberIn(body: unknown): number {
  if (typeof body !== 'object' || body === null || !('call' in body)) throw new TypeError('no message of ours')
  return Number(body.call)
}

function otherThan(end: 0 | 1): 0 | 1 {
  return end === 0 ? 1 : 0
}
