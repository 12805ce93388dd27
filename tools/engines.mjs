import { launch as launchBrowser } from 'puppeteer-core'
import { chromiumArguments, findChromium, findFirefox, firefoxPreferences } from './browser.mjs'

/** @typedef {'chromium' | 'firefox'} Engine */

/** Puppeteer has Chromium treat hidden pages as visible ones. Without these it does what it does at its users'. */
const forHiddenPages = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

/**
 * A browser process of its own for every peer: what is in the background is slowed down, a tab of Firefox to one frame a second.
 *
 * @param {Engine} engine
 * @param {{ readonly slowsHiddenPages?: boolean; readonly asksForMedia?: boolean }} [options]
 * @returns {Promise<import('puppeteer-core').Browser>}
 */
export function launch(engine, { slowsHiddenPages = false, asksForMedia = false } = {}) {
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

/**
 * @param {Engine} engine
 * @returns {boolean}
 */
export function isInstalled(engine) {
  return find(engine) !== null
}

/**
 * Collects what must not happen on a page: errors in the console, uncaught errors.
 *
 * @param {import('puppeteer-core').Page} page
 * @returns {readonly string[]}
 */
export function watchErrors(page) {
  /** @type {string[]} */
  const errors = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error)))
  return errors
}

/**
 * @param {Engine} engine
 * @returns {string | null}
 */
function find(engine) {
  return engine === 'firefox' ? findFirefox() : findChromium()
}
