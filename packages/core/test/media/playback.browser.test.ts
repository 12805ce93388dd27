import { canChooseSpeaker, captureMedia, playTrack, setSpeaker, watchLevel, type PlaybackState } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

import { pictureTrack, toneTrack } from '../room/support.ts'

afterEach(() => vi.restoreAllMocks())

test('sound plays in its own element, and another track takes its place', async () => {
  const audio = new Audio()
  const playback = playTrack(audio, toneTrack())
  await reachesState(playback, 'playing')
  const next = toneTrack()
  playback.play(next)
  expect(playback.state).toBe('starting')
  await reachesState(playback, 'playing')
  expect(audio.srcObject).toMatchObject({ active: true })
  expect(tracksIn(audio)).toEqual([next])
  playback.play(null)
  expect([playback.state, audio.srcObject]).toEqual(['idle', null])
})

test('a picture plays muted, so that no browser holds it back', async () => {
  const video = document.createElement('video')
  const playback = playTrack(video, pictureTrack())
  expect([video.muted, video.playsInline, video.autoplay]).toEqual([true, true, true])
  await reachesState(playback, 'playing')
  playback.close()
  playback.close()
  expect(video.srcObject).toBeNull()
})

test('sound that the browser holds back is told, and plays after a gesture', async () => {
  const audio = new Audio()
  const blocked = vi.spyOn(audio, 'play').mockRejectedValue(new DOMException('a gesture first', 'NotAllowedError'))
  const playback = playTrack(audio, toneTrack())
  const states: PlaybackState[] = []
  playback.on('state', (state) => states.push(state))
  await reachesState(playback, 'blocked')
  blocked.mockRestore()
  playback.resume()
  await reachesState(playback, 'playing')
  expect(states).toEqual(['blocked', 'starting', 'playing'])
})

test('a track that is exchanged while it starts is not taken for blocked', async () => {
  const playback = playTrack(new Audio(), toneTrack())
  const states: PlaybackState[] = []
  playback.on('state', (state) => states.push(state))
  playback.play(toneTrack())
  await reachesState(playback, 'playing')
  expect(states).not.toContain('blocked')
  expect(states).not.toContain('paused')
})

test('an element that the system pauses is told, and resumed', async () => {
  const audio = new Audio()
  const playback = playTrack(audio, toneTrack())
  await reachesState(playback, 'playing')
  audio.pause()
  await reachesState(playback, 'paused')
  playback.resume()
  await reachesState(playback, 'playing')
})

test('the speaker is chosen where the browser can, and an unknown one is told', async () => {
  expect(canChooseSpeaker()).toBe(true)
  const audio = new Audio()
  await setSpeaker(audio, '')
  await expect(playTrack(audio).setSpeaker('no such speaker')).rejects.toMatchObject({ code: 'device-not-found' })
})

test('a browser that cannot choose the speaker says so', async () => {
  const descriptor = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'setSinkId')
  Reflect.deleteProperty(HTMLMediaElement.prototype, 'setSinkId')
  try {
    expect(canChooseSpeaker()).toBe(false)
    await expect(setSpeaker(new Audio(), 'any')).rejects.toMatchObject({ code: 'unsupported' })
  } finally {
    Object.defineProperty(HTMLMediaElement.prototype, 'setSinkId', descriptor ?? {})
  }
})

test('the level of a microphone is told until it is not wanted any more', async () => {
  const stream = await captureMedia({ audio: true })
  const [track] = stream.getAudioTracks()
  if (track === undefined) throw new Error('There is no microphone.')
  const levels: (number | null)[] = []
  const stop = watchLevel(track, (level) => levels.push(level), { intervalMs: 20 })
  // Chromium's fake microphone beeps.
  await vi.waitFor(() => expect(levels.some((level) => level !== null && level > -60 && level <= 0)).toBe(true), {
    timeout: 5_000,
  })
  stop()
  stop()
  track.stop()
})

function reachesState(playback: ReturnType<typeof playTrack>, state: PlaybackState): Promise<void> {
  return vi.waitFor(() => expect(playback.state).toBe(state))
}

function tracksIn(element: HTMLMediaElement): readonly MediaStreamTrack[] {
  return element.srcObject instanceof MediaStream ? element.srcObject.getTracks() : []
}
