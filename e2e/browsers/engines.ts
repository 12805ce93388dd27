import { launch as launchBrowser, type Browser, type Page } from 'puppeteer-core'

import { chromiumArguments, findChromium, findFirefox, firefoxPreferences } from '../../tools/browser.mjs'

export type Engine = 'chromium' | 'firefox'

/** Puppeteer has Chromium treat hidden pages as visible ones. Without these it does what it does at its users'. */
const forHiddenPages = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

/** A browser process of its own for every peer: what is in the background is slowed down, a tab of Firefox to one frame a second. */
export function launch(engine: Engine, { slowsHiddenPages = false, asksForMedia = false } = {}): Promise<Browser> {
  const executablePath = find(engine)
  if (executablePath === null) throw new Error(`there is no ${engine} to test in`)
  return engine === 'firefox'
    ? launchBrowser({ browser: 'firefox', executablePath, extraPrefsFirefox: firefoxPreferences })
    : launchBrowser({
        browser: 'chrome',
        executablePath,
        // With the fake dialog everyone has been allowed everything, and shows its addresses from the start.
        args: chromiumArguments.filter((argument) => !(asksForMedia && argument === '--use-fake-ui-for-media-stream')),
        ignoreDefaultArgs: slowsHiddenPages ? forHiddenPages : [],
      })
}

export function isInstalled(engine: Engine): boolean {
  return find(engine) !== null
}

/** Collects what must not happen on a page: errors in the console, uncaught errors. */
export function watchErrors(page: Page): readonly string[] {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error)))
  return errors
}

function find(engine: Engine): string | null {
  return engine === 'firefox' ? findFirefox() : findChromium()
}
