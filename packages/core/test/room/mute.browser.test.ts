import { joinRoom, localMedia, memoryTransport, mesh, type Call, type CallMedia, type LocalMedia, type Room } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

import { unplug } from '../media/fake-devices.ts'
import { expectNeverHeard, expectSilence, expectSound, listenTo } from './hearing.ts'
import { expectBlack, expectFrames, pictureTrack, reaches, syntheticStream, toneTrack } from './support.ts'

/** The machine may be busy. */
const patient = { timeout: 15_000 }

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanUps.splice(0).map((cleanUp) => cleanUp()))
  vi.restoreAllMocks()
})

test('a microphone that the page has disabled stays off in a call that is accepted with it', async () => {
  const stream = syntheticStream()
  const microphone = audioOf(stream)
  microphone.enabled = false
  const { caller } = await talk({}, { stream })
  await expectNeverHeard(caller)
  microphone.enabled = true
  await expectSound(caller)
})

test('a microphone that was muted with its local media stays off in a call that is accepted with it', async () => {
  const media = await microphoneOf()
  media.setMuted({ audio: true })
  const { caller } = await talk({}, { stream: media.stream })
  await expectNeverHeard(caller)
  media.setMuted({ audio: false })
  await expectSound(caller)
})

test.each(['local media', 'call'])('a microphone that takes the place of one that the %s has muted is silent', async (muting) => {
  const media = await microphoneOf()
  const { caller, callee } = await talk({ stream: media.stream })
  media.sendTo(caller)
  const mute = (audio: boolean) => (muting === 'call' ? caller.setMuted({ audio }) : media.setMuted({ audio }))
  await expectSound(callee)
  mute(true)
  await expectSilence(callee)
  await media.use('audio', trackOf(media).getSettings().deviceId ?? '')
  await expectSilence(callee)
  mute(false)
  await expectSound(callee)
})

test('a microphone that the page has disabled stays off when its local media opens another in its place', async () => {
  const media = await microphoneOf()
  const { caller, callee } = await talk({ stream: media.stream })
  media.sendTo(caller)
  trackOf(media).enabled = false
  await expectSilence(callee)
  await media.use('audio', trackOf(media).getSettings().deviceId ?? '')
  expect(trackOf(media).enabled).toBe(false)
  await expectSilence(callee)
  trackOf(media).enabled = true
  await expectSound(callee)
})

test.each(['page', 'local media', 'call'])('a lost microphone that the %s has muted comes back as silent', async (muting) => {
  const media = await microphoneOf({ reacquire: { audio: 'any-device' } })
  const { caller, callee } = await talk({ stream: media.stream })
  media.sendTo(caller)
  const mute = (audio: boolean) => {
    if (muting === 'page') trackOf(media).enabled = !audio
    else if (muting === 'call') caller.setMuted({ audio })
    else media.setMuted({ audio })
  }
  mute(true)
  const regained = new Promise((resolve) => media.on('regained', resolve))
  const back = new Promise((resolve) => callee.on('track', resolve))
  unplug(trackOf(media))
  await regained
  await back
  await expectSilence(callee)
  mute(false)
  await expectSound(callee)
})

test('a microphone that the page has disabled stays off when other tracks are added, replaced, removed and muted', async () => {
  const stream = syntheticStream()
  const microphone = audioOf(stream)
  const { caller, callee } = await talk({ stream })
  microphone.enabled = false
  await expectSilence(callee)
  const sender = caller.addTrack(pictureTrack())
  await expect.poll(() => callee.remoteTracks.size, patient).toBe(3)
  await expectSilence(callee)
  await caller.replaceTrack(sender, pictureTrack())
  caller.setMuted({ audio: true, video: true })
  caller.setMuted({ audio: false, video: false })
  caller.removeTrack(sender)
  await expect.poll(() => callee.remoteTracks.size, patient).toBe(2)
  await expectSilence(callee)
  microphone.enabled = true
  await expectSound(callee)
})

test('what the page does to a track while it is muted counts once it is not', async () => {
  const stream = syntheticStream(['audio'])
  const microphone = audioOf(stream)
  const { caller, callee } = await talk({ stream })
  caller.setMuted({ audio: true })
  microphone.enabled = true
  expect(microphone.enabled).toBe(false)
  await expectSilence(callee)
  microphone.enabled = false
  caller.setMuted({ audio: false })
  await expectSilence(callee)
  microphone.enabled = true
  await expectSound(callee)
})

