import { captureMedia, EarshotError } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => vi.restoreAllMocks())

test('camera and microphone are opened', async () => {
  const stream = await captureMedia()
  expect(
    stream
      .getTracks()
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['audio', 'video'])
  for (const track of stream.getTracks()) track.stop()
})

test.each([
  ['NotAllowedError', 'permission-denied'],
  ['NotFoundError', 'device-not-found'],
  ['NotReadableError', 'device-in-use'],
  ['SecurityError', 'insecure-page'],
  ['AbortError', 'capture-failed'],
])('%s is told as %s, with what to do (F15)', async (name, code) => {
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('no', name))
  const error = await captureMedia().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EarshotError)
  expect(error).toMatchObject({ code })
})

test('more than the camera can do is told as over-constrained, by the real browser (F15)', async () => {
  await expect(captureMedia({ video: { width: { exact: 100_000 } } })).rejects.toMatchObject({ code: 'over-constrained' })
})

test('malformed constraints are the programmer\u2019s mistake', async () => {
  await expect(captureMedia({ audio: false, video: false })).rejects.toBeInstanceOf(TypeError)
})

test('a page that may not open devices at all says so (F15)', async () => {
  vi.spyOn(navigator, 'mediaDevices', 'get').mockReturnValue(undefined as never)
  await expect(captureMedia()).rejects.toMatchObject({ code: 'insecure-page' })
})
