import {
  captureMedia,
  connectLoopback,
  devices,
  firstFrame,
  joinRoom,
  memoryTransport,
  mesh,
  playTrack,
  setSpeaker,
  watchLevel,
} from '@earshot/core'
import { expect, test } from 'vitest'

import { pictureTrack, toneTrack } from '../room/support.ts'

const stream = new MediaStream() as never
const nothing = undefined as never
const room = () => joinRoom({ signaling: memoryTransport(), room: 'test' })

test.each<[what: string, use: () => unknown, message: string]>([
  [
    'captureMedia(stream)',
    () => captureMedia(stream),
    '`constraints` must be an object such as { audio: true, video: true }; got a MediaStream.',
  ],
  [
    'captureMedia with another signal',
    () => captureMedia({ audio: true }, { signal: 1 as never }),
    '`signal` must be an AbortSignal; got 1.',
  ],
  ['devices with another signal', () => devices({ signal: 'now' as never }), '`signal` must be an AbortSignal; got "now".'],
  [
    'firstFrame(track)',
    () => firstFrame(pictureTrack() as never),
    '`video` must be an audio or video element; got a CanvasCaptureMediaStreamTrack.',
  ],
  ['playTrack(undefined)', () => playTrack(nothing), '`element` must be an audio or video element; got undefined.'],
  [
    'playTrack(element, stream)',
    () => playTrack(document.createElement('audio'), stream),
    '`track` must be a MediaStreamTrack; got a MediaStream.',
  ],
  [
    'play(stream)',
    () => playTrack(document.createElement('audio')).play(stream),
    '`track` must be a MediaStreamTrack; got a MediaStream.',
  ],
  [
    'setSpeaker(element)',
    () => setSpeaker(document.createElement('audio'), nothing),
    "`deviceId` must be the id of a speaker, or ''; got undefined.",
  ],
  ['watchLevel(picture)', () => watchLevel(pictureTrack(), () => undefined), '`track` must be an audio track; got one of video.'],
  ['watchLevel(track)', () => watchLevel(toneTrack(), nothing), '`listener` must be a function; got undefined.'],
  [
    'watchLevel at once',
    () => watchLevel(toneTrack(), () => undefined, { intervalMs: 0 }),
    '`intervalMs` must be greater than 0; got 0.',
  ],
  [
    'connectLoopback(stream)',
    () => connectLoopback(stream),
    '`options` must be an object such as { stream }; got a MediaStream.',
  ],
  [
    'connectLoopback with another signal',
    () => connectLoopback({ signal: new AbortController() as never }),
    '`signal` must be an AbortSignal; got an AbortController.',
  ],
  ['mesh(undefined)', () => mesh(nothing), '`room` must be a Room, as joinRoom returns it; got undefined.'],
  ['mesh(promise)', () => mesh(room() as never), '`room` must be a Room, as joinRoom returns it; got a Promise.'],
  [
    'mesh(room, stream)',
    async () => mesh(await room(), stream),
    '`options` must be an object such as { stream, maxPeers: 4 }; got a MediaStream.',
  ],
  ['mesh of none', async () => mesh(await room(), { maxPeers: 0 }), '`maxPeers` must be greater than 0; got 0.'],
])('%s is a TypeError that says what was expected', async (_what, use, message) => {
  const used = async () => use()
  await expect(used()).rejects.toThrow(new TypeError(message))
})
