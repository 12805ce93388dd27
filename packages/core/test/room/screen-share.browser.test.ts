import { connectLoopback, localMedia, type Call, type CallMedia } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

import { unplug } from '../media/fake-devices.ts'
import { expectSound, listenTo } from './hearing.ts'
import { expectFrames, pictureTrack, reaches, syntheticStream, toneTrack } from './support.ts'

const patient = { timeout: 15_000 }
const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
  vi.restoreAllMocks()
})

test('a screen share with its sound arrives, and is removed when it is ended from the browser\u2019s own bar', async () => {
  const { caller, callee } = await talk()
  const screen = new MediaStream([pictureTrack(), toneTrack()])
  for (const track of screen.getTracks()) caller.addTrack(track, screen)
  await expect.poll(() => ofStream(callee, screen).length, patient).toBe(2)
  for (const { track } of ofStream(callee, screen)) if (track.kind === 'video') await expectFrames(track)
  await expectSound(callee)
  const removed: string[] = []
  callee.on('track-removed', ({ track }) => removed.push(track.kind))
  for (const track of screen.getTracks()) unplug(track)
  await expect.poll(() => removed.toSorted(), patient).toEqual(['audio', 'video'])
  expect(screen.getTracks().map((track) => caller.senderOf(track))).toEqual([undefined, undefined])
})

test('a track that ends before it was negotiated is not sent', async () => {
  const { caller, callee } = await talk({ stream: syntheticStream(['audio']) })
  const screen = pictureTrack()
  caller.addTrack(screen)
  unplug(screen)
  caller.addTrack(pictureTrack())
  await expect.poll(() => [...callee.remoteTracks.values()].filter(({ track }) => track.kind === 'video').length, patient).toBe(1)
  expect(caller.senderOf(screen)).toBe(undefined)
})

test('a track that ended while another took its place is not sent any more', async () => {
  const { caller } = await talk()
  const [first, second] = [pictureTrack(), pictureTrack()]
  const sender = caller.addTrack(first)
  const replaced = caller.replaceTrack(sender, second)
  unplug(first)
  unplug(second)
  await replaced
  await expect.poll(() => sender.track, patient).toBeNull()
})

test('a track that ends stays where the call is to keep it', async () => {
  const { caller, callee } = await talk({ whenEnded: 'keep' })
  const screen = pictureTrack()
  caller.addTrack(screen)
  await expect.poll(() => [...callee.remoteTracks.values()].filter(({ track }) => track.kind === 'video').length, patient).toBe(1)
  const removed = vi.fn<() => void>()
  callee.on('track-removed', removed)
  unplug(screen)
  const extra = caller.addTrack(toneTrack())
  await expect.poll(() => callee.remoteTracks.size, patient).toBe(2)
  expect(caller.senderOf(screen)).toBeDefined()
  expect(removed).not.toHaveBeenCalled()
  caller.removeTrack(extra)
})

test('a camera that another one replaces is not removed where the system ends it meanwhile, and nothing is negotiated', async () => {
  const media = localMedia()
  cleanUps.push(() => media.close())
  await media.capture({ video: true })
  const { caller, callee } = await talk()
  const [camera] = media.stream.getVideoTracks()
  if (camera === undefined) throw new Error('There is a camera.')
  const sender = caller.addTrack(camera, media.stream)
  media.sendTo(caller)
  await expect.poll(() => callee.remoteTracks.size, patient).toBe(1)
  const removed = vi.fn<() => void>()
  callee.on('track-removed', removed)
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation((wanted) => {
    unplug(camera) // as some systems do when another camera is opened
    return real(wanted)
  })
  const other = await media.use('video', camera.getSettings().deviceId ?? '')
  expect(sender.track).toBe(other)
  for (const { track } of callee.remoteTracks.values()) await expectFrames(track)
  expect(removed).not.toHaveBeenCalled()
})

async function talk(options: CallMedia = {}) {
  const [caller, callee] = await connectLoopback({ stream: new MediaStream(), ...options })
  cleanUps.push(() => caller.hangUp())
  listenTo(callee)
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { caller, callee }
}

function ofStream(call: Call, stream: MediaStream) {
  return [...call.remoteTracks.values()].filter(({ streams }) => streams.some(({ id }) => id === stream.id))
}
