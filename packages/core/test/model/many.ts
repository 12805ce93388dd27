import { env } from 'node:process'

import { expect } from 'vitest'

import { interleave, replay, shrink, type Outcome } from './interleave.ts'
import { product, type Machines } from './machines.ts'
import type { Action } from './world.ts'

/** How many interleavings one run of the tests plays, over all shards; `pnpm soak` asks for more. */
const interleavings = Number(env['EARSHOT_INTERLEAVINGS'] ?? 1_000_000)

/** Plays this one only, and tells everything. */
const onlySeed = env['EARSHOT_SEED'] === undefined ? null : Number(env['EARSHOT_SEED'])

/** Plays one of `shards` equal parts; they run next to each other in files of their own. */
export function expectNoFault(shard: number, shards: number): void {
  if (onlySeed !== null) return tellSeed(onlySeed, shard)
  const started = performance.now()
  const spent = process.cpuUsage()
  let played = 0
  let rebuilds = 0
  let actions = 0
  for (let seed = shard; seed <= interleavings; seed += shards) {
    const outcome = interleave(seed)
    played += 1
    actions += outcome.actions.length
    rebuilds += outcome.rebuilds
    if (outcome.fault !== null) expect.fail(tell(outcome))
  }
  const { user, system } = process.cpuUsage(spent)
  const seconds = (performance.now() - started) / 1_000
  console.log(
    `${played} interleavings of ${(actions / played).toFixed(0)} actions each before peace: ${seconds.toFixed(1)} s, ` +
      `${((user + system) / played).toFixed(0)} µs of CPU time each, none stuck, ${rebuilds} connections made anew after three refusals`,
  )
}

/** A failure that can be understood and repeated: what happened, as short as it gets. */
export function tell(outcome: Outcome, machines: Machines = product): string {
  const shortest = shrink(outcome.ring, outcome.actions, machines)
  return [
    `Seed ${outcome.seed}, ${tellRing(outcome)}: ${outcome.fault} Play it with EARSHOT_SEED=${outcome.seed}.`,
    `As few of its ${outcome.actions.length} actions as still fail (${replay(outcome.ring, shortest, machines)}):`,
    ...shortest.map(tellAction),
  ].join('\n')
}

function tellSeed(seed: number, shard: number): void {
  if (shard !== 1) return
  const outcome = interleave(seed)
  console.log(
    [`Seed ${seed}, ${tellRing(outcome)}: ${outcome.fault ?? 'no fault.'}`, ...outcome.actions.map(tellAction)].join('\n'),
  )
  if (outcome.fault !== null) expect.fail(tell(outcome))
}

function tellRing({ ring }: Outcome): string {
  return ring === null ? 'accepted from the start' : `ringing with ${ring}`
}

function tellAction({ name, who, which }: Action): string {
  return `  ${who === 0 ? 'a' : 'b'} ${name} ${which}`
}
