import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromiumArguments, findChromium } from './tools/browser.mjs'

// Tests read the packages' sources, so nothing has to be built first.
const source = '@earshot/source'
// A condition is looked at until it holds: a busy machine takes its time, and no test waits for this.
const expect = { poll: { timeout: 15_000 } }
const executablePath = findChromium()

export default defineConfig({
  test: {
    maxWorkers: 2, // where there are two cores, one would be free: half of the time a test waits
    projects: [
      {
        resolve: { conditions: [source, ...defaultServerConditions] },
        ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
        test: {
          name: 'node',
          environment: 'node',
          expect,
          testTimeout: 60_000, // thousands of runs of a property take their time on a busy machine
          include: ['{packages,apps}/*/test/**/*.test.{ts,tsx}', 'tools/test/**/*.test.ts'],
          exclude: ['**/*.browser.test.{ts,tsx}', '**/node_modules/**'],
        },
      },
      {
        resolve: { conditions: [source, ...defaultClientConditions] },
        // Found at the start, because finding them in the middle reloads the page of a test.
        optimizeDeps: { include: ['@earshot/signaling-mqtt > mqtt', '@earshot/signaling-socketio > socket.io-client'] },
        test: {
          name: 'browser',
          expect,
          testTimeout: 60_000, // as long as the busiest machine takes; no test waits for it
          include: ['{packages,apps}/*/test/**/*.browser.test.{ts,tsx}'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { args: chromiumArguments, ...(executablePath && { executablePath }) } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
