import { connectLoopback, type Call, type TrackOptions } from '@earshot/core'
import { afterEach, expect, test } from 'vitest'

import { pictureTrack, reaches, syntheticStream } from './support.ts'

const calls: Call[] = []
afterEach(() => {
  for (const call of calls.splice(0)) call.hangUp()
})

async function talk(stream = syntheticStream()) {
  const pair = await connectLoopback({ stream })
  calls.push(...pair)
  const [caller, callee] = pair
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  const [microphone] = stream.getAudioTracks()
  const [camera] = stream.getVideoTracks()
  if (microphone === undefined || camera === undefined) throw new Error('The stream has both.')
  return { caller, callee, microphone, camera }
}

function senderOf(call: Call, track: MediaStreamTrack): RTCRtpSender {
  const sender = call.senderOf(track)
  if (sender === undefined) throw new Error('The track is sent.')
  return sender
}

const encoding = (call: Call, track: MediaStreamTrack) => call.senderOf(track)?.getParameters().encodings[0]

/** Calls the same peer over another connection, because the browser refuses the present one's descriptions. */
async function makeAnew(call: Call): Promise<void> {
  const old = call.peerConnection
  old.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  call.preferCodecs({})
  await expect.poll(() => call.peerConnection !== old && call.state, { timeout: 15_000 }).toBe('connected')
}

test('limits belong to the track: a new connection, a pause and another track in its place keep them', async () => {
  const { caller, camera } = await talk()
  caller.configure(camera, { maxBitrate: 300_000, maxFramerate: 12, degradationPreference: 'maintain-resolution' })
  caller.configure(camera, { scaleResolutionDownBy: 2 })
  const limits = { maxBitrate: 300_000, maxFramerate: 12, scaleResolutionDownBy: 2 }
  await expect.poll(() => encoding(caller, camera)).toMatchObject(limits)

  await makeAnew(caller)
  await expect.poll(() => encoding(caller, camera)).toMatchObject(limits)
  expect(senderOf(caller, camera).getParameters().degradationPreference).toBe('maintain-resolution')

  const other = pictureTrack()
  const sender = senderOf(caller, camera)
  await caller.replaceTrack(sender, null)
  await caller.replaceTrack(sender, other)
  await makeAnew(caller)
  await expect.poll(() => encoding(caller, other)).toMatchObject(limits)

  caller.configure(other, { maxBitrate: null, scaleResolutionDownBy: null, degradationPreference: null })
  await expect.poll(() => encoding(caller, other)?.maxBitrate).toBeUndefined()
  expect(encoding(caller, other)).toMatchObject({ maxFramerate: 12 })
  expect(encoding(caller, other)?.scaleResolutionDownBy ?? 1).toBe(1)
  expect(senderOf(caller, other).getParameters().degradationPreference).toBeUndefined()
})

test('limits of a removed track are not those of the next one in its section', async () => {
  const { caller, camera } = await talk()
  caller.configure(camera, { maxBitrate: 100_000 })
  await expect.poll(() => encoding(caller, camera)?.maxBitrate).toBe(100_000)
  const sender = senderOf(caller, camera)
  caller.removeTrack(sender)
  await expect.poll(() => caller.peerConnection.getTransceivers()[1]?.currentDirection).toBe('recvonly')
  const screen = pictureTrack()
  expect(caller.addTrack(screen)).toBe(sender)
  await expect.poll(() => encoding(caller, screen)?.maxBitrate).toBeUndefined()
})

test('limits that the browser refuses are told again with the next description', async () => {
  const { caller, camera } = await talk()
  const sender = senderOf(caller, camera)
  const refuse = (): Promise<void> => Promise.reject(new DOMException('busy', 'InvalidStateError'))
  sender.setParameters = refuse
  caller.configure(camera, { maxBitrate: 200_000 })
  caller.configure(camera, { maxBitrate: 250_000 })
  await caller.peerConnection.getStats()
  expect(encoding(caller, camera)?.maxBitrate).toBeUndefined()
  Reflect.deleteProperty(sender, 'setParameters')
  caller.preferCodecs({ video: ['video/VP8'] })
  await expect.poll(() => encoding(caller, camera)?.maxBitrate).toBe(250_000)
})

test('a scalability mode is told, and one that the codec has not got does not keep the limits back', async () => {
  const { caller, camera } = await talk()
  caller.configure(camera, { maxBitrate: 400_000, encodings: [{ scalabilityMode: 'L1T3', priority: 'high' }] })
  await expect
    .poll(() => encoding(caller, camera))
    .toMatchObject({ maxBitrate: 400_000, scalabilityMode: 'L1T3', priority: 'high' })
  caller.configure(camera, { maxBitrate: 350_000, encodings: [{ scalabilityMode: 'L9T9' }] })
  await expect.poll(() => encoding(caller, camera)).toMatchObject({ maxBitrate: 350_000, priority: 'low' })
})

