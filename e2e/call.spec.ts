import { expect, type Page } from '@playwright/test'

import { expectAccessible, expectNoSidewaysScroll } from './support/accessible.ts'
import { framesAdvance } from './support/frames.ts'
import { ownServer } from './support/own-server.ts'
import { test } from './support/peers.ts'

const phone = { width: 390, height: 844 }

test('two browsers that open the same link call each other, and hear and see each other until one hangs up', async ({
  open,
  room,
  callPage,
}) => {
  const hall = await open(callPage, { name: 'hall' })
  await expect(stage(hall)).toContainText('Nobody else is here yet')
  const kitchen = await open(callPage, { name: 'kitchen' })

  await call(hall, 'kitchen')
  await expect(stage(hall)).toContainText('Calling kitchen')
  await expect(kitchen).toHaveTitle(/hall is calling/)
  await accept(kitchen, 'hall')
  await Promise.all([framesAdvance(hall, '#remotevideo'), framesAdvance(kitchen, '#remotevideo')])
  await Promise.all([soundAdvances(hall), soundAdvances(kitchen)])
  await expect(hall.locator('.quality')).toHaveText(/direct · .*ms · \d+\sfps · .*bit\/s/)
  await expect(kitchen).toHaveTitle(`Room ${room} – Earshot`)

  await hangUp(kitchen)
  await expect(stage(hall)).toContainText('kitchen hung up')
  await expect(stage(kitchen)).toContainText('You hung up')
  await expect(hall.locator('#localvideo')).toHaveCount(0)

  await hall.getByRole('button', { name: 'Call again' }).click()
  await accept(kitchen, 'hall')
  await framesAdvance(kitchen, '#remotevideo')
})

test('a call that is declined says so on both sides', async ({ open, callPage }) => {
  const [hall, kitchen] = await two(open, callPage)
  await call(hall, 'kitchen')
  await incoming(kitchen).getByRole('button', { name: 'Decline' }).click()
  await expect(stage(hall)).toContainText('kitchen declined the call')
  await expect(incoming(kitchen)).toHaveCount(0)
})

test('a call that the caller gives up was missed', async ({ open, callPage }) => {
  const [hall, kitchen] = await two(open, callPage)
  await call(hall, 'kitchen')
  await expect(incoming(kitchen)).toBeVisible()
  await hangUp(hall)
  await expect(stage(kitchen)).toContainText('You missed a call from hall')
  await expect(incoming(kitchen)).toHaveCount(0)
})

test('a muted microphone and camera are shown on the other side', async ({ open, callPage }) => {
  const [hall, kitchen] = await connected(open, callPage)
  await hall.getByRole('button', { name: 'Mute', exact: true }).click()
  await expect(stage(kitchen)).toContainText('hall · microphone off')
  await hall.getByRole('button', { name: 'Camera off' }).click()
  await expect(stage(kitchen)).toContainText('Camera off')
  await expect(kitchen.locator('#remotevideo')).toBeHidden()
  await hall.getByRole('button', { name: 'Camera on' }).click()
  await hall.getByRole('button', { name: 'Unmute' }).click()
  await framesAdvance(kitchen, '#remotevideo')
  await expect(stage(kitchen)).not.toContainText('microphone off')
})

test('whoever may not use the camera goes on without it, is told, and can switch it on later', async ({
  open,
  callPage,
  askingBrowser,
}) => {
  const hall = await open(callPage, { name: 'hall', in: askingBrowser, permissions: ['microphone'] })
  const kitchen = await open(callPage, { name: 'kitchen' })
  await call(hall, 'kitchen')
  await accept(kitchen, 'hall')
  await expect(hall.getByText('This page may not use your camera', { exact: true })).toBeVisible()
  await expectAccessible(hall)
  await Promise.all([framesAdvance(hall, '#remotevideo'), soundAdvances(kitchen)])

  await hall.context().grantPermissions(['camera', 'microphone'])
  await hall.getByRole('button', { name: 'Camera on' }).click()
  await framesAdvance(kitchen, '#remotevideo')
})