test('in a mesh whoever is muted is so for a newcomer, from the first packet on', async () => {
  const signaling = memoryTransport()
  const [hall, office] = [await join(signaling, 'hall'), await join(signaling, 'office')]
  const meeting = mesh(hall, { stream: syntheticStream() })
  meeting.setMuted({ audio: true }) // before there is any call
  mesh(office, { stream: syntheticStream() })
  await expect.poll(() => office.calls.get('hall')?.remoteMuted.audio, patient).toBe(true)
  const kitchen = await join(signaling, 'kitchen')
  mesh(kitchen, { stream: syntheticStream() }).on('call', listenTo)
  await expect.poll(() => kitchen.calls.get('hall')?.remoteMuted, patient).toEqual({ audio: true, video: false })
  const heard = [office, kitchen].map((room) => callIn(room, 'hall'))
  for (const call of heard) await expectNeverHeard(call)
  meeting.setMuted({ audio: false })
  for (const call of heard) await expectSound(call)
  expect(heard.map(({ remoteMuted }) => remoteMuted.audio)).toEqual([false, false])
})

test('a peer that is muted in every call of a mesh is not heard again when somebody joins', async () => {
  const signaling = memoryTransport()
  const [hall, office] = [await join(signaling, 'hall'), await join(signaling, 'office')]
  const meeting = mesh(hall, { stream: syntheticStream() })
  mesh(office, { stream: syntheticStream() })
  await expect.poll(() => office.calls.get('hall')?.state, patient).toBe('connected')
  for (const call of meeting.calls.values()) call.setMuted({ audio: true })
  const kitchen = await join(signaling, 'kitchen')
  mesh(kitchen, { stream: syntheticStream() }).on('call', listenTo)
  await expect.poll(() => kitchen.calls.get('hall')?.state, patient).toBe('connected')
  await expectSilence(callIn(office, 'hall'))
  expect(callIn(office, 'hall').remoteMuted.audio).toBe(true)
})

test('a call that mutes another kind does not undo what another call has muted', async () => {
  const stream = syntheticStream()
  const { calls, heard } = await talkToMany(stream, 2)
  calls[0]?.setMuted({ audio: true })
  calls[1]?.setMuted({ video: true })
  for (const call of heard) await expectSilence(call)
  calls[1]?.setMuted({ video: false, audio: false })
  for (const call of heard) await expectSilence(call)
  calls[0]?.setMuted({ audio: false })
  for (const call of heard) await expectSound(call)
})

test('of three calls with one microphone, one that ends or lets it go has no say any more', async () => {
  const stream = syntheticStream(['audio'])
  const { calls, heard } = await talkToMany(stream, 3)
  const [first, second, third] = calls
  first?.setMuted({ audio: true })
  second?.setMuted({ audio: true })
  first?.hangUp()
  expect(audioOf(stream).enabled).toBe(false)
  await expectSilence(heard[2] ?? raise())
  const sender = second?.senderOf(audioOf(stream)) ?? raise()
  second?.removeTrack(sender)
  expect(audioOf(stream).enabled).toBe(true)
  await expectSound(heard[2] ?? raise())
  third?.setMuted({ audio: true })
  await expectSilence(heard[2] ?? raise())
  third?.hangUp()
  expect(audioOf(stream).enabled).toBe(true)
  third?.setMuted({ audio: true })
  expect(audioOf(stream).enabled).toBe(true)
})

test('a muted call is silent when its track is taken away and another takes its place', async () => {
  const stream = syntheticStream(['audio'])
  const { caller, callee } = await talk({ stream })
  const sender = caller.senderOf(audioOf(stream)) ?? raise()
  caller.setMuted({ audio: true })
  await caller.replaceTrack(sender, null)
  expect(audioOf(stream).enabled).toBe(true)
  const other = toneTrack()
  await caller.replaceTrack(sender, other)
  await expectSilence(callee)
  await caller.replaceTrack(sender, audioOf(stream))
  expect(other.enabled).toBe(true)
  await expectSilence(callee)
  caller.setMuted({ audio: false })
  await expectSound(callee)
})

test('a muted call is silent over the connection that takes the place of its own', async () => {
  const { caller, callee } = await talk({ stream: syntheticStream(['audio']) })
  caller.setMuted({ audio: true })
  const before = callee.peerConnection
  const refuse = () => Promise.reject(new DOMException('no', 'OperationError'))
  callee.peerConnection.setRemoteDescription = refuse
  caller.addTrack(pictureTrack())
  await expect.poll(() => callee.peerConnection === before, patient).toBe(false)
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  await expectNeverHeard(callee)
  caller.setMuted({ audio: false })
  await expectSound(callee)
})

test('an incoming call that is muted before it is accepted is silent from the first packet on, and the other side is told', async () => {
  const { caller, callee } = await talk({}, { stream: syntheticStream() }, (ringing) => ringing.setMuted({ audio: true }))
  await expect.poll(() => caller.remoteMuted, patient).toEqual({ audio: true, video: false })
  await expectNeverHeard(caller)
  callee.setMuted({ audio: false })
  await expectSound(caller)
})

