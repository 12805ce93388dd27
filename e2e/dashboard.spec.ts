import { expect, type Page, type WebSocketRoute } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { framesAdvance } from './support/frames.ts'
import { test } from './support/peers.ts'

const phone = { width: 390, height: 844 }
const someBitrate = /^[1-9][\d.]* [kM]bit\/s$/

test('charts a call live, with the codecs that the browsers of both sides report', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard' })
  const hall = await open(`/call/?room=${room}`, { name: 'hall' })
  const kitchen = await open(`/call/?room=${room}`, { name: 'kitchen' })
  await Promise.all([rememberConnections(hall), rememberConnections(kitchen)])
  await inCall(hall, kitchen)

  for (const [page, from, to] of [
    [hall, 'hall', 'kitchen'],
    [kitchen, 'kitchen', 'hall'],
  ] as const) {
    await calls(dashboard)
      .getByRole('link', { name: `${from} → ${to}` })
      .click()
    await expect(dashboard.getByRole('heading', { level: 1 })).toContainText(`${from} has been in a call with ${to} for at least`)
    await expect(chip(dashboard, 'Sends')).toHaveText(someBitrate)
    await expect(chip(dashboard, 'Receives')).toHaveText(someBitrate)
    await expect(chip(dashboard, 'Path')).toHaveText('direct, UDP')
    await expect(dashboard.getByRole('row', { name: /^(Video|Audio) (sent|received)/ })).toHaveCount(4)
    const expected = await codecsInUse(page)
    expect(expected).toHaveLength(4)
    await expect.poll(() => codecsShown(dashboard)).toEqual(expected)
  }

  await expect(chart(dashboard, 'Received')).toHaveAttribute('aria-label', /Now: received [1-9]/)
  await expect(chart(dashboard, 'Frames per second')).toHaveAttribute('aria-label', /sent [1-9]\d*, received [1-9]/)
  await expect.poll(() => isDrawn(dashboard, 'Received')).toBe(true)
})

test('says that the numbers of a call stopped, and since when', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard' })
  const [hall] = await call(open, room)
  await calls(dashboard).getByRole('link', { name: 'hall → kitchen' }).click()
  await expect(chip(dashboard, 'Sends')).toHaveText(someBitrate)

  await hall.getByRole('button', { name: 'Hang up' }).click()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText(/^No numbers from hall since \d\d:\d\d:\d\d$/, {
    timeout: 15_000,
  })
  await expect(calls(dashboard)).toContainText(/hall → kitchenstopped at \d\d:\d\d:\d\d/)
  await hall.close()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText(/^hall left the room at \d\d:\d\d:\d\d$/)
  await expectAccessible(dashboard)
})

test('the address of a call opens it again', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard' })
  await call(open, room)
  await calls(dashboard).getByRole('link', { name: 'kitchen → hall' }).click()
  await dashboard.reload()
  await expect(calls(dashboard).getByRole('link', { name: 'kitchen → hall' })).toHaveAttribute('aria-current', 'true')
  await expect(dashboard.getByRole('heading', { level: 1 })).toContainText('kitchen has been in a call with hall')
})

test('without a call it says who is here and what to do', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard' })
  await expect(dashboard.getByRole('heading', { name: `Nobody is in room ${room} yet` })).toBeVisible()
  await expectAccessible(dashboard)

  await open(`/call/?room=${room}`, { name: 'hall' })
  await expect(dashboard.getByRole('heading', { name: 'hall is here, but not in a call' })).toBeVisible()
  await expect(dashboard.getByText('It takes two')).toBeVisible()
  await expect(dashboard.getByRole('link', { name: 'Open the call page' })).toHaveAttribute('href', `/call/?room=${room}`)

  await open(`/call/?room=${room}`, { name: '<img src=x onerror=alert(1)>' })
  await expect(dashboard.getByRole('heading', { level: 1 })).toContainText('<img src=x onerror=alert(1)>')
  await expectAccessible(dashboard)
})

test('without a room it asks for one, and refuses what cannot be one', async ({ open }) => {
  const page = await open('/dashboard/', { name: 'dashboard', viewport: phone })
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.goto(`/dashboard/?room=${encodeURIComponent(`<b>${'x'.repeat(100)}`)}`)
  await expect(page.getByText('That address does not name a room')).toBeVisible()
  await expectNoSidewaysScroll(page)
  await page.getByLabel('Room').fill('my-room')
  await page.getByRole('button', { name: 'Watch' }).click()
  await expect(page).toHaveURL(/\/dashboard\/\?room=my-room$/)
  await expect(page).toHaveTitle('my-room – Earshot dashboard')
})

test('is accessible in light and dark', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard' })
  await call(open, room)
  await expect(chip(dashboard, 'Sends')).toHaveText(someBitrate)
  await expectAccessible(dashboard)
})

test('on a phone the table is cards, nothing scrolls sideways, and it is as accessible', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard', viewport: phone })
  await call(open, room)
  await expect(chip(dashboard, 'Sends')).toHaveText(someBitrate)
  await expectNoSidewaysScroll(dashboard)
  await expectAccessible(dashboard)
  await expect(dashboard.getByRole('cell', { name: 'VP8' }).first()).toBeVisible()
  await expect(dashboard.getByRole('columnheader')).toHaveCount(7)
})

