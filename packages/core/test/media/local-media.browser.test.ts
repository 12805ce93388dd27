import { captureMedia, devices, localMedia, type LocalMedia, type LocalMediaOptions, type TrackChange } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

import { connectDevices, unplug } from './fake-devices.ts'

const opened: LocalMedia[] = []

afterEach(() => {
  for (const media of opened.splice(0)) media.close()
  vi.restoreAllMocks()
})

test('opens what is wanted and not open yet, in one stream that stays the same', async () => {
  const media = open()
  const { stream } = media
  await media.capture({ audio: true })
  const [camera, ...others] = await media.capture()
  expect([camera?.kind, others]).toEqual(['video', []])
  expect(await media.capture()).toEqual([])
  expect(media.stream).toBe(stream)
  expect(new Set(stream.getTracks())).toEqual(new Set(media.tracks.values()))
})

test('another microphone takes the place of the one before, which is closed once the new one works', async () => {
  const media = open()
  await media.capture({ audio: { echoCancellation: false } })
  const old = trackOf(media, 'audio')
  const other = await otherMicrophone(old)
  const changes = record(media)
  const oldStates: string[] = []
  media.on('track', () => oldStates.push(old.readyState))

  const track = await media.use('audio', other)
  expect(track.getSettings()).toMatchObject({ deviceId: other, echoCancellation: false })
  expect(changes).toEqual([{ kind: 'audio', track, previous: old, reason: 'switched' }])
  expect(oldStates).toEqual(['live'])
  expect(old.readyState).toBe('ended')
  expect(media.stream.getTracks()).toEqual([track])
})

test('where only one camera opens at a time, the old one is closed first (F15)', async () => {
  const media = open()
  await media.capture({ video: true })
  const old = trackOf(media, 'video')
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async (constraints) => {
    if (old.readyState === 'live') throw new DOMException('Could not start video source', 'NotReadableError')
    return real(constraints)
  })
  const track = await media.use('video', idOf(old))
  expect(track.readyState).toBe('live')
  expect([...media.tracks.values()]).toEqual([track])
})

test('a camera that cannot be opened leaves the old one open, and closed for it, opens it again (F15)', async () => {
  const media = open()
  await media.capture({ video: true })
  await expect(media.use('video', 'no such camera')).rejects.toMatchObject({ code: 'over-constrained' })
  const old = trackOf(media, 'video')
  expect(old.readyState).toBe('live')

  const gum = vi.spyOn(navigator.mediaDevices, 'getUserMedia')
  gum.mockRejectedValueOnce(new DOMException('busy', 'NotReadableError'))
  gum.mockRejectedValueOnce(new DOMException('busy', 'NotReadableError'))
  await expect(media.use('video', idOf(old))).rejects.toMatchObject({ code: 'device-in-use' })
  expect(trackOf(media, 'video')).not.toBe(old)
  expect(trackOf(media, 'video').readyState).toBe('live')
  expect(media.lost.size).toBe(0)
})

test.each([
  ['NotAllowedError', 'permission-denied'],
  ['NotFoundError', 'device-not-found'],
  ['NotReadableError', 'device-in-use'],
  ['OverconstrainedError', 'over-constrained'],
  ['SecurityError', 'insecure-page'],
])('after %s, told as %s, nothing is open, and a retry works (F15)', async (name, code) => {
  const media = open()
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValueOnce(new DOMException('no', name))
  await expect(media.capture()).rejects.toMatchObject({ code })
  expect(media.tracks.size).toBe(0)
  expect(await media.capture()).toHaveLength(2)
})

test('a camera that is unplugged is told, and the microphone goes on (F14)', async () => {
  const media = open()
  await media.capture()
  const [camera, microphone] = [trackOf(media, 'video'), trackOf(media, 'audio')]
  const changes = record(media)
  const lost = vi.fn<(device: unknown) => void>()
  media.on('lost', lost)
  const id = idOf(camera)

  unplug(camera)
  expect(lost.mock.calls).toEqual([[{ kind: 'video', id, label: camera.label }]])
  expect([...media.lost.keys()]).toEqual(['video'])
  expect(changes).toEqual([{ kind: 'video', track: null, previous: camera, reason: 'lost' }])
  expect(media.stream.getTracks()).toEqual([microphone])
  expect(microphone.readyState).toBe('live')
  await media.capture()
  expect(media.lost.size).toBe(0)
})

test('a device that was lost before anybody listened is told while it is lost (F14)', async () => {
  const media = open()
  await media.capture()
  const label = trackOf(media, 'video').label
  unplug(media.tracks.get('audio'))
  unplug(media.tracks.get('video'))
  await vi.waitFor(() => expect(media.lost.size).toBe(2))
  await media.capture({ audio: true })
  const lost = vi.fn<(device: unknown) => void>()
  media.on('lost', lost)
  await Promise.resolve()
  expect(lost.mock.calls).toEqual([[expect.objectContaining({ kind: 'video', label })]])
})

test('what was stopped from here is not lost', async () => {
  const media = open()
  await media.capture()
  const lost = vi.fn<() => void>()
  media.on('lost', lost)
  const camera = trackOf(media, 'video')
  media.stop('video')
  camera.dispatchEvent(new Event('ended'))
  media.stop()
  expect(lost).not.toHaveBeenCalled()
  expect([media.tracks.size, media.stream.getTracks()]).toEqual([0, []])
})

