import { expect, test, type Page } from '@playwright/test'

import { serveNetworkPages } from './network-page/serve.ts'
import { ownServer } from './support/own-server.ts'

interface Moment {
  readonly peerId: 'hall' | 'office'
  readonly step: string
}

// Office calls hall.
const duringTheFirst: readonly Moment[] = [
  { peerId: 'office', step: 'description sent offer 1' },
  { peerId: 'hall', step: 'call connecting' },
  { peerId: 'hall', step: 'description sent answer 1' },
  { peerId: 'office', step: 'description taken answer 1' },
  { peerId: 'office', step: 'ice checking' },
  { peerId: 'office', step: 'connection connected' },
]

// Hall adds a track.
const duringTheSecond: readonly Moment[] = [
  { peerId: 'hall', step: 'description sent offer 1' },
  { peerId: 'office', step: 'description taken offer 1' },
  { peerId: 'office', step: 'description sent answer 1' },
  { peerId: 'hall', step: 'description taken answer 1' },
]

for (const moment of duringTheFirst) testKilledAt(moment, { sharing: false })
for (const moment of duringTheSecond) testKilledAt(moment, { sharing: true })

/** The server is killed when a call has come to this step, and started again, knowing nobody. */
function testKilledAt({ peerId, step }: Moment, { sharing }: { readonly sharing: boolean }): void {
  test(`both agree within 5 s of the return of a signaling server killed at "${step}" of ${peerId} (F2)`, async ({ browser }) => {
    const server = await ownServer()
    await server.start()
    const pages = await serveNetworkPages(server.origin)
    const kills: Promise<void>[] = []
    const open = (name: string) =>
      pages.join(browser, 'restart', name, {
        passed(passedStep) {
          if (name === peerId && passedStep === step && kills.length === 0) kills.push(server.stop())
        },
      })
    const pair = [await open('hall'), await open('office')] as const
    try {
      if (sharing) {
        await expect.poll(() => situation(pair), { timeout: 15_000 }).toEqual([inCall(2), inCall(2)])
        await pair[0].evaluate(() => peer.share())
      }
      await expect.poll(() => kills, { message: 'the step was passed' }).toHaveLength(1)
      await Promise.all(kills)
      await server.start()
      const returnedAt = Date.now()
      const agreed = [inCall(2), inCall(sharing ? 3 : 2)]
      await expect.poll(() => situation(pair), { timeout: 15_000, intervals: [50] }).toEqual(agreed)
      const seconds = (Date.now() - returnedAt) / 1_000
      test.info().annotations.push({ type: 'measured', description: JSON.stringify({ 'agreed after, s': seconds }) })
      expect(seconds).toBeLessThan(5)
    } finally {
      for (const page of pair) await page.close()
      await pages.close()
      await server.stop()
    }
  })
}

interface Situation {
  readonly state: string | undefined
  /** Tracks of the other side. */
  readonly heard: number
  readonly seen: boolean
  readonly endings: readonly string[]
}

function inCall(heard: number): Situation {
  return { state: 'connected', heard, seen: true, endings: [] }
}

function situation(pair: readonly Page[]): Promise<readonly Situation[]> {
  return Promise.all(
    pair.map((page) =>
      page.evaluate(() => ({
        state: peer.states.at(-1),
        heard: peer.heard,
        seen: peer.frames > 3,
        endings: [...peer.endings],
      })),
    ),
  )
}
