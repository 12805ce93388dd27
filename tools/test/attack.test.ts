import { beforeAll, expect, onTestFinished, test } from 'vitest'

import { attack, attackedServer, strangers, type Attacked } from '../attack/attacked.ts'
import { buildServers } from '../delivery/build-servers.ts'

const mostMoreBytes = 20_000_000

beforeAll(buildServers, 120_000)

test.each<Attacked>(['socketio', 'aedes'])(
  'T10, %s: members that do not read are dismissed, cost little memory, and hold up nobody in another room',
  { timeout: 240_000 },
  async (engine) => {
    const server = await attackedServer(engine)
    onTestFinished(() => server.stop())
    const others = await strangers(server.transport)
    onTestFinished(() => others.stop())
    await expect.poll(() => others.exchanges, { timeout: 60_000 }).toBeGreaterThan(20)
    const [readers, senders, seconds] = [1, 16, 10]
    const attacker = attack('frozen-readers.mjs', engine, server.port, readers, senders, seconds)
    onTestFinished(() => attacker.stop())
    await attacker.says('frozen')

    const bytesBefore = await server.bytes()
    const exchangesBefore = others.exchanges
    let mostBytes = 0
    const untilOver = async (): Promise<boolean> => {
      mostBytes = Math.max(mostBytes, await server.bytes())
      return attacker.heard.has('over')
    }
    await expect.poll(untilOver, { interval: 200, timeout: 60_000 }).toBe(true)
    console.log(engine, {
      moreMb: (mostBytes - bytesBefore) / 1e6,
      exchanges: others.exchanges - exchangesBefore,
      slowestMs: others.slowestMs,
    })
    expect(server.dismissed).toEqual(Array.from({ length: readers }, () => 'more than 1 MB waits to be read'))
    expect(mostBytes - bytesBefore).toBeLessThan(mostMoreBytes)
    // How many depends on the machine; none, where everyone waits for those who do not read.
    expect(others.exchanges - exchangesBefore).toBeGreaterThan(3)
  },
)
