import { findChromium } from './browser.mjs'
import { run } from './run.mjs'

const downloadLimitMs = 5 * 60_000
const packagesLimitMs = 10 * 60_000

/**
 * The browser the tests use; where there is none, one is fetched: Playwright's own, else Debian's.
 *
 * @returns {Promise<string | null>}
 */
export async function obtainChromium() {
  const found = findChromium()
  if (found) return found

  console.log("No Chromium or Chrome found. Trying Playwright's own …")
  await run('playwright', ['install', '--no-shell', 'chromium'], {
    timeoutMs: downloadLimitMs,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
  })
  return findChromium() ?? (await installFromDebian())
}

/** @returns {Promise<string | null>} */
async function installFromDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null

  console.log("Trying Debian's package …")
  const options = { timeoutMs: packagesLimitMs, env: { DEBIAN_FRONTEND: 'noninteractive' } }
  if (!(await run('apt-get', ['update', '--quiet'], options))) return null
  await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'chromium', 'fonts-liberation'], options)
  return findChromium()
}