test('an outgoing call that is muted before it is accepted is silent from the first packet on, and the other side is told', async () => {
  const { hall, office } = await two()
  const caller = hall.call('office', { stream: syntheticStream() })
  caller.setMuted({ audio: true })
  const callee = await accepted(office, {})
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  await expect.poll(() => callee.remoteMuted, patient).toEqual({ audio: true, video: false })
  await expectNeverHeard(callee)
})

test('a room that goes on unmuted leaves muted what a call has muted itself', async () => {
  const stream = syntheticStream()
  const { caller, callee, hall } = await talk({ stream })
  caller.setMuted({ audio: true })
  hall.setMuted({ audio: true, video: true })
  await expect.poll(() => callee.remoteMuted, patient).toEqual({ audio: true, video: true })
  hall.setMuted({ audio: false })
  hall.setMuted({ video: false })
  await expect.poll(() => callee.remoteMuted, patient).toEqual({ audio: true, video: false })
  await expectSilence(callee)
  caller.setMuted({ audio: false })
  await expectSound(callee)
  expect(callee.remoteMuted.audio).toBe(false)
})

test('a muted camera is black, also the one that takes its place', async () => {
  const [first, second] = [pictureTrack(), pictureTrack()]
  const { caller, callee } = await talk({ stream: new MediaStream([first]) })
  await expect.poll(() => callee.remoteTracks.size, patient).toBe(1)
  const [remote] = [...callee.remoteTracks.values()]
  const picture = remote?.track ?? raise()
  await expectFrames(picture)
  caller.setMuted({ video: true })
  await expectBlack(picture)
  await caller.replaceTrack(caller.senderOf(first) ?? raise(), second)
  await expectBlack(picture)
})

test.each([
  [{ audio: 'yes' }, /`muted\.audio` must be true or false/],
  [{ microphone: true }, /'audio' or 'video'/],
  ['audio', /an object such as/],
  [undefined, /an object such as/],
])('muting %j is the programmer\u2019s mistake, and changes nothing', async (wrong, message) => {
  const { hall } = await two()
  const stream = syntheticStream()
  const call = hall.call('office', { stream })
  const media = localMedia()
  for (const target of [call, hall, mesh(hall), media]) {
    expect(() => target.setMuted(wrong as never)).toThrow(TypeError)
    expect(() => target.setMuted(wrong as never)).toThrow(message)
  }
  expect(audioOf(stream).enabled).toBe(true)
})

function raise(): never {
  throw new Error('It should be there.')
}

async function join(signaling: ReturnType<typeof memoryTransport>, peerId: string): Promise<Room> {
  const room = await joinRoom({ signaling, room: 'mute', peerId, name: peerId })
  cleanUps.push(() => room.leave())
  return room
}

async function two() {
  const signaling = memoryTransport()
  const [hall, office] = [await join(signaling, 'hall'), await join(signaling, 'office')]
  await expect.poll(() => hall.peers.has('office'), patient).toBe(true)
  return { hall, office }
}

/** A call that both are in. */
async function talk(out: CallMedia, back: CallMedia = {}, ringing: (call: Call) => void = () => undefined) {
  const { hall, office } = await two()
  const answered = accepted(office, back, ringing)
  const caller = listenTo(hall.call('office', out))
  const callee = await answered
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { hall, caller, callee }
}

function accepted(room: Room, media: CallMedia, ringing: (call: Call) => void = () => undefined): Promise<Call> {
  return new Promise((resolve) => {
    room.on('incoming-call', (call) => {
      ringing(listenTo(call))
      call.accept(media)
      resolve(call)
    })
  })
}

/** Calls that send the same stream, and what hears each. */
async function talkToMany(stream: MediaStream, many: number) {
  const signaling = memoryTransport()
  const hall = await join(signaling, 'hall')
  const calls: Call[] = []
  const heard: Call[] = []
  for (let index = 0; index < many; index += 1) {
    const name = `office-${index}`
    const office = await join(signaling, name)
    await expect.poll(() => hall.peers.has(name), patient).toBe(true)
    const answered = accepted(office, {})
    const call = hall.call(name, { stream })
    heard.push(await answered)
    calls.push(call)
    await reaches(call, 'connected')
  }
  return { calls, heard }
}

async function microphoneOf(options?: Parameters<typeof localMedia>[0]): Promise<LocalMedia> {
  // The browser's own fake microphone beeps once a second: a tone is heard in every window.
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(() => {
    const track = toneTrack()
    track.getSettings = () => ({ deviceId: 'tone' })
    return Promise.resolve(new MediaStream([track]))
  })
  const media = localMedia(options)
  cleanUps.push(() => media.close())
  await media.capture({ audio: true })
  return media
}

function trackOf(media: LocalMedia): MediaStreamTrack {
  return media.tracks.get('audio') ?? raise()
}

function audioOf(stream: MediaStream): MediaStreamTrack {
  return stream.getAudioTracks()[0] ?? raise()
}

function callIn(room: Room, peerId: string): Call {
  return room.calls.get(peerId) ?? raise()
}
