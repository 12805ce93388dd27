import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

import type { Engine } from './engines.ts'
import { barePair, linkedPair, type Pair } from './pair.ts'
import type { Tally } from './tally.ts'

export interface DeliveryPlan {
  /** By both sides together, over core's link; and as many over the bare channels. */
  readonly messages: number
  /** Connections that are cut, of one side and then of the other. */
  readonly cuts: number
  /** In between, how many times the server is killed and started again. */
  readonly kills: number
  /** From 0 to 1. */
  readonly random: () => number
}

export interface DeliveryReport {
  readonly linked: Tally
  readonly bare: Tally
  readonly seconds: number
}

/** What a peer may take to be back, and a server to start, with some. */
const patienceMs = 60_000

/** Two pairs of peers send numbered messages while their connections are cut and their server is killed, at the same moments. */
export async function deliver(engine: Engine, { messages, cuts, kills, random }: DeliveryPlan): Promise<DeliveryReport> {
  const startedAt = performance.now()
  await engine.start()
  const linked = await linkedPair(engine)
  const bare = await barePair(engine)
  const pairs = [linked, bare]
  const rounds = cuts + kills
  const roundsPerKill = Math.floor(rounds / kills)

  try {
    for (let round = 0; round < rounds; round += 1) {
      const [first, next] = [round, round + 1].map((at) => Math.floor((messages * at) / rounds))
      if (first === undefined || next === undefined) continue
      const breakAt = first + Math.floor(random() * (next - first))
      let restarted: Promise<void> = Promise.resolve()
      for (let index = first; index < next; index += 1) {
        const end = index % 2 === 0 ? 0 : 1
        if (index === breakAt) {
          if (round % roundsPerKill === roundsPerKill - 1) restarted = restart(engine)
          else for (const pair of pairs) pair.cut(round % 2 === 0 ? 0 : 1)
        }
        await until(() => pairs.every((pair) => pair.ready(end)))
        for (const pair of pairs) pair.send(end)
        await nextTurn()
      }
      await restarted
    }
    await until(() => linked.complete())
    await settle(bare)
    return { linked: linked.tally(), bare: bare.tally(), seconds: Math.round((performance.now() - startedAt) / 1_000) }
  } finally {
    await Promise.all(pairs.map((pair) => pair.close()))
    await engine.kill()
  }
}

async function restart(engine: Engine): Promise<void> {
  await engine.kill()
  await engine.start()
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('delivery has stopped')
    await pause(2)
  }
}

/** Until nothing has arrived for a second. */
async function settle(pair: Pair): Promise<void> {
  let lost = -1
  while (pair.tally().lost !== lost) {
    lost = pair.tally().lost
    await pause(1_000)
  }
}
