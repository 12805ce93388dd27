import { connectLoopback, joinRoom, memoryTransport, type Call, type Room } from '@earshot/core'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

import { expectFrames, pictureTrack, reaches, syntheticStream, toneTrack } from './support.ts'

const rooms: Room[] = []
const calls: Call[] = []
const undo: (() => void)[] = []
const allowAll = () => {
  for (const step of undo.splice(0)) step()
}
afterEach(async () => {
  allowAll()
  vi.restoreAllMocks()
  for (const call of calls.splice(0)) call.hangUp()
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

async function ring() {
  const signaling = memoryTransport()
  const join = async (peerId: string) => {
    const room = await joinRoom({ signaling, room: 'test', peerId })
    rooms.push(room)
    return room
  }
  const [one, other] = [await join('hall'), await join('office')]
  await expect.poll(() => one.peers.has('office')).toBe(true)
  const ringing = new Promise<Call>((resolve) => other.on('incoming-call', resolve))
  const caller = one.call('office', { stream: syntheticStream() })
  return { caller, callee: await ringing }
}

async function talk(options: Parameters<typeof connectLoopback>[0] = { stream: syntheticStream() }) {
  const [caller, callee] = await connectLoopback(options)
  calls.push(caller, callee)
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { caller, callee }
}

/** Another connection takes the place of the present one, because the browser refuses to negotiate on this one. */
async function rebuilt({ caller, callee }: { readonly caller: Call; readonly callee: Call }): Promise<void> {
  const old = caller.peerConnection
  old.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  caller.preferCodecs({ video: ['video/VP8'] })
  await expect.poll(() => caller.peerConnection !== old && caller.state, { timeout: 15_000 }).toBe('connected')
  await reaches(callee, 'connected')
}

const senderOf = (call: Call, kind: string): RTCRtpSender => {
  const found = call.peerConnection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)
  if (found === undefined) throw new Error(`There is a section of ${kind}.`)
  return found.sender
}
const shown = ({ peerConnection }: Call) =>
  JSON.stringify(peerConnection.getTransceivers().map(({ direction, sender }) => [direction, sender.track?.id]))
const received = (call: Call, kind: string) => [...call.remoteTracks.values()].filter(({ track }) => track.kind === kind)
const noteOf = ({ timeline }: Call, type: string) => timeline.filter((entry) => entry.type === type)

/** What is not there, whatever a type says. */
const nothing = undefined as never
const stopped = () => {
  const track = pictureTrack()
  track.stop()
  return track
}

type Mistake = (call: Call, sent: MediaStreamTrack) => unknown
const mistakes: Readonly<Record<string, Mistake>> = {
  'addTrack(undefined)': (call) => call.addTrack(nothing),
  'addTrack(null)': (call) => call.addTrack(null as never),
  'addTrack(stream)': (call) => call.addTrack(syntheticStream() as never),
  'addTrack(ended)': (call) => call.addTrack(stopped()),
  'addTrack(sent)': (call, sent) => call.addTrack(sent),
  'addTrack(track, track)': (call) => call.addTrack(pictureTrack(), pictureTrack() as never),
  'removeTrack(undefined)': (call) => call.removeTrack(nothing),
  'removeTrack(foreign sender)': (call) => call.removeTrack(foreign),
  'removeTrack(track)': (call, sent) => call.removeTrack(sent as never),
  'replaceTrack(undefined, track)': (call) => call.replaceTrack(nothing, pictureTrack()),
  'replaceTrack(foreign sender, track)': (call) => call.replaceTrack(foreign, pictureTrack()),
  'replaceTrack(sender)': (call) => call.replaceTrack(senderOf(call, 'video'), nothing),
  'replaceTrack(sender, stream)': (call) => call.replaceTrack(senderOf(call, 'video'), syntheticStream() as never),
  'replaceTrack(sender, ended)': (call) => call.replaceTrack(senderOf(call, 'video'), stopped()),
  'replaceTrack(picture, sound)': (call) => call.replaceTrack(senderOf(call, 'video'), toneTrack()),
  'replaceTrack(sound, picture)': (call) => call.replaceTrack(senderOf(call, 'audio'), pictureTrack()),
  'replaceTrack(sender, sent by another)': (call, sent) => call.replaceTrack(anotherSender(call, sent), sent),
  'senderOf(undefined)': (call) => call.senderOf(nothing),
  'preferCodecs(array)': (call) => call.preferCodecs(['H264'] as never),
  'preferCodecs(name)': (call) => call.preferCodecs({ video: 'video/H264' } as never),
  'preferCodecs(no MIME type)': (call) => call.preferCodecs({ video: ['H264'] }),
  'preferCodecs(other kind)': (call) => call.preferCodecs({ audio: ['video/VP8'] }),
}

let foreign: RTCRtpSender
beforeAll(() => {
  foreign = new RTCPeerConnection().addTransceiver('video').sender
})

/** A sender of pictures that sends something else, if there is one. */
const anotherSender = (call: Call, sent: MediaStreamTrack): RTCRtpSender => {
  const videos = call.peerConnection.getTransceivers().filter(({ receiver }) => receiver.track.kind === 'video')
  return videos.find(({ sender }) => sender !== call.senderOf(sent))?.sender ?? foreign
}

const sentPicture = (call: Call): MediaStreamTrack => {
  const sent = call.peerConnection.getSenders().flatMap(({ track }) => (track?.kind === 'video' ? [track] : []))
  return sent[0] ?? nothing
}

/** Each is refused in the same way, and changes nothing. */
async function refuseAll(call: Call, sent: MediaStreamTrack): Promise<void> {
  const outcomes = new Map<string, unknown>()
  for (const [name, mistake] of Object.entries(mistakes)) {
    const before = shown(call)
    const made = async () => mistake(call, sent)
    const thrown: unknown = await made().then(
      () => 'nothing',
      (error: unknown) => error,
    )
    outcomes.set(name, thrown instanceof TypeError && shown(call) === before ? 'refused' : thrown)
  }
  expect([...outcomes].filter(([, outcome]) => outcome !== 'refused')).toEqual([])
}

async function worksAfterwards(call: Call, other: Call): Promise<void> {
  const extra = call.addTrack(pictureTrack())
  // Also one that is still on its way to its sender is sent.
  const sent = () => call.peerConnection.getSenders().filter(({ track }) => track?.kind === 'video')
  await expect.poll(() => received(other, 'video').length - sent().length).toBe(0)
  const replacement = pictureTrack()
  await call.replaceTrack(extra, replacement)
  expect(call.senderOf(replacement)).toBe(extra)
  call.setMuted({ audio: true })
  await expect.poll(() => other.remoteMuted.audio).toBe(true)
  for (const { track } of received(other, 'video')) await expectFrames(track)
}

describe('a mistake is a TypeError that changes nothing,', () => {
  test('while it rings', async () => {
    const { caller, callee } = await ring()
    const track = pictureTrack()
    caller.addTrack(track)
    await refuseAll(caller, track)
    callee.accept({ stream: syntheticStream() })
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    await expect.poll(() => received(callee, 'audio').length).toBe(1)
    await worksAfterwards(caller, callee)
  })

  test('at the side that rings', async () => {
    const { caller, callee } = await ring()
    await expect.poll(() => callee.peerConnection.getTransceivers().length).toBeGreaterThan(1)
    await refuseAll(callee, pictureTrack())
    const mistaken = () => callee.accept(syntheticStream() as never)
    expect(mistaken).toThrow(new TypeError('`options` must be an object such as { stream }; got a MediaStream.'))
    expect(callee.state).toBe('ringing')
    callee.accept({ stream: syntheticStream() })
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    await worksAfterwards(callee, caller)
  })

  test('when it is connected', async () => {
    const { caller, callee } = await talk()
    await refuseAll(caller, sentPicture(caller))
    await refuseAll(callee, sentPicture(callee))
    await worksAfterwards(caller, callee)
  })

  test('when it is held', async () => {
    const { caller, callee } = await talk()
    const sent = sentPicture(caller)
    caller.hold()
    await expect.poll(() => callee.remoteHeld).toBe(true)
    await refuseAll(caller, sent)
    caller.resume()
    await worksAfterwards(caller, callee)
  })

  test('while its connection is made anew, and after that', async () => {
    const pair = await talk()
    const { caller } = pair
    const old = { video: senderOf(caller, 'video'), audio: senderOf(caller, 'audio') }
    const sent = sentPicture(caller)
    const over = rebuilt(pair)
    await refuseAll(caller, sent)
    await over
    await refuseAll(caller, sent)
    await expect(caller.replaceTrack(old.video, toneTrack())).rejects.toThrow(TypeError)
    await caller.replaceTrack(old.audio, toneTrack())
    await worksAfterwards(caller, pair.callee)
  })

  test('when it has ended', async () => {
    const { caller } = await talk()
    const sent = sentPicture(caller)
    caller.hangUp()
    await refuseAll(caller, sent)
  })
})

test.each<[name: string, call: (room: Room) => unknown, message: string]>([
  ['nobody', (room) => room.call(nothing), 'Peer id must be 1–64 characters of A–Z, a–z, 0–9, _ or -; got undefined.'],
  [
    'a stream',
    (room) => room.call('b', syntheticStream() as never),
    '`media` must be an object such as { stream }; got a MediaStream.',
  ],
  [
    'a track',
    (room) => room.call('b', { stream: pictureTrack() as never }),
    '`stream` must be a MediaStream; got a CanvasCaptureMediaStreamTrack.',
  ],
  [
    'codecs',
    (room) => room.call('b', { codecs: ['H264'] as never }),
    "`codecs` must be an object such as { video: ['video/H264'] }; got an Array.",
  ],
  ['a word', (room) => room.call('b', { warmUp: 'of' as never }), "`warmUp` must be 'on' or 'relay-only' or 'off'; got \"of\"."],
])('calling with %s is a TypeError, and there is no call', async (_name, call, message) => {
  const room = await joinRoom({ signaling: memoryTransport(), room: 'test' })
  rooms.push(room)
  expect(() => call(room)).toThrow(new TypeError(message))
  expect(room.calls.size).toBe(0)
})

test('sound given to the sender of a picture while it rings is refused, and the picture arrives at accept', async () => {
  const { caller, callee } = await ring()
  await expect(caller.replaceTrack(senderOf(caller, 'video'), toneTrack())).rejects.toThrow(
    '`track` must be of the kind of its sender, video; got one of kind audio.',
  )
  callee.accept()
  await expect.poll(() => received(callee, 'video').length).toBe(1)
  for (const { track } of received(callee, 'video')) await expectFrames(track)
})

test('a track from another frame is sent like any other', async () => {
  const { caller, callee } = await talk({})
  const frame = document.body.appendChild(document.createElement('iframe'))
  const canvas = frame.contentDocument?.createElement('canvas')
  canvas?.getContext('2d')
  const [track] = canvas?.captureStream(30).getVideoTracks() ?? []
  if (track === undefined) throw new Error('The frame has a picture.')
  expect(track).not.toBeInstanceOf(MediaStreamTrack)
  caller.addTrack(track)
  await expect.poll(() => received(callee, 'video').length).toBe(1)
  frame.remove()
})

describe('a track that the browser refuses is dropped and told, and the call goes on,', () => {
  /** From now on a browser refuses this of what is given, until the test is over or says so. */
  function refuse(
    prototype: object,
    name: string,
    isRefused: (self: unknown, value: unknown) => boolean,
    how: 'throws' | 'rejects' = 'throws',
  ): void {
    const real = Reflect.get(prototype, name) as (...values: unknown[]) => unknown
    const refusal = new DOMException('no', 'NotSupportedError')
    const intercepted = function (this: unknown, ...values: unknown[]) {
      if (!isRefused(this, values[0])) return Reflect.apply(real, this, values)
      if (how === 'rejects') return Promise.reject(refusal)
      throw refusal
    }
    Reflect.set(prototype, name, intercepted)
    undo.push(() => Reflect.set(prototype, name, real))
  }

  test('when a connection is made anew', async () => {
    const { caller, callee } = await talk()
    const bad = pictureTrack()
    caller.addTrack(bad)
    await expect.poll(() => received(callee, 'video').length).toBe(2)
    const isBad = (_self: unknown, track: unknown) => track === bad
    for (const name of ['addTransceiver', 'addTrack']) refuse(RTCPeerConnection.prototype, name, isBad)
    const failed: unknown[] = []
    caller.on('track-failed', (...values) => failed.push(values))
    await rebuilt({ caller, callee })
    expect(failed).toEqual([[bad, expect.objectContaining({ name: 'EarshotError', code: 'track-refused' })]])
    expect(noteOf(caller, 'track-failed')).toMatchObject([{ kind: 'video', error: 'NotSupportedError' }])
    expect(caller.senderOf(bad)).toBeUndefined()
    await expect.poll(() => [received(callee, 'video').length, received(callee, 'audio').length]).toEqual([1, 1])
    allowAll()
    await worksAfterwards(caller, callee)
  })

  test('when a connection is made anew and the first track of the layout is refused', async () => {
    const { caller, callee } = await talk()
    const bad = sentPicture(caller)
    refuse(RTCPeerConnection.prototype, 'addTransceiver', (_self, track) => track === bad)
    await rebuilt({ caller, callee })
    await expect.poll(() => [received(callee, 'video').length, received(callee, 'audio').length]).toEqual([0, 1])
    await expect.poll(() => received(caller, 'video').length).toBe(1)
  })

  test.each(['caller', 'callee'] as const)('when the call is accepted, at the %s', async (side) => {
    const { caller, callee } = await ring()
    await expect.poll(() => [caller.ready, callee.ready]).toEqual([true, true])
    const [call, other] = side === 'caller' ? [caller, callee] : [callee, caller]
    const stream = syntheticStream()
    let bad: MediaStreamTrack | undefined
    const given = (track: unknown) => track instanceof MediaStreamTrack && track.kind === 'video' && track
    const isBad = (self: unknown, track: unknown) => {
      const mine = call.peerConnection.getSenders().some((sender) => sender === self)
      if (mine) bad = given(track) || bad
      return mine && given(track) !== false
    }
    refuse(RTCRtpSender.prototype, 'replaceTrack', isBad, 'rejects')
    const failed: unknown[] = []
    call.on('track-failed', (track) => failed.push(track))
    callee.accept({ stream })
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    await expect.poll(() => failed).toEqual([bad])
    await expect.poll(() => [received(other, 'video').length, received(other, 'audio').length]).toEqual([0, 1])
    allowAll()
    await worksAfterwards(call, other)
  })

  test('when a call is answered that was not warmed up', async () => {
    const bad = pictureTrack()
    refuse(RTCPeerConnection.prototype, 'addTrack', (_self, track) => track === bad)
    const stream = new MediaStream([toneTrack(), bad])
    const { caller, callee } = await talk({ stream })
    expect(noteOf(callee, 'track-failed')).toHaveLength(1)
    await expect.poll(() => received(caller, 'audio').length).toBe(1)
    await expect.poll(() => received(caller, 'video').length).toBe(0)
  })

  test('where it is given: what was sent before goes on', async () => {
    const { caller, callee } = await talk()
    const sender = senderOf(caller, 'video')
    const before = sender.track
    vi.spyOn(RTCRtpSender.prototype, 'replaceTrack').mockRejectedValueOnce(new DOMException('no', 'InvalidModificationError'))
    await expect(caller.replaceTrack(sender, pictureTrack())).rejects.toMatchObject({ code: 'track-refused' })
    expect(before && caller.senderOf(before)).toBe(sender)
    vi.spyOn(RTCPeerConnection.prototype, 'addTrack').mockImplementationOnce(() => {
      throw new DOMException('no', 'NotSupportedError')
    })
    expect(() => caller.addTrack(pictureTrack())).toThrow(expect.objectContaining({ code: 'track-refused' }))
    await worksAfterwards(caller, callee)
  })
})

test('a track given to a sender that sent nothing yet is sent', async () => {
  const { caller, callee } = await talk({})
  await caller.replaceTrack(senderOf(caller, 'video'), pictureTrack())
  await expect.poll(() => received(callee, 'video').length).toBe(1)
  for (const { track } of received(callee, 'video')) await expectFrames(track)
})

test('a sender of an older connection stands for the one in its place, also when it paused meanwhile', async () => {
  const { caller, callee } = await talk()
  const sender = senderOf(caller, 'video')
  await caller.replaceTrack(sender, null)
  await rebuilt({ caller, callee })
  const track = pictureTrack()
  await caller.replaceTrack(sender, track)
  await expect.poll(() => received(callee, 'video').length).toBe(1)
  for (const remote of received(callee, 'video')) await expectFrames(remote.track)
  expect(caller.senderOf(track)).toBeDefined()
  caller.removeTrack(sender)
  await expect.poll(() => received(callee, 'video').length).toBe(0)
})

test('of a stream the tracks that have ended are left out', async () => {
  const stream = new MediaStream([stopped(), toneTrack()])
  const { caller, callee } = await talk({ stream })
  await expect.poll(() => [received(caller, 'audio').length, received(callee, 'audio').length]).toEqual([1, 1])
  expect([received(caller, 'video'), received(callee, 'video')]).toEqual([[], []])
})
