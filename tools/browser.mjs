import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'

/** Chromium heeds one such list, so this one names again what Playwright turns off for every browser. */
const disabledFeatures = [
  // Two pages behind the address bar of every window, which nobody sees and which cost more than a page of a test.
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
  ...['AimEnabled', 'MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PreconnectToSearch'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose'],
  ...['HttpsFirstBalancedModeAutoEnable', 'HttpsUpgrades', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
]

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
  `--disable-features=${disabledFeatures.join(',')}`,
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

/**
 * Preferences for every Firefox the tests start: a camera and a microphone that are not real and need no permission, host candidates that
 * are addresses and may be loopback ones, sound that starts by itself.
 */
export const firefoxPreferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.peerconnection.ice.loopback': true,
  'media.autoplay.default': 0,
}

/**
 * The Firefox that the tests use: the one that EARSHOT_FIREFOX names, else an installed one. Playwright's own is a patched build that only
 * Playwright can drive.
 *
 * @returns {string | null} the path of its executable, or null where there is none that starts
 */
export function findFirefox() {
  const named = process.env['EARSHOT_FIREFOX']
  if (named) {
    const found = onPath(named) ?? named
    if (!starts(found)) throw new Error(`EARSHOT_FIREFOX is "${named}", and no browser starts from there`)
    return found
  }
  const installed = ['firefox', 'firefox-esr'].map(onPath).filter((file) => file !== null)
  return [...installed, ...usualFirefoxPlaces()].find(starts) ?? null
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

/** @returns {readonly string[]} */
function usualFirefoxPlaces() {
  if (process.platform === 'darwin') return ['/Applications/Firefox.app/Contents/MacOS/firefox']
  if (process.platform !== 'win32') return []
  const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name])
  return roots.flatMap((root) => (root ? [path.join(root, 'Mozilla Firefox', 'firefox.exe')] : []))
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
