import { expect, type Browser, type Page } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { framesAdvance } from './support/frames.ts'
import { test as base, type PeerOptions } from './support/peers.ts'

/** A machine with three cameras: Chromium sends nothing over a connection of the JPEGs that the second of its own takes. */
const test = base.extend<{ readonly severalCameras: Browser }>({
  severalCameras: async ({ playwright, launchOptions }, use) => {
    const others = (launchOptions.args ?? []).filter((argument) => !argument.startsWith('--use-fake-device-for-media-stream'))
    const args = [...others, '--use-fake-device-for-media-stream=device-count=3']
    const browser = await playwright.chromium.launch({ ...launchOptions, args })
    await use(browser)
    await browser.close()
  },
})

test('camera, microphone and speaker are changed during a call, which is not negotiated for it', async ({
  open,
  room,
  severalCameras,
}) => {
  const [hall, kitchen] = await connected(open, room, { in: severalCameras })
  const before = await remoteTrack(kitchen)
  const cameraBefore = await localCamera(hall)

  await selectOther(hall, 'Camera')
  await expect.poll(() => localCamera(hall)).not.toBe(cameraBefore)
  await Promise.all([framesAdvance(hall, '#localvideo'), framesAdvance(kitchen, '#remotevideo')])
  await selectOther(hall, 'Microphone')
  await soundAdvances(kitchen)
  expect(await remoteTrack(kitchen)).toBe(before)

  const speaker = await selectOther(hall, 'Speaker')
  const sink = () => hall.locator('#remoteaudio').evaluate((audio) => (audio instanceof HTMLAudioElement ? audio.sinkId : null))
  await expect.poll(sink).toBe(speaker)
  await soundAdvances(hall)
})

test('a camera that was chosen before the call is the one that is opened', async ({ open, room, severalCameras }) => {
  const hall = await open(`/call/?room=${room}`, { name: 'hall', in: severalCameras })
  const chosen = await selectOther(hall, 'Camera')
  await hall.getByRole('button', { name: 'Camera on' }).click()
  await framesAdvance(hall, '#localvideo')
  expect(await localCamera(hall)).toBe(chosen)
})

test('the level of the microphone is shown while it is on (Chromium’s fake one beeps)', async ({ open, room }) => {
  const [hall] = await connected(open, room)
  const level = hall.locator('.device-level')
  await expect(level).toHaveText(/−\d+ dB/)
  await hall.getByRole('button', { name: 'Mute', exact: true }).click()
  await expect(level).toHaveText('muted')
})

test('a camera that is unplugged leaves the sound alone, and comes back by itself (F14)', async ({ open, room }) => {
  const [hall, kitchen] = await connected(open, room)
  await unplugCamera(hall)
  await expect(hall.getByText(/Your camera was disconnected/)).toBeVisible()
  await expectAccessible(hall)
  await expect(kitchen.locator('.stage')).toContainText('Camera off')
  await Promise.all([soundAdvances(hall), soundAdvances(kitchen)])
  await framesAdvance(hall, '#remotevideo')

  await plugCameraIn(hall)
  await Promise.all([framesAdvance(hall, '#localvideo'), framesAdvance(kitchen, '#remotevideo')])
  await expect(hall.getByText(/Your camera was disconnected/)).toHaveCount(0)
})

test('a camera that cannot be opened says so, and the one before goes on (F15)', async ({ open, room, severalCameras }) => {
  const [hall, kitchen] = await connected(open, room, { in: severalCameras })
  const before = await localCamera(hall)
  await hall.evaluate(() => {
    const { mediaDevices } = navigator
    const real = mediaDevices.getUserMedia.bind(mediaDevices)
    let refusals = 2 // the second time with the old camera closed, as phones want it
    mediaDevices.getUserMedia = (constraints) =>
      refusals-- > 0 ? Promise.reject(new DOMException('busy', 'NotReadableError')) : real(constraints)
  })
  const refused = await selectOther(hall, 'Camera')
  await expect(hall.getByText('Your camera cannot be opened')).toBeVisible()
  await expect(hall.getByLabel('Camera', { exact: true })).toHaveValue(before ?? '')
  await Promise.all([framesAdvance(hall, '#localvideo'), framesAdvance(kitchen, '#remotevideo')])
  await hall.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => localCamera(hall)).toBe(refused)
  await framesAdvance(kitchen, '#remotevideo')
})

