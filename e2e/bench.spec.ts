import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect, test } from '@playwright/test'

// The figures of one call say nothing: this shows that they can be had.

test('the benchmark of the warm-up measures a call for each strategy', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'bench/main.mjs',
    'warm-up',
    '--quick',
    '--pair',
    'chromium-chromium',
  ])
  for (const strategy of ['none', 'pranswer', 'replace-track']) {
    expect(stdout).toMatch(new RegExp(`^\\| .*\\| ${strategy} (\\| \\d+ \\(\\d+ to \\d+\\) \\| \\d\\.\\d\\d ){3}\\| 1 \\|$`, 'm'))
  }
})
