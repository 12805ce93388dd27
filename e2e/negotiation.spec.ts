import { expect, type Page } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { framesAdvance } from './support/frames.ts'
import { test } from './support/peers.ts'

const phone = { width: 390, height: 844 }

test('with a provisional answer both are in a pranswer state while it rings, and stable after accept', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await ring(page, 'Provisional answer')
  await expect(diagram(page, 'hall', 'have-remote-pranswer')).toBeVisible()
  await expect(diagram(page, 'kitchen', 'have-local-pranswer')).toBeVisible()
  await expectReady(page)
  await expect(step(page, '2 · kitchen pranswer')).toHaveAttribute('aria-pressed', 'true')
  await expect(sdp(page)).toContainText('+a=sendonly')
  await expect(page.getByText('kitchen sees no picture')).toBeVisible()

  await press(page, 'Accept with picture')
  await expectPictures(page)
  await expectStable(page)
  await expect(step(page, '3 · kitchen answer')).toBeVisible()
  for (const side of ['hall', 'kitchen']) {
    await expect(panel(page, side)).toContainText(/first picture (\d+|< 1) ms after accept/)
    await expect(story(page)).toContainText(new RegExp(`${side} sees (hall|kitchen), (\\d+|< 1) ms after Accept`))
  }
})

test('with replaced tracks both are stable while it rings, and no picture is there before accept', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await ring(page, 'Replace track')
  await expectReady(page)
  await expectStable(page)
  await expect(page.getByText('kitchen sees no picture')).toBeVisible()
  await press(page, 'Accept with picture')
  await expectPictures(page)
})

test('with neither the offer waits until accept', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await ring(page, 'None')
  await expect(diagram(page, 'hall', 'have-local-offer')).toBeVisible()
  await expect(diagram(page, 'kitchen', 'stable')).toBeVisible()
  await expect(story(page)).toContainText('no path is made meanwhile')
  await expect(page.getByText('ringing · ready')).toHaveCount(0)
  await press(page, 'Accept with picture')
  await expectPictures(page)
  await expectStable(page)
})

test('accepted with sound only, the callee sees and is not seen', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await ring(page, 'Provisional answer')
  await expectReady(page)
  await press(page, 'Accept with sound only')
  await framesAdvance(page, '#kitchenvideo')
  await expectStable(page)
  await expect(page.getByText('hall sees no picture')).toBeVisible()
})

test('two offers at once end stable with both pictures there, and ICE can be restarted', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await ring(page, 'Provisional answer')
  await expectReady(page)
  await press(page, 'Accept with picture')
  await expectPictures(page)
  await press(page, 'Both add one at once')
  await expect(story(page)).toContainText('glare')
  await expect(timeLine(page).getByText('receives a picture, section')).toHaveCount(4)
  await expectStable(page)
  await expectPictures(page)

  await press(page, 'Restart ICE')
  await expect(story(page)).toContainText('offers again with a new name and password for ICE')
  await expectStable(page)
  await expectPictures(page)
})

test('a call that is declined or hung up is over on both sides, and can be begun again', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await ring(page, 'Provisional answer')
  await expectReady(page)
  await press(page, 'Decline')
  await expectEnded(page)

  await press(page, 'Start again')
  await expect(page.getByText('Nothing yet')).toBeVisible()
  await expect(timeLine(page)).toHaveCount(0)
  await ring(page, 'Replace track')
  await press(page, 'Accept with picture')
  await expectPictures(page)
  await press(page, 'Hang up')
  await expectEnded(page)
  await press(page, 'Start again')
  await expect(page.getByRole('button', { name: 'Ring' })).toBeEnabled()
})

test('where the browser has no provisional answers it says so, and does without', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await page.addInitScript(() => {
    // As Firefox does.
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
        if (description.type !== 'pranswer') return super.setRemoteDescription(description)
        return Promise.reject(new DOMException('pranswer is not implemented', 'NotSupportedError'))
      }
    }
  })
  await page.reload()
  await expect(page.getByText('not available here: this browser has no provisional answers')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Provisional answer' })).toBeDisabled()
  await expect(page.getByRole('radio', { name: 'Replace track' })).toBeChecked()
  await press(page, 'Ring')
  await expectReady(page)
})

test('works by keyboard alone', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone' })
  await page.getByRole('radio', { name: 'Provisional answer' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('radio', { name: 'Replace track' })).toBeChecked()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Ring' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expectReady(page)
  // Ring cannot be pressed any more: the next that can is Hang up, then Accept.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Accept with picture' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expectPictures(page)
})

test('is accessible and fits a phone: empty, ringing, in a call', async ({ open }) => {
  const page = await open('/negotiation/', { name: 'alone', viewport: phone })
  await expect(page.getByRole('button', { name: 'Ring' })).toBeEnabled()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await ring(page, 'Provisional answer')
  await expectReady(page)
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await press(page, 'Accept with picture')
  await expectPictures(page)
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})

test('the start page leads to it', async ({ open }) => {
  const page = await open('/', { name: 'alone' })
  await page.getByRole('link', { name: 'Open the negotiation page' }).click()
  await expect(page.getByRole('button', { name: 'Ring' })).toBeEnabled()
})

async function ring(page: Page, strategy: string): Promise<void> {
  await page.getByRole('radio', { name: strategy }).check()
  await press(page, 'Ring')
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

function panel(page: Page, side: string) {
  return page.getByRole('region', { name: side, exact: true })
}

/** The drawing of a peer's states, while this one is lit. */
function diagram(page: Page, side: string, state: string) {
  return page.getByRole('img', { name: `Signaling states of ${side}: now ${state},` })
}

function story(page: Page) {
  return page.locator('.story')
}

function step(page: Page, name: string) {
  return page.getByRole('button', { name })
}

function sdp(page: Page) {
  return page.locator('.sdp')
}

function timeLine(page: Page) {
  return page.getByRole('table')
}

async function expectReady(page: Page): Promise<void> {
  await expect(page.getByText('ringing · ready')).toHaveCount(2)
  await expect(story(page)).toContainText('The path is ready while it still rings')
}

async function expectStable(page: Page): Promise<void> {
  for (const side of ['hall', 'kitchen']) await expect(diagram(page, side, 'stable')).toBeVisible()
}

async function expectPictures(page: Page): Promise<void> {
  await Promise.all([framesAdvance(page, '#hallvideo'), framesAdvance(page, '#kitchenvideo')])
}

async function expectEnded(page: Page): Promise<void> {
  await expect(story(page)).toContainText('The call is over')
  for (const side of ['hall', 'kitchen']) await expect(diagram(page, side, 'closed')).toBeVisible()
}