test('whoever may use neither camera nor microphone can still see and hear', async ({ open, callPage, askingBrowser }) => {
  const hall = await open(callPage, { name: 'hall' })
  const kitchen = await open(callPage, { name: 'kitchen', in: askingBrowser, permissions: [] })
  await call(hall, 'kitchen')
  await accept(kitchen, 'hall')
  await kitchen.getByRole('button', { name: 'Continue without camera and microphone' }).click()
  await framesAdvance(kitchen, '#remotevideo')
  await expect(stage(hall)).toContainText('kitchen · microphone off')
})

test('a screen is shared with its sound beside the microphone’s, and goes when it is ended from the browser’s own bar', async ({
  open,
  callPage,
}) => {
  const [hall, kitchen] = await connected(open, callPage)
  await hall.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 200 })
    const context = canvas.getContext('2d')
    setInterval(() => context?.fillRect(Math.random() * 640, 0, 9, 200), 50)
    const tone = new AudioContext()
    const sound = tone.createMediaStreamDestination()
    const oscillator = new OscillatorNode(tone)
    oscillator.connect(sound)
    oscillator.start()
    const screen = new MediaStream([...canvas.captureStream().getTracks(), ...sound.stream.getTracks()])
    navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(screen)
    addEventListener('end-share', () => {
      for (const track of screen.getTracks()) {
        track.stop()
        track.dispatchEvent(new Event('ended'))
      }
    })
  })
  const shown = () =>
    kitchen.locator('#remotevideo').evaluate((video) => (video instanceof HTMLVideoElement ? video.videoWidth : 0))
  const playing = (id: string) =>
    kitchen.locator(id).evaluate((audio) => audio instanceof HTMLAudioElement && audio.srcObject !== null && !audio.paused)
  const camera = await shown()
  await hall.getByRole('button', { name: 'Camera off' }).click()
  await hall.getByRole('button', { name: 'Share screen' }).click()
  await expect.poll(shown).toBe(640)
  await framesAdvance(kitchen, '#remotevideo')
  await expect.poll(() => Promise.all(['#remoteaudio', '#remotescreenaudio'].map(playing))).toEqual([true, true])
  await expectAccessible(hall)
  await hall.evaluate(() => dispatchEvent(new Event('end-share')))
  await expect(hall.getByRole('button', { name: 'Share screen' })).toBeVisible()
  await expect(stage(kitchen)).toContainText('Camera off')
  await hall.getByRole('button', { name: 'Camera on' }).click()
  await expect.poll(shown).toBe(camera)
  await framesAdvance(kitchen, '#remotevideo')
})

test('a page that closes ends its call, and a reload is the same peer again', async ({ open, callPage }) => {
  const [hall, kitchen] = await connected(open, callPage)
  await kitchen.reload()
  await expect(stage(hall)).toContainText('kitchen left the room')
  await expect(people(hall).getByRole('listitem')).toHaveCount(1)
  await call(kitchen, 'hall')
  await accept(hall, 'kitchen')
  await framesAdvance(hall, '#remotevideo')
})

test('accepting another call ends the present one', async ({ open, callPage }) => {
  const [hall, kitchen] = await connected(open, callPage)
  const office = await open(callPage, { name: 'office' })
  await call(office, 'hall')
  await expect(incoming(hall)).toContainText('Accepting ends your call with kitchen')
  await accept(hall, 'office')
  await expect(stage(kitchen)).toContainText('hall hung up')
  await Promise.all([framesAdvance(hall, '#remotevideo'), framesAdvance(office, '#remotevideo')])
})

test('a new name is seen by the others and remembered', async ({ open, callPage }) => {
  const [hall, kitchen] = await two(open, callPage)
  await hall.getByRole('button', { name: 'Change your name' }).click()
  await hall.getByLabel('Your name').fill('front desk')
  await hall.keyboard.press('Enter')
  await expect(people(kitchen)).toContainText('front desk')
  await hall.reload()
  await expect(hall.getByText('front desk')).toBeVisible()
})

