import { expect } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { framesAdvance } from './support/frames.ts'
import { test } from './support/peers.ts'

const phone = { width: 390, height: 844 }

test('calls itself through two connections, and can do it again', async ({ open }) => {
  const page = await open('/loopback/', { name: 'alone' })
  const start = page.getByRole('button', { name: 'Start' })
  const call = page.getByRole('button', { name: 'Call' })
  const hangUp = page.getByRole('button', { name: 'Hang up' })

  await expect(start).toBeEnabled()
  await expect(call).toBeDisabled()
  await expect(hangUp).toBeDisabled()

  await start.click()
  await framesAdvance(page, 'video#localvideo')
  await expect(start).toBeDisabled()
  await expect(hangUp).toBeDisabled()

  for (const round of ['first', 'second']) {
    await test.step(`${round} call`, async () => {
      await call.click()
      await framesAdvance(page, 'video#remotevideo')
      await expect(page.getByRole('status')).toHaveText('Connected.')
      await expect(call).toBeDisabled()
      await hangUp.click()
      await expect(call).toBeEnabled()
      await expect(hangUp).toBeDisabled()
    })
  }
})

test('shows what the call measures', async ({ open }) => {
  const page = await open('/loopback/', { name: 'alone' })
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('button', { name: 'Call' }).click()
  const numbers = page.locator('.loopback-numbers')
  await expect(numbers).toContainText(/\d+ kbit\/s|\d+\.\d+ Mbit\/s/)
  await expect(numbers).toContainText('640×480')
  await expect(numbers).toContainText(/VP8|VP9|AV1|H264/)
  await expect(numbers).toContainText('opus')
  await expect(numbers).toContainText(/\d ms/)
})

test('says what to do when the camera is not allowed', async ({ open, askingBrowser }) => {
  const page = await open('/loopback/', { name: 'alone', in: askingBrowser, permissions: [] })
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('This page may not use your camera and microphone')).toBeVisible()
  await page.context().grantPermissions(['camera', 'microphone'])
  await page.getByRole('button', { name: 'Try again' }).click()
  await framesAdvance(page, 'video#localvideo')
})

test('is accessible, and fits a phone', async ({ open }) => {
  const page = await open('/loopback/', { name: 'alone', viewport: phone })
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('button', { name: 'Call' }).click()
  await framesAdvance(page, 'video#remotevideo')
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})
