import {
  joinRoom,
  memoryTransport,
  type Call,
  type CallMedia,
  type JoinOptions,
  type Room,
  type WarmUpStrategy,
} from '@earshot/core'
import { afterEach, describe, expect, test } from 'vitest'

import { expectFrames, pictureTrack, reaches, syntheticStream } from './support.ts'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

type Policy = Pick<JoinOptions, 'warmUp'>

/** Two peers, and a call of the first that rings at the second. */
async function ring(
  media: CallMedia = {},
  { caller: callers = {}, callee: callees = {} }: { caller?: Policy; callee?: Policy } = {},
) {
  const signaling = memoryTransport()
  const join = async (peerId: string, policy: Policy) => {
    const room = await joinRoom({ signaling, room: 'test', peerId, ...policy })
    rooms.push(room)
    return room
  }
  const [one, other] = [await join('hall', callers), await join('office', callees)]
  await expect.poll(() => [one.peers.has('office'), other.peers.has('hall')]).toEqual([true, true])
  const ringing = new Promise<Call>((resolve) => other.on('incoming-call', resolve))
  const caller = one.call('office', { stream: syntheticStream(), ...media })
  const callee = await ringing
  return { signaling, one, other, caller, callee }
}

/** The same, once the path is up. */
async function ringReady(...parameters: Parameters<typeof ring>) {
  const ringing = await ring(...parameters)
  await expect.poll(() => [ringing.caller.ready, ringing.callee.ready]).toEqual([true, true])
  return ringing
}

async function rtpPackets({ peerConnection }: Call): Promise<number> {
  const reports = [...(await peerConnection.getStats()).values()] as {
    type: string
    packetsSent?: number
    packetsReceived?: number
  }[]
  return reports
    .filter(({ type }) => type === 'inbound-rtp' || type === 'outbound-rtp')
    .reduce((sum, { packetsSent = 0, packetsReceived = 0 }) => sum + packetsSent + packetsReceived, 0)
}

const pictures = (call: Call) => [...call.remoteTracks.values()].filter(({ track }) => track.kind === 'video')
const directions = ({ peerConnection }: Call) => peerConnection.getTransceivers().map(({ currentDirection }) => currentDirection)
const noteOf = ({ timeline }: Call, type: string) => timeline.filter((entry) => entry.type === type)

async function expectPictures(...calls: Call[]): Promise<void> {
  for (const call of calls) {
    await expect.poll(() => pictures(call).length).toBeGreaterThan(0)
    for (const { track } of pictures(call)) await expectFrames(track)
  }
}