test('a link without a room, or with a bad one, offers to make one', { tag: '@page' }, async ({ open }) => {
  const page = await open('/call/', { name: 'hall' })
  await expect(page.getByText('This link names no room')).toBeVisible()
  await page.goto('/call/?room=%3Cimg%20src=x%20onerror=alert(1)%3E')
  await expect(page.getByText('cannot be the name of a room')).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Room').fill('my-room')
  await page.getByRole('button', { name: 'Open the room' }).click()
  await expect(page).toHaveURL(/\/call\/\?room=my-room$/)
})

test('the start page leads to a room, its dashboard and the loopback', { tag: '@page' }, async ({ open }) => {
  const page = await open('/', { name: 'hall', viewport: phone })
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await expect(page.getByRole('link', { name: 'Open its dashboard' })).toHaveAttribute('href', /^\/dashboard\/\?room=[a-z-]+\d+$/)
  await expect(page.getByRole('link', { name: 'Open the loopback page' })).toHaveAttribute('href', '/loopback/')
  await page.getByRole('button', { name: 'Open the room' }).click()
  await expect(stage(page)).toContainText('Nobody else is here yet')
})

test('a call goes on while the signaling server is away, and what was added meanwhile arrives (F1)', async ({
  open,
  callPage,
  askingBrowser,
}) => {
  const server = await ownServer()
  await server.start()
  try {
    const options = { origin: server.origin, expectedError: /WebSocket/ }
    const hall = await open(callPage, { ...options, name: 'hall', in: askingBrowser, permissions: ['microphone'] })
    const kitchen = await open(callPage, { ...options, name: 'kitchen' })
    await call(hall, 'kitchen')
    await accept(kitchen, 'hall')
    await framesAdvance(hall, '#remotevideo')

    await server.stop()
    await expect(hall.getByText(/The signaling server has been away for \d+ s/)).toBeVisible()
    await expect(hall.getByText('Your call goes on')).toBeVisible()
    await framesAdvance(hall, '#remotevideo', 30)
    await soundAdvances(kitchen)
    await hall.context().grantPermissions(['camera', 'microphone'])
    await hall.getByRole('button', { name: 'Camera on' }).click()
    await framesAdvance(hall, '#localvideo')

    await server.start()
    await framesAdvance(kitchen, '#remotevideo')
    const away = 'The signaling server has been away'
    for (const page of [hall, kitchen]) await expect(page.getByText(away)).toHaveCount(0, { timeout: 15_000 })
    await hangUp(hall)
    await expect(stage(kitchen)).toContainText('hall hung up')
  } finally {
    await server.stop()
  }
})

test('a room that cannot be joined can be tried again', async ({ open, callPage }) => {
  test.slow() // joining is tried for ten seconds before it is given up
  const page = await open('/call/', { name: 'hall', expectedError: /WebSocket/ })
  let away = true
  await page.routeWebSocket(/socket\.io|\/mqtt/, async (socket) => {
    if (away) await socket.close()
    else socket.connectToServer()
  })
  await page.goto(callPage)
  await expect(page.getByText('The room cannot be joined')).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page)
  away = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(stage(page)).toContainText('Nobody else is here yet')
})

test('a duplicated tab is somebody else', async ({ open, callPage }) => {
  const page = await open(callPage, { name: 'hall' })
  await expect(stage(page)).toContainText('Nobody else is here yet')
  const [copy] = await Promise.all([page.waitForEvent('popup'), page.evaluate(() => void window.open(location.href))])
  await expect(stage(copy)).toContainText('hall is here')
  await expect(stage(page)).toContainText('hall is here')
})

test('shows a name as text, whatever is in it', { tag: '@page' }, async ({ open, callPage }) => {
  const name = '<img src=x onerror="document.title=1">'
  const hall = await open(callPage, { name: 'hall' })
  const other = await open(callPage, { name })
  await call(other, 'hall')
  await expect(incoming(hall)).toContainText(`${name} is calling`)
  await expect(hall).toHaveTitle(`${name} is calling – Earshot`)
  await expect(hall.locator('img')).toHaveCount(0)
})

