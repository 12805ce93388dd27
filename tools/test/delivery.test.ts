import { appendFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'

import { buildServers } from '../delivery/build-servers.ts'
import { deliver } from '../delivery/deliver.ts'
import { engineOf, type EngineName } from '../delivery/engines.ts'
import { withoutMosquitto } from '../net/mosquitto.mjs'

// A slice; `pnpm soak delivery` asks for the whole.
const messages = Number(process.env['EARSHOT_MESSAGES'] ?? 2_000)
const cuts = Number(process.env['EARSHOT_CUTS'] ?? 18)
const kills = Number(process.env['EARSHOT_KILLS'] ?? 2)
const reports = process.env['EARSHOT_DELIVERY_REPORT']

beforeAll(buildServers, 120_000)

describe.concurrent(`F3: ${messages} messages over ${cuts} cuts and ${kills} kills of the server`, () => {
  test.for<EngineName>(['Socket.IO', 'aedes', 'mosquitto'])(
    '%s: over the link none is lost, none comes twice, and all are in order',
    { timeout: 120_000 + (cuts + kills) * 5_000 },
    async (name, { skip, expect: expectHere }) => {
      skip(name === 'mosquitto' && withoutMosquitto, 'mosquitto is not installed')
      const report = await deliver(await engineOf(name), { messages, cuts, kills, random: Math.random })
      console.log(name, JSON.stringify(report))
      if (reports !== undefined) await appendFile(reports, `${JSON.stringify({ name, cuts, kills, ...report })}\n`)
      expectHere(report.linked).toEqual({ sent: messages, lost: 0, duplicated: 0, reordered: 0 })
    },
  )
})

test('the counter sees what is lost, repeated and out of order', async () => {
  const { Counter } = await import('../delivery/tally.ts')
  const counter = new Counter()
  for (let count = 0; count < 5; count += 1) counter.next()
  for (const number of [0, 2, 1, 2, 4]) counter.arrived(number)
  expect(counter.tally).toEqual({ sent: 5, lost: 1, duplicated: 1, reordered: 1 })
})