test('before anything is allowed, the card asks for nothing and fits a phone', async ({ open, room, askingBrowser }) => {
  const options = { in: askingBrowser, permissions: [], viewport: { width: 390, height: 844 } }
  const hall = await open(`/call/?room=${room}`, { name: 'hall', ...options })
  await expect(hall.locator('.devices')).toContainText('can be chosen once this page may use it')
  await expectAccessible(hall)
  await expectNoSidewaysScroll(hall)
})

type Open = (path: string, options: PeerOptions) => Promise<Page>

async function connected(
  open: Open,
  room: string,
  options: Partial<PeerOptions> = {},
): Promise<readonly [hall: Page, kitchen: Page]> {
  const hall = await open(`/call/?room=${room}`, { ...options, name: 'hall' })
  const kitchen = await open(`/call/?room=${room}`, { name: 'kitchen' })
  await hall.getByRole('button', { name: 'Call kitchen' }).click()
  await kitchen.getByRole('alertdialog').getByRole('button', { name: 'Accept' }).click()
  await Promise.all([framesAdvance(hall, '#remotevideo'), framesAdvance(kitchen, '#remotevideo')])
  return [hall, kitchen]
}

/** Chooses the last device of those that are not used now; returns its id. */
async function selectOther(page: Page, name: string): Promise<string> {
  const select = page.getByLabel(name, { exact: true })
  const other = await select.evaluate((element) => {
    if (!(element instanceof HTMLSelectElement)) throw new TypeError(`${element.tagName} is no select`)
    return [...element.options].findLast((option) => !option.selected && option.value !== 'default')?.value ?? ''
  })
  await select.selectOption(other)
  return other
}

function localCamera(page: Page): Promise<string | undefined> {
  return page.locator('#localvideo').evaluate((video) => {
    const stream = video instanceof HTMLVideoElement ? video.srcObject : null
    return stream instanceof MediaStream ? stream.getVideoTracks()[0]?.getSettings().deviceId : undefined
  })
}

/** The id of the track that arrives: another one would have been negotiated. */
function remoteTrack(page: Page): Promise<string | undefined> {
  return page.locator('#remotevideo').evaluate((video) => {
    const stream = video instanceof HTMLVideoElement ? video.srcObject : null
    return stream instanceof MediaStream ? stream.getVideoTracks()[0]?.id : undefined
  })
}

/** Ends the camera as the browser does, and lists none until it is plugged in again. */
async function unplugCamera(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator
    const real = mediaDevices.enumerateDevices.bind(mediaDevices)
    mediaDevices.enumerateDevices = async () => (await real()).filter(({ kind }) => kind !== 'videoinput')
    const video = document.querySelector<HTMLVideoElement>('#localvideo')
    const [track] = video?.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : []
    track?.stop()
    track?.dispatchEvent(new Event('ended'))
    mediaDevices.dispatchEvent(new Event('devicechange'))
  })
}

async function plugCameraIn(page: Page): Promise<void> {
  await page.evaluate(() => {
    Reflect.deleteProperty(navigator.mediaDevices, 'enumerateDevices')
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
  })
}

async function soundAdvances(page: Page): Promise<void> {
  const heard = () =>
    page.locator('#remoteaudio').evaluate((audio) => (audio instanceof HTMLAudioElement ? audio.currentTime : Number.NaN))
  const before = await heard()
  await expect.poll(heard).toBeGreaterThan(before)
}