test('where the browser holds the sound back, a button turns it on', { tag: '@page' }, async ({ open, callPage }) => {
  const hall = await open(callPage, { name: 'hall' })
  const kitchen = await open(callPage, { name: 'kitchen' })
  await kitchen.evaluate(() => {
    HTMLAudioElement.prototype.play = () => {
      Reflect.deleteProperty(HTMLAudioElement.prototype, 'play') // only the first time: a click is what the browser waits for
      return Promise.reject(new DOMException('play() can only be initiated by a user gesture', 'NotAllowedError'))
    }
  })
  await call(hall, 'kitchen')
  await accept(kitchen, 'hall')
  await kitchen.getByRole('button', { name: 'Turn the sound on' }).click()
  await soundAdvances(kitchen)
  await expect(kitchen.getByRole('button', { name: 'Turn the sound on' })).toHaveCount(0)
})

test('works by keyboard alone', { tag: '@page' }, async ({ open, callPage }) => {
  const [hall, kitchen] = await two(open, callPage)
  await hall.getByRole('button', { name: 'Call kitchen' }).focus()
  await hall.keyboard.press('Enter')
  await expect(incoming(kitchen)).toBeFocused()
  await kitchen.keyboard.press('Tab')
  await kitchen.keyboard.press('Enter')
  await framesAdvance(hall, '#remotevideo')
  await expect(hall.getByRole('button', { name: 'Hang up' })).toBeFocused()
  await hall.keyboard.press('Enter')
  await expect(stage(kitchen)).toContainText('hall hung up')
})

test('is accessible and fits a phone: alone, ringing, in a call', { tag: '@page' }, async ({ open, callPage }) => {
  const hall = await open(callPage, { name: 'hall', viewport: phone })
  await expect(stage(hall)).toContainText('Nobody else is here yet')
  await expectAccessible(hall)
  await expectNoSidewaysScroll(hall)
  const kitchen = await open(callPage, { name: 'kitchen', viewport: phone })
  await call(hall, 'kitchen')
  await expect(incoming(kitchen)).toBeInViewport({ ratio: 1 })
  await expectAccessible(kitchen)
  await expectAccessible(hall)
  await accept(kitchen, 'hall')
  await framesAdvance(kitchen, '#remotevideo')
  for (const page of [hall, kitchen]) {
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await expect(page.getByRole('button', { name: 'Hang up' })).toBeInViewport({ ratio: 1 })
  }
})

type Open = (path: string, options: { readonly name: string }) => Promise<Page>

async function two(open: Open, callPage: string): Promise<readonly [hall: Page, kitchen: Page]> {
  const hall = await open(callPage, { name: 'hall' })
  return [hall, await open(callPage, { name: 'kitchen' })]
}

async function connected(open: Open, callPage: string): Promise<readonly [hall: Page, kitchen: Page]> {
  const [hall, kitchen] = await two(open, callPage)
  await call(hall, 'kitchen')
  await accept(kitchen, 'hall')
  await Promise.all([framesAdvance(hall, '#remotevideo'), framesAdvance(kitchen, '#remotevideo')])
  return [hall, kitchen]
}

async function call(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Call ${name}` }).click()
}

async function accept(page: Page, from: string): Promise<void> {
  await page
    .getByRole('alertdialog', { name: `${from} is calling` })
    .getByRole('button', { name: 'Accept' })
    .click()
}

async function hangUp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hang up' }).click()
}

function stage(page: Page) {
  return page.locator('.stage')
}

function incoming(page: Page) {
  return page.getByRole('alertdialog')
}

function people(page: Page) {
  return page.locator('.people')
}

/** The audio element plays, and what it plays is alive. */
async function soundAdvances(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const audio = document.querySelector('audio')
    const [track] = audio?.srcObject instanceof MediaStream ? audio.srcObject.getAudioTracks() : []
    return audio !== null && !audio.paused && audio.currentTime > 0.5 && track?.readyState === 'live' && !track.muted
  })
}