describe.each<WarmUpStrategy>(['pranswer', 'replace-track'])('a call that is warmed up by %s', (warmUpStrategy) => {
  test('has its path while it rings, and no media on it', async () => {
    const { caller, callee } = await ringReady({ warmUpStrategy })
    expect([caller.state, callee.state]).toEqual(['ringing', 'ringing'])
    expect(noteOf(callee, 'warm-up')).toMatchObject([{ strategy: warmUpStrategy }])
    const state = warmUpStrategy === 'pranswer' ? ['have-remote-pranswer', 'have-local-pranswer'] : ['stable', 'stable']
    expect([caller.peerConnection.signalingState, callee.peerConnection.signalingState]).toEqual(state)
    // Long enough for any media that flows to be seen: the control channel has carried messages both ways.
    await expect.poll(async () => roundTrips(caller)).toBeGreaterThan(0)
    expect([await rtpPackets(caller), await rtpPackets(callee)]).toEqual([0, 0])
    expect([caller.remoteTracks.size, callee.remoteTracks.size]).toEqual([0, 0])
    expect(callee.peerConnection.getSenders().map(({ track }) => track)).toEqual([null, null])
  })

  test('is accepted without the signaling server', async () => {
    const { signaling, caller, callee } = await ringReady({ warmUpStrategy })
    signaling.interrupt()
    callee.accept({ stream: syntheticStream() })
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    await expectPictures(caller, callee)
    expect(directions(caller)).toEqual(['sendrecv', 'sendrecv'])
  })

  test('shows what the callee accepts with in one stream', async () => {
    const { caller, callee } = await ringReady({ warmUpStrategy })
    callee.accept({ stream: syntheticStream() })
    await expect.poll(() => caller.remoteTracks.size).toBe(2)
    const [first, second] = [...caller.remoteTracks.values()].map(({ streams }) => streams)
    expect(first).toHaveLength(1)
    expect(second).toEqual(first)
  })

  test('that is accepted with sound only has no silent picture', async () => {
    const { caller, callee } = await ringReady({ warmUpStrategy })
    callee.accept({ stream: syntheticStream(['audio']) })
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    await expect.poll(() => directions(callee)).toEqual(['sendrecv', 'recvonly'])
    await expect.poll(() => [...caller.remoteTracks.values()].map(({ track }) => track.kind)).toEqual(['audio'])
    await expectPictures(callee)
  })

  test('that is accepted without media is received', async () => {
    const { caller, callee } = await ringReady({ warmUpStrategy })
    callee.accept()
    await expectPictures(callee)
    await expect.poll(() => caller.remoteTracks.size).toBe(0)
  })

  test('sends every track of both sides, also those given while it rang', async () => {
    const stream = syntheticStream()
    stream.addTrack(pictureTrack())
    const { caller, callee } = await ringReady({ warmUpStrategy, stream })
    const late = pictureTrack()
    caller.addTrack(late, stream)
    expect(caller.senderOf(late)?.track).toBeNull()
    const answer = syntheticStream()
    answer.addTrack(pictureTrack())
    callee.accept({ stream: answer })
    await expect.poll(() => [pictures(callee).length, pictures(caller).length]).toEqual([3, 2])
    await expectPictures(caller, callee)
  })

  test('sends what took the place of a track while it rang, and not what was removed', async () => {
    const stream = syntheticStream()
    const [camera] = stream.getVideoTracks()
    const [microphone] = stream.getAudioTracks()
    const { caller, callee } = await ringReady({ warmUpStrategy, stream })
    if (camera === undefined || microphone === undefined) throw new Error('The stream has both.')
    const [video, audio] = [caller.senderOf(camera), caller.senderOf(microphone)]
    if (video === undefined || audio === undefined) throw new Error('Both have a sender.')
    const other = pictureTrack()
    await caller.replaceTrack(video, other)
    caller.removeTrack(audio)
    expect(await rtpPackets(caller)).toBe(0)
    callee.accept({ stream: syntheticStream() })
    await expectPictures(callee)
    expect(video.track).toBe(other)
    await expect.poll(() => [...callee.remoteTracks.values()].map(({ track }) => track.kind)).toEqual(['video'])
  })

  test.each([
    ['declined', 'remote', (_caller: Call, callee: Call) => callee.decline()],
    ['hung-up', 'local', (caller: Call) => caller.hangUp()],
  ] as const)('ends as %s on both sides, and nothing is left of it', async (reason, by, end) => {
    const { signaling, one, other, caller, callee } = await ringReady({ warmUpStrategy })
    signaling.interrupt() // the word goes over the path itself
    end(caller, callee)
    await Promise.all([reaches(caller, 'ended'), reaches(callee, 'ended')])
    expect(caller.ended).toEqual({ by, reason })
    expect([one.calls.size, other.calls.size]).toEqual([0, 0])
    expect([caller, callee].map(({ peerConnection }) => peerConnection.connectionState)).toEqual(['closed', 'closed'])
  })

  test('rings no more when the caller leaves', async () => {
    const { one, callee } = await ringReady({ warmUpStrategy })
    await one.leave()
    await reaches(callee, 'ended')
    expect(callee.ended).toEqual({ by: 'remote', reason: 'left' })
  })

  test('is replaced when the callee reloads (F8)', async () => {
    const { signaling, caller } = await ringReady({ warmUpStrategy })
    rooms.push(await joinRoom({ signaling, room: 'test', peerId: 'office' }))
    await reaches(caller, 'ended')
    expect(caller.ended).toEqual({ by: 'remote', reason: 'replaced' })
  })

  test('is accepted in the moment it begins to ring', async () => {
    const { caller, callee } = await ring({ warmUpStrategy })
    callee.accept({ stream: syntheticStream() })
    await expectPictures(caller, callee)
    expect(directions(caller)).toEqual(['sendrecv', 'sendrecv'])
  })

  test('keeps what was muted before it was accepted', async () => {
    const { caller, callee } = await ringReady({ warmUpStrategy })
    caller.setMuted({ audio: true })
    callee.setMuted({ video: true })
    const stream = syntheticStream()
    callee.accept({ stream })
    await expect.poll(() => [callee.remoteMuted.audio, caller.remoteMuted.video]).toEqual([true, true])
    expect(stream.getVideoTracks().map(({ enabled }) => enabled)).toEqual([false])
  })
})

test('a final answer with sound only never shows the picture that the provisional one named', async () => {
  const { caller, callee } = await ringReady({ warmUpStrategy: 'pranswer' })
  const shown: string[] = []
  caller.on('track', ({ track }) => shown.push(track.kind))
  callee.accept({ stream: syntheticStream(['audio']) })
  await expect.poll(() => directions(caller)).toEqual(['sendrecv', 'sendonly'])
  await expect.poll(() => caller.remoteTracks.size).toBe(1)
  expect(shown).not.toContain('video')
})

test('when both call each other one call comes of it, with media both ways', async () => {
  const signaling = memoryTransport()
  const [one, other] = [
    await joinRoom({ signaling, room: 'test', peerId: 'hall' }),
    await joinRoom({ signaling, room: 'test', peerId: 'office' }),
  ]
  rooms.push(one, other)
  await expect.poll(() => [one.peers.size, other.peers.size]).toEqual([1, 1])
  const calls = [one.call('office', { stream: syntheticStream() }), other.call('hall', { stream: syntheticStream() })]
  await Promise.all(calls.map((call) => reaches(call, 'connected')))
  await expectPictures(...calls)
})

