import path from 'node:path'

import { expect } from '@playwright/test'
import type { Browser, Page } from 'puppeteer-core'

import { isInstalled, launch, watchErrors } from '../tools/engines.mjs'
import { callBetween, dump, isColoured, labelled } from './support/dashboard.ts'
import { test } from './support/peers.ts'

test.describe('in Firefox', () => {
  // With CI set nothing may be skipped: the launch fails and says what is missing.
  if (!isInstalled('firefox') && !process.env['CI']) {
    console.log('Skipped, the dashboard in Firefox: install firefox, or say in EARSHOT_FIREFOX where it is.')
    test.skip()
  }

  let browser: Browser
  test.beforeAll(async () => {
    browser = await launch('firefox')
  })
  test.afterAll(() => browser.close())

  test('explains recordings, draws them, and opens every panel by its key', async ({ baseURL }) => {
    const { page, errors } = await openPage(browser, `${baseURL}/dashboard/`)
    await openFile(page, labelled('rate-300-up-hall'))
    await expect.poll(() => textOf(page, 'h1'), { timeout: 30_000 }).toBe('Your upload is congested.')
    await expect.poll(() => page.$eval('canvas', isColoured), { timeout: 30_000 }).toBe(true)
    for (const key of ['1', '2', '3', '4', '5', '6', '7'] as const) {
      await page.keyboard.press(key)
      await page.waitForSelector(`[role=tab][aria-selected=true][aria-keyshortcuts="${key}"]`)
      await page.waitForSelector('[role=tabpanel] :is(table, figure, ol)')
    }
    await openFile(page, dump('webrtc-internals.json.gz'))
    await page.waitForFunction(() => document.querySelectorAll('nav a').length >= 3)
    await page.setViewport({ width: 390, height: 844 })
    const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    expect(scrolls).toBe(false)
    expect(errors).toEqual([])
    await page.close()
  })

  for (const via of ['socketio', 'mqtt'] as const) {
    test(`watches a call live over ${via}`, async ({ baseURL, open, room }) => {
      const query = via === 'mqtt' ? '&via=mqtt' : ''
      const { page, errors } = await openPage(browser, `${baseURL}/dashboard/?room=${room}${query}`)
      await callBetween(open, `/call/?room=${room}${query}`)
      await expect.poll(() => textOf(page, 'h1'), { timeout: 40_000 }).toMatch(/^No (single )?problem was found/) // a busy machine makes a poor call
      await expect.poll(() => page.$eval('canvas', isColoured), { timeout: 30_000 }).toBe(true)
      expect(await textOf(page, '.chips')).toMatch(/direct, UDP/)
      expect(errors).toEqual([])
      await page.close()
    })
  }
})

async function openPage(browser: Browser, url: string): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const page = await browser.newPage()
  const errors = watchErrors(page)
  await page.setViewport({ width: 1440, height: 900 })
  await page.goto(url)
  return { page, errors }
}

async function openFile(page: Page, file: string): Promise<void> {
  const input = await page.waitForSelector('input[type=file]')
  await (await input?.toElement('input'))?.uploadFile(path.resolve(file))
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.evaluate((wanted) => document.querySelector(wanted)?.textContent ?? '', selector)
}
