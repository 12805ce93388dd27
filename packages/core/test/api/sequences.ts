import { env } from 'node:process'

import { afterAll, beforeAll, test } from 'vitest'

import { plan, play, shrink, tell } from './play.ts'
import { UncaughtErrors, World } from './world.ts'

/** How many sequences one run of the tests plays, over both files. */
const sequences = Number(env['EARSHOT_SEQUENCES'] ?? 10_000)

/** Plays this one only. */
const onlySeed = env['EARSHOT_SEED'] === undefined ? null : Number(env['EARSHOT_SEED'])

/** Plays one of `shards` equal parts; they run next to each other in files of their own. */
export function testSequences(shard: number, shards: number): void {
  const uncaught = new UncaughtErrors()

  beforeAll(() => {
    World.install()
    uncaught.install()
  })

  afterAll(() => {
    uncaught.remove()
    World.remove()
  })

  test('whatever is done with the API, rightly and wrongly, the calls go on as they should', { timeout: 1_800_000 }, async () => {
    if (onlySeed !== null && shard > 1) return
    const spent = process.cpuUsage()
    let played = 0
    for (let seed = onlySeed ?? shard; seed <= (onlySeed ?? sequences); seed += shards) {
      played += 1
      const outcome = await play(seed, plan(seed), uncaught)
      if (outcome.faults.length > 0) throw new Error(tell(await shrink(outcome, uncaught)))
    }
    const { user, system } = process.cpuUsage(spent)
    console.log(`${played} sequences, ${((user + system) / 1_000 / played).toFixed(1)} ms of CPU time each`)
  })
}
