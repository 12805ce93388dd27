import { env } from 'node:process'

import { afterAll, beforeAll, test } from 'vitest'

import { plan, play, shrink, tell } from './play.ts'
import { UncaughtErrors, World } from './world.ts'

/** How many sequences one run of the tests plays. */
const sequences = Number(env['EARSHOT_SEQUENCES'] ?? 10_000)

/** Plays this one only. */
const onlySeed = env['EARSHOT_SEED'] === undefined ? null : Number(env['EARSHOT_SEED'])

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
  const [first, last] = onlySeed === null ? [1, sequences] : [onlySeed, onlySeed]
  const spent = process.cpuUsage()
  for (let seed = first; seed <= last; seed += 1) {
    const outcome = await play(seed, plan(seed), uncaught)
    if (outcome.faults.length > 0) throw new Error(tell(await shrink(outcome, uncaught)))
  }
  const { user, system } = process.cpuUsage(spent)
  console.log(`${last - first + 1} sequences, ${((user + system) / 1_000 / (last - first + 1)).toFixed(1)} ms of CPU time each`)
})
