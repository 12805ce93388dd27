import { gzipSync } from 'node:zlib'

import { expect, type Page, type WebSocketRoute } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { callBetween, chart, chip, expectVerdict, firstNumbers, isDrawn, sessions } from './support/dashboard.ts'
import { test } from './support/peers.ts'

const phone = { width: 390, height: 844 }
const someBitrate = /[1-9][\d.]* [kM]bit\/s/

for (const via of ['socketio', 'mqtt'] as const) {
  const query = via === 'mqtt' ? '&via=mqtt' : ''

  test(`explains a call live over ${via}, as each side measures it`, async ({ open, room }) => {
    const dashboard = await open(`/dashboard/?room=${room}${query}`, { name: 'dashboard' })
    await callBetween(open, `/call/?room=${room}${query}`)
    for (const [from, to] of [
      ['hall', 'kitchen'],
      ['kitchen', 'hall'],
    ] as const) {
      await sessions(dashboard)
        .getByRole('link', { name: `${from} → ${to}` })
        .click(firstNumbers)
      await expect(chip(dashboard, `${from}: devices`)).toBeVisible()
      await expect(chip(dashboard, `${to}: devices`)).toBeVisible()
      await expect(chip(dashboard, 'Upload')).toContainText(someBitrate, firstNumbers)
      await expect(chip(dashboard, 'Path')).toContainText('direct, UDP')
      await expect(
        dashboard.getByRole('row', { name: /^(Video|Audio|Every number of (Video|Audio)) (sent|received)/ }),
      ).toHaveCount(4)
      await expect(dashboard.getByRole('cell', { name: /VP8/ })).toHaveCount(2)
    }
    await expect(chart(dashboard, 'Received')).toHaveAttribute('aria-label', /received [1-9]/)
    await expect.poll(() => isDrawn(dashboard, 'Received'), firstNumbers).toBe(true)
    await expect(dashboard.locator('.lanes')).toContainText('first picture')
  })
}

test('shows both ends of a call side by side, and says when it ended', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard' })
  const [hall] = await callBetween(open, `/call/?room=${room}`)
  await sessions(dashboard).getByRole('link', { name: 'hall → kitchen' }).click(firstNumbers)
  await expect(sessions(dashboard).getByRole('link', { name: 'kitchen → hall' })).toBeVisible(firstNumbers)
  await dashboard.getByRole('button', { name: 'Other end' }).click()
  await expect(dashboard.getByRole('region', { name: 'kitchen → hall' })).toBeVisible()
  await expect(dashboard.getByText('Both at the same time.')).toBeVisible()
  await expectAccessible(dashboard)

  await hall.getByRole('button', { name: 'Hang up' }).click()
  await expect(dashboard.getByText(/The call ended at \d\d:\d\d:\d\d/)).toHaveCount(2)
})

test('follows until it is paused, and comes back to live', async ({ open, room }) => {
  const dashboard = await open(`/dashboard/?room=${room}`, { name: 'dashboard' })
  await callBetween(open, `/call/?room=${room}`)
  await expect(chip(dashboard, 'Upload')).toContainText(someBitrate, firstNumbers)
  await dashboard.getByRole('button', { name: 'Pause' }).click()
  const range = dashboard.locator('.timebar-range')
  const paused = await range.textContent()
  // The numbers go on while the charts stand still.
  const before = await dashboard.locator('.chart-key b').first().textContent()
  await expect(dashboard.getByRole('button', { name: 'Follow' })).toBeVisible()
  await expect.poll(() => sessions(dashboard).textContent()).toContain('hall')
  expect(await range.textContent()).toBe(paused)
  expect(before).not.toBe('')
  await dashboard.keyboard.press('l')
  await expect(dashboard.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(range).not.toHaveText(paused ?? '')
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

test('what the call page recorded is kept in that browser, opened here, and deleted', async ({ open, room }) => {
  const [hall] = await callBetween(open, `/call/?room=${room}`)
  await hall.getByRole('button', { name: 'Record' }).click()
  await expect(hall.getByText('numbers are kept in this browser')).toBeVisible()
  await expect.poll(() => recordedBytes(hall), firstNumbers).toBeGreaterThan(2_000)
  await hall.getByRole('button', { name: 'Hang up' }).click()
  await hall.getByRole('link', { name: /^\d{4}-\d\d-\d\d [\d.]+ kitchen$/ }).click()
  await expect(hall.getByRole('heading', { name: 'Recordings of this browser (1)' })).toBeVisible()
  await expectAccessible(hall)
  await hall.getByRole('button', { name: /^Open .* kitchen$/ }).click()
  await expect(chip(hall, 'Path')).toContainText('direct, UDP')

  await hall.goto('/dashboard/')
  await hall.getByRole('button', { name: /^Delete .* kitchen$/ }).click()
  await expect(hall.getByText('Recordings of this browser')).toHaveCount(0)
  await hall.reload()
  await expect(hall.getByRole('button', { name: 'Open a recording' })).toBeVisible()
  await expect(hall.getByText('Recordings of this browser')).toHaveCount(0)
})

test('before there are numbers, less than 115 kB of script are loaded, as gzip makes them', async ({ open, room }) => {
  const dashboard = await open('/call/', { name: 'dashboard' })
  const scripts: Promise<Buffer>[] = []
  dashboard.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body())
  })
  await dashboard.goto(`/dashboard/?room=${room}`)
  await expect(dashboard.getByRole('heading', { name: `Nobody is in room ${room} yet` })).toBeVisible()
  const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length)
  expect(sizes.length).toBeGreaterThan(5)
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(115_000)
})

test('without a room it asks for one or for a file, and refuses what cannot be a room', async ({ open }) => {
  const page = await open('/dashboard/', { name: 'dashboard', viewport: phone })
  await expect(page.getByRole('button', { name: 'Open a recording' })).toBeVisible()
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
  await callBetween(open, `/call/?room=${room}`)
  await expect(chip(dashboard, 'Upload')).toContainText(someBitrate, firstNumbers)

  server.away = true
  for (const socket of server.sockets) await socket.close()
  await expect(dashboard.getByText(/The signaling server has been away since \d\d:\d\d:\d\d/)).toBeVisible()
  await expect(chip(dashboard, 'Upload')).toContainText(someBitrate)
  await expectAccessible(dashboard)

  server.away = false
  await expect(dashboard.getByText('The signaling server has been away')).toHaveCount(0, { timeout: 15_000 })
  await expectVerdict(dashboard, /./)
})

/** How much the recordings of a page's browser take. */
function recordedBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB gave no reason.')))
      })
    const database = await answered(indexedDB.open('earshot-recordings'))
    const kept = await answered(database.transaction('pieces').objectStore('pieces').getAll())
    database.close()
    return kept.reduce((sum: number, piece: Uint8Array) => sum + piece.byteLength, 0)
  })
}
