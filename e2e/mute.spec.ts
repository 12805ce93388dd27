import { expect, test } from '@playwright/test'

import { isInstalled, launch, watchErrors } from '../tools/engines.mjs'
import { servePage } from '../tools/serve-page.mjs'

const names = [
  'a microphone that the page has disabled stays off in a call, and when another track is added to it',
  'what the page writes while a call is muted counts once it is not',
  'a call that mutes another kind does not undo what another call has muted',
]

for (const engine of ['chromium', 'firefox'] as const) {
  test.describe(`in ${engine}`, () => {
    // With CI set nothing may be skipped: the launch fails and says what is missing.
    if (!isInstalled(engine) && !process.env['CI']) {
      console.log(`Skipped, muting in ${engine}: install it.`)
      test.skip()
    }

    for (const name of names) {
      test(name, async () => {
        const served = await servePage('e2e/mute-page')
        const browser = await launch(engine)
        try {
          const page = await browser.newPage()
          const errors = watchErrors(page)
          await page.goto(served.address)
          await page.waitForFunction(() => 'tell' in globalThis)
          await page.evaluate((story) => globalThis.tell(story), name)
          expect(errors).toEqual([])
        } finally {
          await browser.close()
          await served.close()
        }
      })
    }
  })
}