test('the kind of content is the track’s, and goes over to what replaces it', async () => {
  const { caller, camera } = await talk()
  caller.configure(camera, { contentHint: 'detail' })
  expect(camera.contentHint).toBe('detail')
  const other = pictureTrack()
  await caller.replaceTrack(senderOf(caller, camera), other)
  expect(other.contentHint).toBe('detail')
  caller.configure(other, { contentHint: null })
  expect(other.contentHint).toBe('')
})

test('a label goes over to what replaces the track, unless that has one', async () => {
  const { caller, callee, camera } = await talk()
  const labels = () => [...callee.remoteTracks.values()].flatMap(({ track, label }) => (track.kind === 'video' ? [label] : []))
  caller.configure(camera, { label: 'door' })
  await expect.poll(labels).toEqual(['door'])
  const other = pictureTrack()
  const sender = senderOf(caller, camera)
  await caller.replaceTrack(sender, other)
  caller.configure(other, { maxBitrate: 100_000 })
  await makeAnew(caller)
  await expect.poll(labels).toEqual(['door'])
})

const wrong: ReadonlyArray<[kind: 'audio' | 'video', options: unknown, message: RegExp]> = [
  ['video', undefined, /must be an object/],
  ['video', { maxBitrate: 0 }, /`maxBitrate` must be a whole number greater than 0/],
  ['video', { maxBitrate: '300000' }, /`maxBitrate`/],
  ['video', { maxFramerate: NaN }, /`maxFramerate` must be greater than 0/],
  ['video', { scaleResolutionDownBy: 0.5 }, /`scaleResolutionDownBy` must be a number from 1/],
  ['video', { bitrate: 1 }, /must have no other members than label, maxBitrate/],
  ['video', { degradationPreference: 'smooth' }, /`degradationPreference` must be 'balanced' or/],
  ['video', { contentHint: 'music' }, /`contentHint` must be '' or 'motion'/],
  ['video', { encodings: [] }, /`encodings` must be a list of one encoding/],
  ['video', { encodings: [{}, {}] }, /`encodings` must be a list of one encoding/],
  ['video', { encodings: [{ scalabilityMode: 'best' }] }, /`scalabilityMode` must be a mode such as 'L1T3'/],
  ['video', { encodings: [{ codec: 'VP8' }] }, /`encodings` must have no other members/],
  ['video', { label: 'x'.repeat(65) }, /`label` must be a string of up to 64 characters/],
  ['video', { audio: { stereo: true } }, /`audio` must be for audio/],
  ['audio', { maxFramerate: 10 }, /`maxFramerate` must be for video/],
  ['audio', { contentHint: 'detail' }, /`contentHint` must be '' or 'speech'/],
  ['audio', { audio: { stereo: 'yes' } }, /`stereo` must be true or false/],
  ['audio', { audio: { dtx: true, mono: true } }, /`audio` must have no other members than stereo, dtx, fec, red/],
  ['audio', { audio: true }, /`audio` must be an object/],
]

test.each(wrong)('of a track of %s, %j is refused before anything changes', async (kind, options, message) => {
  const { caller, microphone, camera } = await talk()
  const track = kind === 'audio' ? microphone : camera
  const before = encoding(caller, track)
  expect(() => caller.configure(track, options as TrackOptions)).toThrow(TypeError)
  expect(() => caller.configure(track, options as TrackOptions)).toThrow(message)
  await caller.peerConnection.getStats()
  expect(encoding(caller, track)).toEqual(before)
})

test('a track that the call does not send is refused, and so is what is no track', async () => {
  const { caller, camera } = await talk()
  expect(() => caller.configure(pictureTrack(), {})).toThrow('`track` must be sent by this call: add it first.')
  expect(() => caller.configure(senderOf(caller, camera) as never, {})).toThrow('`track` must be a MediaStreamTrack')
  caller.hangUp()
  expect(() => caller.configure(camera, {})).toThrow(TypeError)
})

test('receivers keep the delay they were given, those that come later and those of a new connection too', async () => {
  const { caller, callee } = await talk()
  const targets = () =>
    callee.peerConnection.getReceivers().map(({ track, jitterBufferTarget }) => [track.kind, jitterBufferTarget])
  callee.setJitterBufferTarget({ audio: 300 })
  callee.setJitterBufferTarget({ video: 150 })
  expect(targets()).toEqual([
    ['audio', 300],
    ['video', 150],
  ])
  caller.addTrack(pictureTrack())
  await expect.poll(() => targets()[2]).toEqual(['video', 150])
  await makeAnew(caller)
  await expect.poll(targets).toEqual([
    ['audio', 300],
    ['video', 150],
    ['video', 150],
  ])
  callee.setJitterBufferTarget({ audio: null })
  expect(targets()[0]).toEqual(['audio', null])
  for (const targetMs of [-1, 4_001, NaN, '200'])
    expect(() => callee.setJitterBufferTarget({ audio: targetMs as number })).toThrow('`audio` must be a number of milliseconds')
})