test('a lost camera is opened again when it is back, where that was asked for (F14)', async () => {
  const all = await navigator.mediaDevices.enumerateDevices()
  const connect = connectDevices(all)
  const media = open({ reacquire: { video: 'same-device' } })
  await media.capture()
  media.setMuted({ video: true })
  const camera = trackOf(media, 'video')
  const id = idOf(camera)
  const regained = nextRegained(media)

  connect(all.filter(({ kind }) => kind !== 'videoinput'))
  unplug(camera)
  await vi.waitFor(() => expect(connect.reads()).toBe(2))
  expect(media.tracks.has('video')).toBe(false)
  connect(all)
  const track = await regained
  expect(track).toBe(trackOf(media, 'video'))
  expect(track.getSettings().deviceId).toBe(id)
  expect(track.enabled).toBe(false)
  expect(media.lost.size).toBe(0)
})

test('another microphone may take the place of a lost one at once, where that was asked for (F14)', async () => {
  const all = await navigator.mediaDevices.enumerateDevices()
  const connect = connectDevices(all)
  const media = open({ reacquire: { audio: 'any-device' } })
  await media.capture({ audio: true })
  const microphone = trackOf(media, 'audio')
  const id = idOf(microphone)
  const regained = nextRegained(media)
  connect(all.filter(({ deviceId }) => deviceId !== id))
  unplug(microphone)
  expect((await regained).getSettings().deviceId).not.toBe(id)
})

test('a lost device that was stopped meanwhile does not come back by itself (F14)', async () => {
  const all = await navigator.mediaDevices.enumerateDevices()
  const connect = connectDevices(all)
  const media = open({ reacquire: { video: 'any-device' } })
  await media.capture({ video: true })
  connect([])
  unplug(trackOf(media, 'video'))
  media.stop()
  const gum = vi.spyOn(navigator.mediaDevices, 'getUserMedia')
  connect(all)
  const watch = await devices()
  await watch.refresh()
  expect(gum).not.toHaveBeenCalled()
  watch.close()
})

test('muted before it is opened, a microphone is opened muted', async () => {
  const media = open()
  media.setMuted({ audio: true })
  await media.capture({ audio: true })
  expect(trackOf(media, 'audio').enabled).toBe(false)
  media.setMuted({ audio: false })
  expect(trackOf(media, 'audio').enabled).toBe(true)
})

test('a stop while the browser asks gives up, and closes what the browser opens then', async () => {
  const media = open()
  const late = await captureMedia()
  let allow: (stream: MediaStream) => void = () => undefined
  const gum = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockReturnValue(new Promise((resolve) => (allow = resolve)))
  const asked = media.capture()
  await vi.waitFor(() => expect(gum).toHaveBeenCalled())
  media.stop()
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
  allow(late)
  await vi.waitFor(() => expect(late.getTracks().map(({ readyState }) => readyState)).toEqual(['ended', 'ended']))
  expect(media.tracks.size).toBe(0)
})

test('a device that the system holds back is told (F14)', async () => {
  const media = open()
  await media.capture({ audio: true })
  const told: unknown[] = []
  media.on('interrupted', (...values) => told.push(values))
  for (const type of ['mute', 'unmute']) trackOf(media, 'audio').dispatchEvent(new Event(type))
  expect(told).toEqual([
    ['audio', true],
    ['audio', false],
  ])
})

test('once closed, asking for more is the programmer\u2019s mistake', async () => {
  const media = open()
  media.close()
  media.close()
  await expect(media.capture()).rejects.toBeInstanceOf(TypeError)
})

function open(options?: LocalMediaOptions): LocalMedia {
  const media = localMedia(options)
  opened.push(media)
  return media
}

function trackOf(media: LocalMedia, kind: 'audio' | 'video'): MediaStreamTrack {
  const track = media.tracks.get(kind)
  if (track === undefined) throw new Error(`There is no ${kind} track.`)
  return track
}

function idOf(track: MediaStreamTrack): string {
  return track.getSettings().deviceId ?? ''
}

function record(media: LocalMedia): readonly TrackChange[] {
  const changes: TrackChange[] = []
  media.on('track', (change) => changes.push(change))
  return changes
}

function nextRegained(media: LocalMedia): Promise<MediaStreamTrack> {
  return new Promise((resolve) => media.on('regained', (_device, track) => resolve(track)))
}

async function otherMicrophone(track: MediaStreamTrack): Promise<string> {
  const watch = await devices()
  watch.close()
  const other = watch.list.microphones.find(({ id }) => id !== idOf(track))
  return other?.id ?? ''
}

test.each<[what: string, mistake: (media: LocalMedia) => unknown]>([
  ['capture(stream)', (media) => media.capture(new MediaStream() as never)],
  ['capture(null)', (media) => media.capture(null as never)],
  ['capture with another signal', (media) => media.capture({ audio: true }, { signal: new AbortController() as never })],
  ['use(camera)', (media) => media.use('camera' as never, 'id')],
  ['use without a device', (media) => media.use('video', undefined as never)],
  ['stop(camera)', (media) => media.stop('camera' as never)],
  ['sendTo(undefined)', (media) => media.sendTo(undefined as never)],
  ['sendTo with another word', (media) => media.sendTo({ senderOf: () => undefined } as never, { whenLost: 'stop' as never })],
])('%s is a TypeError that says what was expected, and opens and closes nothing', async (_what, mistake) => {
  const gum = vi.spyOn(navigator.mediaDevices, 'getUserMedia')
  const media = localMedia()
  const made = async () => mistake(media)
  await expect(made()).rejects.toThrow(/^`[\w.]+` must be /)
  expect([gum.mock.calls.length, media.tracks.size]).toEqual([0, 0])
  media.close()
  expect(() => localMedia({ reacquire: { audio: 'always' as never } })).toThrow(TypeError)
})
