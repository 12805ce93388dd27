import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

import { expect, type Page } from '@playwright/test'

import { firstNumbers } from './support/dashboard.ts'
import { framesAdvance } from './support/frames.ts'
import { test } from './support/peers.ts'

const clients = { call: 'apps/demo/dist/client/assets', dashboard: 'apps/stats-dashboard/dist/assets' }

test('a page that uses Socket.IO loads no byte of mqtt.js, and one that uses MQTT loads it', async ({ open, room }) => {
  const files = new Set([...(await filesWithMqttJs(clients.call)), ...(await filesWithMqttJs(clients.dashboard))])
  expect(files.size).toBeGreaterThan(0)
  for (const via of ['', '&via=mqtt']) {
    for (const place of ['/call/', '/dashboard/']) {
      const page = await open('/', { name: 'hall' })
      const loaded = scriptsOf(page)
      await page.goto(`${place}?room=${room}${via}`)
      await expect(page.getByText(/Nobody (else is here|is in room)|hall is here/).first()).toBeVisible()
      expect(
        loaded.some((name) => files.has(name)),
        `${place}${via}`,
      ).toBe(via !== '')
      await page.goto('about:blank')
    }
  }
})

test('a link that names MQTT leads on to pages that use it too, and the dashboard shows the call', async ({ open, room }) => {
  const hall = await open(`/call/?room=${room}&via=mqtt`, { name: 'hall' })
  await expect(hall.locator('.room-link')).toHaveText(new RegExp(`/call/\\?room=${room}&via=mqtt$`))
  await expect(hall.getByRole('link', { name: 'Quality' })).toHaveAttribute('href', `/dashboard/?room=${room}&via=mqtt`)
  const dashboard = await open(`/dashboard/?room=${room}&via=mqtt`, { name: 'dashboard' })
  const kitchen = await open(`/call/?room=${room}&via=mqtt`, { name: 'kitchen' })
  await hall.getByRole('button', { name: 'Call kitchen' }).click()
  await kitchen.getByRole('alertdialog').getByRole('button', { name: 'Accept' }).click()
  await framesAdvance(hall, '#remotevideo')
  await expect(dashboard.getByRole('heading', { name: 'No problem was found' })).toBeVisible(firstNumbers)
})

test('who came over Socket.IO and who came over MQTT do not see each other', async ({ open, room }) => {
  const hall = await open(`/call/?room=${room}`, { name: 'hall' })
  const kitchen = await open(`/call/?room=${room}&via=mqtt`, { name: 'kitchen' })
  await open(`/call/?room=${room}&via=mqtt`, { name: 'office' })
  await expect(kitchen.locator('.people')).toContainText('office')
  await expect(kitchen.locator('.people')).not.toContainText('hall')
  await expect(hall.locator('.stage')).toContainText('Nobody else is here yet')
})

/** Names of the built files that hold mqtt.js, by a word that only it has. */
async function filesWithMqttJs(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))
  return names.filter((_, index) => texts[index]?.includes('outgoingStore') ?? false)
}

/** Names of the scripts that the page asks for from now on. */
function scriptsOf(page: Page): readonly string[] {
  const names: string[] = []
  page.on('request', (request) => names.push(path.posix.basename(new URL(request.url()).pathname)))
  return names
}
