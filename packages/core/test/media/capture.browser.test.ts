import { captureMedia, EarshotError, localMedia } from '@earshot/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { connectDevices } from './fake-devices.ts'

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

test.each([
  ['video', 'audioinput', /^No camera was found: connect one, or call captureMedia\(\{ audio: true \}\)\.$/],
  ['audio', 'videoinput', /^No microphone was found: connect one, or call captureMedia\(\{ video: true \}\)\.$/],
  [null, 'audiooutput', /^No camera or microphone was found: connect one, or try again\.$/],
])('where the %s device is missing, the error names it', async (kind, connected, message) => {
  connectDevices((await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === connected))
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('no', 'NotFoundError'))
  const error: unknown = await captureMedia().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'device-not-found', kind, message: expect.stringMatching(message) as unknown })
})

test('the error for one kind alone names it, whatever went wrong', async () => {
  const gum = vi.spyOn(navigator.mediaDevices, 'getUserMedia')
  for (const name of ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError', 'AbortError']) {
    gum.mockRejectedValueOnce(new DOMException('no', name)).mockRejectedValueOnce(new DOMException('no', name))
    await expect(captureMedia({ video: true })).rejects.toMatchObject({
      kind: 'video',
      message: expect.stringMatching(/camera/) as unknown,
    })
    await expect(captureMedia({ audio: true })).rejects.toMatchObject({
      kind: 'audio',
      message: expect.stringMatching(/microphone/) as unknown,
    })
  }
})

describe('with a fallback', () => {
  test.each([
    ['video', 'NotFoundError', 'device-not-found'],
    ['video', 'NotReadableError', 'device-in-use'],
    ['video', 'NotAllowedError', 'permission-denied'],
    ['audio', 'OverconstrainedError', 'over-constrained'],
    ['audio', 'AbortError', 'capture-failed'],
  ] as const)('what is there is opened where %s gives %s, and what is missing is told', async (kind, name, code) => {
    refuse(kind, name)
    const stream = await captureMedia({ fallback: true })
    expect(stream.getTracks().map((track) => track.kind)).toEqual([kind === 'video' ? 'audio' : 'video'])
    expect(stream.missing).toMatchObject([{ kind, error: { code, kind } }])
    for (const track of stream.getTracks()) track.stop()
  })

  test('nothing is missing where all is there, and nothing is opened that was not asked for', async () => {
    const both = await captureMedia({ fallback: true })
    expect([both.getTracks().length, both.missing]).toEqual([2, []])
    const microphone = await captureMedia({ audio: true, fallback: true })
    expect(microphone.getTracks().map(({ kind }) => kind)).toEqual(['audio'])
    for (const track of [...both.getTracks(), ...microphone.getTracks()]) track.stop()
  })

  test('only where nothing can be opened it is an error, that of both', async () => {
    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('no', 'NotReadableError'))
    await expect(captureMedia({ fallback: true })).rejects.toMatchObject({ code: 'device-in-use', kind: null })
    await expect(captureMedia({ video: true, fallback: true })).rejects.toMatchObject({ kind: 'video' })
  })

  test('a page that may open nothing is not asked again', async () => {
    const gum = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('no', 'SecurityError'))
    await expect(captureMedia({ fallback: true })).rejects.toMatchObject({ code: 'insecure-page' })
    expect(gum).toHaveBeenCalledTimes(1)
  })

  test('given up while the second is asked for, the first is closed again', async () => {
    const giveUp = new AbortController()
    const microphone = (await captureMedia({ audio: true })).getTracks()
    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation((wanted) => {
      if (wanted?.audio && wanted.video) return Promise.reject(new DOMException('no', 'NotFoundError'))
      if (wanted?.audio) return Promise.resolve(new MediaStream(microphone))
      giveUp.abort()
      return new Promise(() => undefined)
    })
    await expect(captureMedia({ fallback: true }, giveUp)).rejects.toMatchObject({ name: 'AbortError' })
    expect(microphone.map(({ readyState }) => readyState)).toEqual(['ended'])
  })

  test('a local media goes on with what is there, and opens the rest with a later capture', async () => {
    const media = localMedia()
    const here = refuse('video', 'NotFoundError')
    const opened = await media.capture({ fallback: true })
    expect(opened.map(({ kind }) => kind)).toEqual(['audio'])
    expect(opened.missing).toMatchObject([{ kind: 'video', error: { code: 'device-not-found' } }])
    // The microphone is open, and the camera is still missing.
    expect((await media.capture({ fallback: true })).missing).toMatchObject([{ kind: 'video' }])
    await expect(media.capture({ video: true, fallback: true })).rejects.toMatchObject({ kind: 'video' })
    here()
    expect((await media.capture({ fallback: true })).map(({ kind }) => kind)).toEqual(['video'])
    expect([...media.tracks.keys()].toSorted()).toEqual(['audio', 'video'])
    media.close()
  })

  test('it must be true or false', async () => {
    await expect(captureMedia({ fallback: 'yes' as never })).rejects.toThrow(/`fallback` must be true or false/)
    await expect(localMedia().capture({ fallback: 1 as never })).rejects.toThrow(TypeError)
  })
})

/** Makes the browser refuse one kind, alone and with the other, until the returned function is called. */
function refuse(kind: 'audio' | 'video', name: string): () => void {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  let refusing = true
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation((wanted) =>
    refusing && wanted?.[kind] ? Promise.reject(new DOMException('no', name)) : real(wanted),
  )
  return () => void (refusing = false)
}