test('says since when the signaling server is away, keeps the numbers it has, and comes back by itself', async ({
  open,
  room,
}) => {
  test.slow() // a reconnection may wait for several seconds
  const dashboard = await open('/dashboard/', { name: 'dashboard' })
  const server = { away: false, sockets: new Set<WebSocketRoute>() }
  await dashboard.routeWebSocket(/\/socket\.io\//, (socket) => {
    if (server.away) return void socket.close()
    socket.connectToServer()
    server.sockets.add(socket)
  })
  await dashboard.goto(`/dashboard/?room=${room}`)
  await call(open, room)
  await expect(chip(dashboard, 'Sends')).toHaveText(someBitrate)

  server.away = true
  for (const socket of server.sockets) await socket.close()
  await expect(dashboard.getByText(/The signaling server has been away since \d\d:\d\d:\d\d/)).toBeVisible()
  await expect(chip(dashboard, 'Sends')).toHaveText(someBitrate)
  await expectAccessible(dashboard)

  server.away = false
  await expect(dashboard.getByText('The signaling server has been away')).toHaveCount(0, { timeout: 15_000 })
  await expect(dashboard.getByRole('heading', { level: 1 })).toContainText('has been in a call with', { timeout: 15_000 })
})

type Open = (path: string, options: { readonly name: string }) => Promise<Page>

async function call(open: Open, room: string): Promise<readonly [hall: Page, kitchen: Page]> {
  const hall = await open(`/call/?room=${room}`, { name: 'hall' })
  const kitchen = await open(`/call/?room=${room}`, { name: 'kitchen' })
  await inCall(hall, kitchen)
  return [hall, kitchen]
}

async function inCall(hall: Page, kitchen: Page): Promise<void> {
  await hall.getByRole('button', { name: 'Call kitchen' }).click()
  await kitchen.getByRole('alertdialog').getByRole('button', { name: 'Accept' }).click()
  await Promise.all([framesAdvance(hall, '#remotevideo'), framesAdvance(kitchen, '#remotevideo')])
}

/** The page keeps the connections it makes from now on, so that the test can ask them itself. */
async function rememberConnections(page: Page): Promise<void> {
  await page.evaluate(() => {
    const Original = RTCPeerConnection
    const made: RTCPeerConnection[] = []
    Object.assign(globalThis, { made })
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        made.push(this)
      }
    }
  })
}

/** `Video sent: VP8 …` for every stream of the page's connection, straight from getStats. */
async function codecsInUse(page: Page): Promise<readonly string[]> {
  const lines = await page.evaluate(async () => {
    const connections: unknown = Reflect.get(globalThis, 'made')
    const connection: unknown = Array.isArray(connections) ? connections.at(-1) : undefined
    if (!(connection instanceof RTCPeerConnection)) throw new Error('The page has made no connection')
    const reports = [...(await connection.getStats()).values()] as Record<string, string>[]
    const codecs = new Map(reports.filter(({ type }) => type === 'codec').map((report) => [report['id'], report]))
    return reports
      .filter(({ type }) => type === 'outbound-rtp' || type === 'inbound-rtp')
      .map(({ type, kind, codecId }) => {
        const { mimeType = '', sdpFmtpLine = '' } = codecs.get(codecId) ?? {}
        const track = `${kind === 'video' ? 'Video' : 'Audio'} ${type === 'outbound-rtp' ? 'sent' : 'received'}`
        return `${track}: ${mimeType.split('/')[1]} ${sdpFmtpLine}`.trim()
      })
  })
  return lines.toSorted()
}

/** The same lines, as the table shows them. */
async function codecsShown(dashboard: Page): Promise<readonly string[]> {
  const rows = await dashboard.locator('.tracks tbody tr').all()
  const lines = await Promise.all(
    rows.map(async (row) => {
      const track = await row.getByRole('rowheader').innerText()
      const name = await row.locator('.tracks-codec b').innerText()
      const format = (await row.locator('.tracks-fmtp').allInnerTexts()).join('')
      return `${track}: ${name} ${format}`.trim()
    }),
  )
  return lines.toSorted()
}

/** Whether the canvas has a blue line on it. */
async function isDrawn(dashboard: Page, title: string): Promise<boolean> {
  return chart(dashboard, title)
    .locator('canvas')
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return false
      const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
      let blue = 0
      for (let index = 0; index < data.length; index += 4) {
        if ((data[index + 3] ?? 0) > 128 && (data[index + 2] ?? 0) - (data[index] ?? 0) > 80) blue += 1
      }
      return blue > 20
    })
}

function calls(dashboard: Page) {
  return dashboard.getByRole('navigation', { name: 'Calls' })
}

function chip(dashboard: Page, term: string) {
  return dashboard.locator('.summary-chip', { has: dashboard.getByRole('term').getByText(term, { exact: true }) }).locator('b')
}

function chart(dashboard: Page, title: string) {
  return dashboard.getByRole('img', { name: new RegExp(`^${title},`) })
}
