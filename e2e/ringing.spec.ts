import { expect, test } from '@playwright/test'
import type { Browser } from 'puppeteer-core'

import { isInstalled, launch, type Engine } from '../tools/engines.mjs'
import { coturnInstalled } from '../tools/net/coturn.mjs'
import { startRelay } from '../tools/net/relay.mjs'
import { joinMeeting, startMeeting, type Meeting, type Peer } from './browsers/meeting.ts'
import type { JoinAs } from './browsers/page/driver.ts'

// What happens while it rings: the path is made, and nothing is sent or shown that was not agreed to.

type Strategy = 'pranswer' | 'replace-track'

const pairings: readonly (readonly [Engine, Engine])[] = [
  ['chromium', 'chromium'],
  ['firefox', 'firefox'],
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
]

for (const engines of pairings) {
  const [caller, callee] = engines
  const provisional = engines.every((engine) => engine === 'chromium')

  test.describe(`${caller} rings at ${callee}`, () => {
    const missing = engines.find((engine) => !isInstalled(engine))
    // With CI set nothing may be skipped: the launch fails and says what is missing.
    if (missing !== undefined && !process.env['CI']) {
      console.log(
        `Skipped, ${caller} rings at ${callee}: install ${missing}, or say in EARSHOT_${missing.toUpperCase()} where it is.`,
      )
      test.skip()
    }

    let meeting: Meeting
    let browsers: readonly [Browser, Browser]

    test.beforeAll(async () => {
      meeting = await startMeeting()
      browsers = await Promise.all([launch(caller), launch(callee)])
    })

    test.afterAll(async () => {
      await Promise.all(browsers.map((browser) => browser.close()))
      await meeting.close()
    })

    // Where one of them has no provisional answers, asking for them leads to the other strategy.
    for (const asked of provisional ? (['pranswer', 'replace-track'] as const) : (['pranswer'] as const)) {
      const strategy: Strategy = provisional ? asked : 'replace-track'

      test(`asking for ${asked}, both are ready by ${strategy}, send nothing, and see each other once it is accepted, each track announced once`, async () => {
        await withPeers(meeting, browsers, {}, async (peers) => {
          await ring(peers, asked)
          await ready(peers)
          for (const peer of peers) {
            expect(await ask(peer, () => driver.strategy())).toBe(strategy)
            expect(await ask(peer, () => driver.packets()), 'RTP packets before accept').toBe(0)
          }
          await accept(peers)
          await picturesMove(peers)
          for (const peer of peers) {
            const announced = await ask(peer, () => driver.announced())
            expect(announced.toSorted(), 'what was announced, each once and in its stream').toEqual(['audio in 1', 'video in 1'])
          }
        })
      })

      test(`asking for ${asked}, a call that is declined, taken back, or left while both are ready ends on both sides`, async () => {
        await withPeers(meeting, browsers, {}, async (peers) => {
          await ring(peers, asked)
          await ready(peers)
          await ask(peers[1], () => driver.decline())
          await ended(peers, ['remote: declined', 'local: declined'])
          await ring(peers, asked)
          await ready(peers)
          await ask(peers[0], () => driver.hangUp())
          await ended(peers, ['local: hung-up', 'remote: hung-up'])
          await ring(peers, asked)
          await ready(peers)
          await ask(peers[0], () => driver.leave())
          await ended(peers, ['local: left', 'remote: left'])
          for (const peer of peers) expect(await ask(peer, () => driver.openConnections())).toBe(0)
        })
      })

      test(`asking for ${asked}, a call whose callee reloads while both are ready ends, and the next one is ready again (F8)`, async () => {
        await withPeers(meeting, browsers, {}, async (peers) => {
          await ring(peers, asked)
          await ready(peers)
          const [ringer, reloaded] = peers
          await reloaded.page.reload()
          await expect.poll(() => ask(ringer, () => driver.ended())).toMatch(/^remote: (left|replaced)$/)
          await reloaded.page.waitForFunction(() => 'driver' in globalThis)
          const room = await ask(ringer, () => driver.room())
          await reloaded.page.evaluate((name) => driver.join(name, 'callee'), room)
          await ring(peers, asked)
          await ready(peers)
          await accept(peers)
          await picturesMove(peers)
        })
      })
    }

    test('when both ring at each other, one call comes of it, with pictures both ways', async () => {
      await withPeers(meeting, browsers, {}, async (peers) => {
        // Where the other call is heard a moment before this one is made, it is taken instead.
        const rings = await Promise.allSettled([
          ask(peers[0], () => driver.ring('callee', {})),
          ask(peers[1], () => driver.ring('caller', {})),
        ])
        for (const [end, { status }] of rings.entries()) {
          if (status === 'rejected') await ask(peers[end] ?? peers[0], () => driver.accept())
        }
        await picturesMove(peers)
      })
    })

    test('early media is seen while it rings, and only by the callee', async () => {
      await withPeers(meeting, browsers, {}, async (peers) => {
        await ask(peers[0], () => driver.ring('callee', { earlyMedia: true }))
        await ask(peers[1], () => driver.hear())
        await expect.poll(() => shown(peers[1])).toBeGreaterThan(10)
        expect(await shown(peers[0])).toBe(0)
        await accept(peers)
        await picturesMove(peers)
      })
    })

    test('a path that breaks while it rings costs the warm-up, not the call', async () => {
      test.skip(!coturnInstalled, 'there is no TURN server here: on Debian, apt-get install coturn')
      test.setTimeout(120_000)
      const turn = await startRelay()
      try {
        const as = [{ rtcConfiguration: turn.answers(0) }, { rtcConfiguration: turn.answers(1) }]
        await withPeers(meeting, browsers, as, async (peers) => {
          await ring(peers, 'pranswer')
          await ready(peers)
          for (const proxy of turn.proxies) proxy.dark = true
          for (const peer of peers) await expect.poll(() => ask(peer, () => driver.ready()), { timeout: 30_000 }).toBe(false)
          for (const proxy of turn.proxies) proxy.dark = false
          await accept(peers)
          await picturesMove(peers)
        })
      } finally {
        await turn.close()
      }
    })

    for (const [side, hidden] of [
      ['caller', 0],
      ['callee', 1],
    ] as const) {
      test(`a ${side} that shows its relays only shows no other address before accept, and takes a better path after it (T17)`, async () => {
        test.skip(!coturnInstalled, 'there is no TURN server here: on Debian, apt-get install coturn')
        const turn = await startRelay()
        try {
          const as = ([0, 1] as const).map((end): JoinAs => {
            const { iceServers = [] } = turn.answers(end)
            return { rtcConfiguration: { iceServers }, warmUp: end === hidden ? 'relay-only' : 'on' }
          })
          await withPeers(meeting, browsers, as, async (peers) => {
            await ring(peers, 'replace-track')
            await ready(peers)
            const other = peers[1 - hidden] ?? peers[0]
            const heard = await ask(other, () => driver.candidatesHeard())
            expect(heard.length).toBeGreaterThan(0)
            for (const candidate of heard) expect(candidate).toMatch(/ typ relay raddr 0\.0\.0\.0 rport 0/)
            await accept(peers)
            await picturesMove(peers)
            const direct = /^(host|prflx),(host|prflx)$/
            for (const peer of peers)
              await expect.poll(async () => (await ask(peer, () => driver.path())).join(), { timeout: 20_000 }).toMatch(direct)
            await picturesMove(peers)
          })
        } finally {
          await turn.close()
        }
      })
    }
  })
}