test('a final answer that cannot be applied while it rings is made again on another connection', async () => {
  const { caller, callee } = await ring({ warmUpStrategy: 'replace-track' })
  const broken = caller.peerConnection
  broken.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  await expect.poll(() => [caller.ready, callee.ready], { timeout: 10_000 }).toEqual([true, true])
  expect(caller.peerConnection).not.toBe(broken)
  expect([await rtpPackets(caller), await rtpPackets(callee)]).toEqual([0, 0])
  callee.accept({ stream: syntheticStream() })
  await expectPictures(caller, callee)
})

test('a provisional answer that cannot be applied costs the warm-up, not the call', async () => {
  const { caller, callee } = await ring({ warmUpStrategy: 'pranswer' })
  const apply = caller.peerConnection.setRemoteDescription.bind(caller.peerConnection)
  const refused = new Promise<void>((resolve) => {
    caller.peerConnection.setRemoteDescription = (description) => {
      if (description.type !== 'pranswer') return apply(description)
      resolve()
      return Promise.reject(new DOMException('no', 'OperationError'))
    }
  })
  await refused
  callee.accept({ stream: syntheticStream() })
  await expectPictures(caller, callee)
})

test('early media reaches the callee while it rings, and none goes back', async () => {
  const { caller, callee } = await ringReady({ earlyMedia: true, warmUpStrategy: 'pranswer' })
  await expectPictures(callee)
  expect(callee.state).toBe('ringing')
  expect(noteOf(callee, 'warm-up')).toMatchObject([{ strategy: 'replace-track' }])
  expect(caller.remoteTracks.size).toBe(0)
  callee.accept({ stream: syntheticStream() })
  await expectPictures(caller)
})

test.each([
  ['the caller', { caller: { warmUp: 'off' } }],
  ['the callee', { callee: { warmUp: () => 'off' } }],
] as const)('nothing is made while it rings when %s wants none', async (_who, policies) => {
  const { caller, callee } = await ring({}, policies)
  await expect.poll(() => caller.peerConnection.iceGatheringState).toBe('complete')
  expect([callee.peerConnection.signalingState, callee.peerConnection.iceGatheringState]).toEqual(['stable', 'new'])
  expect([caller.ready, callee.ready]).toEqual([false, false])
  callee.accept({ stream: syntheticStream() })
  await expectPictures(caller, callee)
})

test.each(['caller', 'callee'] as const)(
  'a %s that shows its relays only, and has none, shows nothing until accept',
  async (side) => {
    const candidates = { caller: [] as string[], callee: [] as string[] }
    const call = await ring({}, { [side]: { warmUp: 'relay-only' } })
    for (const each of ['caller', 'callee'] as const) {
      call[each].peerConnection.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate !== null && candidate.candidate !== '') candidates[each].push(candidate.candidate)
      })
    }
    await expect.poll(() => call.callee.peerConnection.iceGatheringState).toBe('complete')
    expect(candidates[side]).toEqual([])
    expect(call[side].peerConnection.localDescription?.sdp).not.toContain('a=candidate')
    call.callee.accept({ stream: syntheticStream() })
    await expectPictures(call.caller, call.callee)
    expect(candidates[side]).not.toEqual([])
  },
)

test('who rings again and again rings cold', async () => {
  const { one, other, caller, callee } = await ring()
  const ended = [caller, callee]
  for (let calls = 1; calls < 5; calls += 1) {
    ended.at(-2)?.hangUp()
    await expect.poll(() => [one.calls.size, other.calls.size]).toEqual([0, 0])
    const ringing = new Promise<Call>((resolve) => other.on('incoming-call', resolve))
    ended.push(one.call('office'), await ringing)
  }
  expect(ended.filter((call) => call.direction === 'incoming').map((call) => noteOf(call, 'warm-up').length)).toEqual([
    1, 1, 1, 1, 1,
  ])
  ended.at(-2)?.hangUp()
  await expect.poll(() => [one.calls.size, other.calls.size]).toEqual([0, 0])
  const ringing = new Promise<Call>((resolve) => other.on('incoming-call', resolve))
  one.call('office', { stream: syntheticStream() })
  const last = await ringing
  expect(noteOf(last, 'warm-up')).toEqual([])
  last.accept({ stream: syntheticStream() })
  await expectPictures(last)
})

async function roundTrips({ peerConnection }: Call): Promise<number> {
  const reports = [...(await peerConnection.getStats()).values()] as {
    type: string
    messagesSent?: number
    messagesReceived?: number
  }[]
  const channel = reports.find(({ type }) => type === 'data-channel')
  return Math.min(channel?.messagesSent ?? 0, channel?.messagesReceived ?? 0)
}
