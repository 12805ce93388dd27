import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'

/** Arguments for every Chromium the tests start: a camera and a microphone that are not real, and no traffic of the browser's own. */
export const chromiumArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium's sandbox refuses to run as root
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/**
 * The Chromium or Chrome that the tests use: the one that EARSHOT_CHROMIUM names, else an installed one, else Playwright's own download.
 *
 * @returns {string | null} the path of its executable, or null where there is none that starts
 */
export function findChromium() {
  const named = process.env['EARSHOT_CHROMIUM']
  if (named) {
    const found = onPath(named) ?? named
    if (!starts(found)) throw new Error(`EARSHOT_CHROMIUM is "${named}", and no browser starts from there`)
    return found
  }
  return candidates().find(starts) ?? null
}

/** @returns {readonly string[]} */
function candidates() {
  const installed = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'].map(onPath)
  return [...installed, ...usualPlaces(), chromium.executablePath()].filter((file) => file !== null)
}

/** @returns {readonly string[]} where an installer puts Chrome without putting it on PATH */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name])
    return roots.flatMap((root) => (root ? [path.join(root, 'Google', 'Chrome', 'Application', 'chrome.exe')] : []))
  }
  return []
}

/**
 * @param {string} name
 * @returns {string | null}
 */
function onPath(name) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null
}

/**
 * On Linux a file is not enough: Ubuntu's `chromium-browser` may only print how to install it, and a download may lack system libraries.
 * On Windows `--version` would open a window, and there a file is enough.
 *
 * @param {string} file
 * @returns {boolean}
 */
function starts(file) {
  if (!existsSync(file)) return false
  return process.platform !== 'linux' || spawnSync(file, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0
}
