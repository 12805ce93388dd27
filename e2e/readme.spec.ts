import { readFile } from 'node:fs/promises'

import { createSignalingServer } from '@earshot/signaling-socketio/server'
import { expect, test } from '@playwright/test'

import { serveExample } from './support/example-page.ts'
import { framesAdvance } from './support/frames.ts'

test('the example in the READMEs is the one that is tested', async () => {
  const example = await readFile('examples/first-call.ts', 'utf8')
  for (const readme of ['README.md', 'packages/core/README.md']) expect(await readFile(readme, 'utf8')).toContain(example)
})

test('two pages that run the example of the README see and hear each other', async ({ browser }) => {
  const example = await serveExample()
  const signaling = createSignalingServer(example.httpServer)
  try {
    const [first, second] = [await example.join(browser, 'readme'), await example.join(browser, 'readme')]
    for (const page of [first, second]) {
      await framesAdvance(page, 'video')
      await expect(page.locator('audio')).toHaveCount(1)
    }
    await second.close()
    await expect(first.locator('video')).toHaveCount(0)
  } finally {
    await signaling.close()
    await example.close()
  }
})