test.describe('a callee that is asked for its camera when it accepts', () => {
  const outcomes = [
    ['and rang cold, shows its addresses', { warmUp: 'off' }],
    ['and had no path while it rang, shows its addresses on another connection', {}],
  ] as const
  for (const [outcome, how] of outcomes) {
    test(outcome, async () => {
      test.skip(!coturnInstalled, 'there is no TURN server here: on Debian, apt-get install coturn')
      const [meeting, turn] = [await startMeeting(), await startRelay()]
      const browsers = [await launch('chromium'), await launch('chromium', { asksForMedia: true })] as const
      try {
        // A relay cannot reach a host by the name that the browser gives it instead of its address.
        const as: JoinAs[] = [{ rtcConfiguration: turn.answers(0) }, { capturesLater: true, ...how }]
        await withPeers(meeting, browsers, as, async (peers) => {
          const [caller, callee] = peers
          const hosts = () =>
            ask(caller, () => driver.candidatesHeard().flatMap((line) => line.match(/(\S+) \d+ typ host/)?.[1] ?? []))
          await ring(peers, 'replace-track')
          if (!('warmUp' in how)) await expect.poll(hosts).toContainEqual(expect.stringMatching(/\.local$/))
          await browsers[1].defaultBrowserContext().overridePermissions(new URL(meeting.address).origin, ['camera', 'microphone'])
          await ask(callee, () => driver.capture())
          await accept(peers)
          await picturesMove(peers)
          expect(await hosts()).not.toContainEqual(expect.stringMatching(/\.local$/))
        })
      } finally {
        await Promise.all([...browsers.map((browser) => browser.close()), meeting.close(), turn.close()])
      }
    })
  }
})

/** Two new pages in a room of their own, and what may be left of them: nothing. */
async function withPeers(
  meeting: Meeting,
  browsers: readonly [Browser, Browser],
  as: { readonly [end: number]: JoinAs },
  test_: (peers: readonly [Peer, Peer]) => Promise<void>,
): Promise<void> {
  const room = crypto.randomUUID()
  const join = (end: 0 | 1, peerId: string) =>
    joinMeeting(meeting, browsers[end], { room, peerId, adapter: false, as: as[end] ?? {} })
  const peers = await Promise.all([join(0, 'caller'), join(1, 'callee')])
  try {
    await test_(peers)
    for (const { errors } of peers) expect(errors, 'errors in the console').toEqual([])
  } catch (error) {
    for (const { page } of peers) console.log(await page.evaluate(() => driver.story()))
    throw error
  } finally {
    await Promise.all(peers.map(({ page }) => page.close()))
  }
}

function ask<Answer>({ page }: Peer, question: () => Answer): Promise<Awaited<Answer>> {
  return page.evaluate(question)
}

async function ring([caller, callee]: readonly [Peer, Peer], warmUpStrategy: Strategy): Promise<void> {
  await caller.page.evaluate((strategy) => driver.ring('callee', { warmUpStrategy: strategy }), warmUpStrategy)
  await ask(callee, () => driver.hear())
}

async function accept([, callee]: readonly [Peer, Peer]): Promise<void> {
  await ask(callee, () => driver.accept())
}

async function ready(peers: readonly Peer[]): Promise<void> {
  for (const peer of peers) await expect.poll(() => ask(peer, () => driver.ready()), { timeout: 15_000 }).toBe(true)
}

async function ended(peers: readonly Peer[], how: readonly string[]): Promise<void> {
  for (const [end, peer] of peers.entries()) await expect.poll(() => ask(peer, () => driver.ended())).toBe(how[end])
}

const shown = (peer: Peer): Promise<number> => ask(peer, () => Math.max(0, ...Object.values(driver.shown())))

async function picturesMove(peers: readonly Peer[]): Promise<void> {
  for (const peer of peers) {
    const before = await shown(peer)
    await expect.poll(() => shown(peer), { timeout: 20_000, message: 'pictures shown' }).toBeGreaterThan(before + 5)
  }
}
