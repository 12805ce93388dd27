import { defineConfig } from '@playwright/test'
import type { PeerTestOptions } from './e2e/support/peers.ts'
import { chromiumArguments, findChromium } from './tools/browser.mjs'

// Ports of their own, so that the tests and a running `pnpm start` do not meet.
const port = process.env['EARSHOT_E2E_PORT'] ?? '3210'
const httpsPort = process.env['EARSHOT_E2E_HTTPS_PORT'] ?? '3211'
const baseURL = `http://localhost:${port}`
const executablePath = findChromium()

export default defineConfig<PeerTestOptions>({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  workers: 1, // one call at a time: two browsers keep two cores busy
  timeout: 90_000, // two browsers on a slow machine take their time; no test waits for this
  expect: { timeout: 15_000 }, // a page that is busy reads its statistics as seldom as every ten seconds
  retries: 0, // a test that passes at the second try is a bug that happens every second time
  globalTimeout: 30 * 60_000, // whatever hangs, the log ends with what is known by then
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL,
    trace: 'off',
    permissions: ['camera', 'microphone'],
    launchOptions: { args: chromiumArguments, ...(executablePath && { executablePath }) },
  },
  projects: [
    { name: 'chromium', use: { browserName: 'chromium' } },
    // Calls do not depend on what introduces the peers: the same file once more, but for what is of the page alone.
    { name: 'over MQTT', testMatch: 'call.spec.ts', grepInvert: /@page/, use: { browserName: 'chromium', via: 'mqtt' } },
  ],
  webServer: {
    // Node itself, not `pnpm start`: a chain of launchers would leave the server running after the tests.
    command: 'node apps/demo/dist/server/main.js',
    url: baseURL,
    env: { HOST: '127.0.0.1', PORT: port, HTTPS_PORT: httpsPort, LOG_LEVEL: 'warn' },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 2_000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
})
