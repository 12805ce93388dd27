import { expect, type Page } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { framesAdvance } from './support/frames.ts'
import { test } from './support/peers.ts'

const phone = { width: 390, height: 844 }

test('both sides see while it rings that the path is ready, and after accept how long the first picture took', async ({
  open,
  room,
}) => {
  const hall = await open(`/call/?room=${room}`, { name: 'hall', viewport: phone })
  const kitchen = await open(`/call/?room=${room}`, { name: 'kitchen', viewport: phone })
  const opened = await countCaptures(kitchen)
  await hall.getByRole('button', { name: 'Call kitchen' }).click()
  for (const page of [hall, kitchen]) {
    await expect(page.getByText('Ringing · ready')).toBeVisible()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
  expect(await opened(), 'cameras and microphones that the callee has opened before accept').toBe(0)

  await kitchen.getByRole('button', { name: 'Accept' }).click()
  await Promise.all([framesAdvance(hall, '#remotevideo'), framesAdvance(kitchen, '#remotevideo')])
  for (const page of [hall, kitchen]) {
    await expect(page.locator('.first-picture')).toHaveText(/^first picture (\d+|< 1) ms after accept$/)
    await expect(page.getByText('Ringing')).toHaveCount(0)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
})

/** Counts from now on how often the page asks for a camera or microphone. */
async function countCaptures(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const count = { asked: 0 }
    const { mediaDevices } = navigator
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = (constraints) => {
      count.asked += 1
      return getUserMedia(constraints)
    }
    return count
  })
  return () => counter.evaluate(({ asked }) => asked)
}
