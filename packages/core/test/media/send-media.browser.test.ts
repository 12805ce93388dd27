import { connectLoopback, firstFrame, localMedia, type Call, type LocalMedia, type SendOptions } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

import { expectFrames, reaches } from '../room/support.ts'
import { unplug } from './fake-devices.ts'

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
  vi.restoreAllMocks()
})

test('in a call another camera is sent without negotiation, in the same media section', async () => {
  const { media, caller, callee } = await callWith()
  const remote = remoteVideo(callee)
  const sender = senderOf(caller, 'video')
  const old = media.tracks.get('video')
  const negotiated = vi.fn<() => void>()
  caller.peerConnection.addEventListener('signalingstatechange', negotiated)

  const track = await media.use('video', old?.getSettings().deviceId ?? '')
  expect(sender.track).toBe(track)
  expect(old?.readyState).toBe('ended')
  await expectFrames(remote)
  expect(remoteVideo(callee)).toBe(remote)
  expect(negotiated).not.toHaveBeenCalled()
})

test('a camera that is unplugged in a call goes on the other side too, and the sound goes on (F14)', async () => {
  const { media, caller, callee } = await callWith()
  const removed = new Promise<string>((resolve) => callee.on('track-removed', ({ track }) => resolve(track.kind)))
  const audioSender = senderOf(caller, 'audio')
  const microphone = audioSender.track
  unplug(media.tracks.get('video'))
  expect(await removed).toBe('video')
  expect([...callee.remoteTracks.values()].map(({ track }) => track.kind)).toEqual(['audio'])
  expect(audioSender.track).toBe(microphone)
  await expectMoreAudio(callee)

  const back = nextPicture(callee)
  await media.capture()
  await expectFrames(await back)
  expect(caller.peerConnection.getTransceivers()).toHaveLength(2)
})

test('a lost camera may be paused instead, and nothing is negotiated when it is back (F14)', async () => {
  const { media, caller, callee } = await callWith({ whenLost: 'pause' })
  media.sendTo(callee, { whenLost: 'pause' })
  const sender = senderOf(caller, 'video')
  const remote = remoteVideo(callee)
  const negotiated = vi.fn<() => void>()
  caller.peerConnection.addEventListener('signalingstatechange', negotiated)
  unplug(media.tracks.get('video'))
  await vi.waitFor(() => expect(sender.track).toBeNull())
  await media.capture()
  expect(sender.track).toBe(media.tracks.get('video'))
  await expectFrames(remote)
  expect(negotiated).not.toHaveBeenCalled()
})

test('a camera that is unplugged and back while the call is held is sent when it goes on (F14)', async () => {
  const { media, caller, callee } = await callWith()
  const held = new Promise<boolean>((resolve) => callee.on('remote-held', resolve))
  caller.hold()
  expect(await held).toBe(true)
  unplug(media.tracks.get('video'))
  await media.capture()
  const arrived = nextPicture(callee)
  caller.resume()
  await expectFrames(await arrived)
  expect(senderOf(caller, 'video').track).toBe(media.tracks.get('video'))
})

test('a camera that is opened during the call is sent, and not any more once it is stopped', async () => {
  const { media, callee } = await callWith({}, { audio: true })
  const arrived = nextPicture(callee)
  await media.capture()
  await expectFrames(await arrived)
  const removed = new Promise<string>((resolve) => callee.on('track-removed', ({ track }) => resolve(track.kind)))
  media.stop('video')
  expect(await removed).toBe('video')
})

test('a call that has ended holds nothing up', async () => {
  const { media, caller } = await callWith()
  const old = media.tracks.get('video')
  caller.hangUp()
  await media.use('video', old?.getSettings().deviceId ?? '')
  expect(old?.readyState).toBe('ended')
})

test('the first frame of a remote picture is told, with its size and time', async () => {
  const { callee } = await callWith()
  const video = Object.assign(document.createElement('video'), { muted: true })
  const before = performance.now()
  const first = firstFrame(video)
  video.srcObject = new MediaStream([remoteVideo(callee)])
  void video.play()
  const { at, width, height } = await first
  expect(at).toBeGreaterThan(before)
  expect([width, height]).toEqual([video.videoWidth, video.videoHeight])
  expect(width).toBeGreaterThan(0)
})

test('waiting for the first frame can be given up', async () => {
  const giveUp = new AbortController()
  const waiting = firstFrame(document.createElement('video'), giveUp)
  giveUp.abort(new Error('no more'))
  await expect(waiting).rejects.toThrow('no more')
})

interface Connected {
  readonly media: LocalMedia
  readonly caller: Call
  readonly callee: Call
}

async function callWith(options?: SendOptions, wanted?: MediaStreamConstraints): Promise<Connected> {
  const media = localMedia()
  await media.capture(wanted)
  const [caller, callee] = await connectLoopback({ stream: media.stream })
  media.sendTo(caller, options)
  cleanUps.push(
    () => caller.hangUp(),
    () => media.close(),
  )
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { media, caller, callee }
}

function senderOf(call: Call, kind: string): RTCRtpSender {
  const sender = call.peerConnection.getSenders().find(({ track }) => track?.kind === kind)
  if (sender === undefined) throw new Error(`No ${kind} is sent.`)
  return sender
}

function remoteVideo(call: Call): MediaStreamTrack {
  const remote = [...call.remoteTracks.values()].find(({ track }) => track.kind === 'video')
  if (remote === undefined) throw new Error('No picture arrives.')
  return remote.track
}

/** The next one that is not there yet. */
function nextPicture(call: Call): Promise<MediaStreamTrack> {
  const known = new Set(call.remoteTracks.values())
  return new Promise((resolve) => {
    call.on('track', (remote) => remote.track.kind === 'video' && !known.has(remote) && resolve(remote.track))
  })
}

/** Waits until more sound has arrived than there was. */
async function expectMoreAudio(call: Call): Promise<void> {
  const received = async (): Promise<number> => {
    const report: Iterable<{ type: string; kind?: string; packetsReceived?: number }> = (
      await call.peerConnection.getStats()
    ).values()
    return [...report].find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio')?.packetsReceived ?? 0
  }
  const before = await received()
  await vi.waitFor(async () => expect(await received()).toBeGreaterThan(before + 5), { timeout: 5_000 })
}
