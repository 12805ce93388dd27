import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'

import { watchPage } from './watch-page.ts'

export interface PeerOptions extends BrowserContextOptions {
  /** The display name that the others see. */
  readonly name: string
  /** @default the browser that says yes to every question for camera and microphone */
  readonly in?: Browser
  /** Another server than the one that all tests share. */
  readonly origin?: string
  /** An error that is part of the test, for example a connection to a server that is away. */
  readonly expectedError?: RegExp
}

export interface PeerTestOptions {
  /** The signaling engine, by its name in a link; a project of the configuration chooses it. */
  readonly via: 'socketio' | 'mqtt'
}

interface PeerFixtures {
  /** A room that no other test is in. */
  readonly room: string
  /** The page of that room, over the engine that is tested. */
  readonly callPage: string
  /** Opens a path in a browser context of its own, as somebody else would. */
  readonly open: (path: string, options: PeerOptions) => Promise<Page>
  /** A browser that asks the user, and gets the answer that `permissions` of the context give. */
  readonly askingBrowser: Browser
}

/** A test with several peers. At its end every page they opened must have run without an error in its console. */
export const test = base.extend<PeerFixtures & PeerTestOptions>({
  via: ['socketio', { option: true }],
  room: async ({ browserName }, use) => use(`${browserName}-${crypto.randomUUID()}`),

  callPage: async ({ room, via }, use) => use(`/call/?room=${room}${via === 'mqtt' ? '&via=mqtt' : ''}`),

  open: async ({ browser, baseURL }, use) => {
    const opened: { readonly page: Page; readonly errors: readonly string[]; readonly name: string }[] = []
    await use(async (path, { name, in: chosen = browser, origin = new URL(baseURL ?? '').origin, expectedError, ...options }) => {
      const storageState = { cookies: [], origins: [{ origin, localStorage: [{ name: 'earshot.name', value: name }] }] }
      const context = await chosen.newContext({
        permissions: ['camera', 'microphone'],
        ...options,
        baseURL: origin,
        storageState,
      })
      const page = await context.newPage()
      opened.push({ page, errors: watchPage(page, expectedError), name })
      await page.goto(path)
      return page
    })
    for (const { errors, name } of opened) expect(errors, `errors in the page of ${name}`).toEqual([])
    for (const { page } of opened) await page.context().close()
  },

  askingBrowser: async ({ playwright, launchOptions }, use) => {
    const args = (launchOptions.args ?? []).filter((argument) => argument !== '--use-fake-ui-for-media-stream')
    const browser = await playwright.chromium.launch({ ...launchOptions, args })
    await use(browser)
    await browser.close()
  },
})
