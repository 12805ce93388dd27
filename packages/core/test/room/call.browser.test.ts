import { joinRoom, memoryTransport, type Call, type RemoteTrack, type Room } from '@earshot/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { expectFrames, pictureTrack, reaches, syntheticStream, toneTrack } from './support.ts'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

async function join(signaling: ReturnType<typeof memoryTransport>, peerId: string): Promise<Room> {
  const room = await joinRoom({ signaling, room: 'test', peerId, name: peerId })
  rooms.push(room)
  return room
}

/** Two peers who know of each other. */
async function meet(first = 'hall', second = 'office') {
  const signaling = memoryTransport()
  const [one, other] = [await join(signaling, first), await join(signaling, second)]
  await expect.poll(() => [one.peers.has(second), other.peers.has(first)]).toEqual([true, true])
  return { signaling, one, other }
}

function incoming(room: Room): Promise<Call> {
  return new Promise((resolve) => {
    const stop = room.on('incoming-call', (call) => {
      stop()
      resolve(call)
    })
  })
}

/** A call that both are in. */
async function talk(media: ReadonlyArray<'audio' | 'video'> = ['audio', 'video']) {
  const { signaling, one, other } = await meet()
  const ringing = incoming(other)
  const caller = one.call('office', { stream: syntheticStream(media) })
  const callee = await ringing
  callee.accept({ stream: syntheticStream(media) })
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { signaling, one, other, caller, callee }
}

/** The next one that is not there yet. */
const nextTrack = (call: Call) =>
  new Promise<RemoteTrack>((resolve) => {
    const known = new Set(call.remoteTracks.values())
    const stop = call.on('track', (track) => {
      if (known.has(track)) return
      stop()
      resolve(track)
    })
  })

test.each([
  ['hall', 'office'],
  ['office', 'hall'],
])('when both sides of a call from %s to %s offer at once, every picture is still drawn (F5)', async (first, second) => {
  const { one, other } = await meet(first, second)
  const ringing = incoming(other)
  const caller = one.call(second, { stream: syntheticStream(), warmUp: 'off' })
  const callee = await ringing
  callee.accept({ stream: syntheticStream() })
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  for (const call of [caller, callee]) call.addTrack(pictureTrack())
  await expect.poll(() => [caller.remoteTracks.size, callee.remoteTracks.size]).toEqual([3, 3])
  for (const call of [caller, callee]) {
    for (const { track } of call.remoteTracks.values()) if (track.kind === 'video') await expectFrames(track)
  }
})

describe('a call', () => {
  test('rings, and sends nothing of the callee before it is accepted', async () => {
    const { one, other } = await meet()
    const ringing = incoming(other)
    const caller = one.call('office', { stream: syntheticStream() })
    const callee = await ringing
    expect([caller.state, callee.state]).toEqual(['ringing', 'ringing'])
    expect(callee.peer.name).toBe('hall')
    expect(callee.peerConnection.localDescription).toBeNull()
    callee.accept({ stream: syntheticStream() })
    await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
    expect([...caller.remoteTracks.values()].map(({ track }) => track.kind)).toEqual(['audio', 'video'])
  })

  test('that is declined ends on both sides with the reason', async () => {
    const { one, other } = await meet()
    const ringing = incoming(other)
    const caller = one.call('office')
    ;(await ringing).decline('busy')
    await reaches(caller, 'ended')
    expect(caller.ended).toEqual({ by: 'remote', reason: 'busy' })
    expect([one.calls.size, other.calls.size]).toEqual([0, 0])
  })

  test('that is taken back while it rings stops ringing', async () => {
    const { one, other } = await meet()
    const ringing = incoming(other)
    const caller = one.call('office')
    const callee = await ringing
    caller.hangUp()
    await reaches(callee, 'ended')
    expect(callee.ended).toEqual({ by: 'remote', reason: 'hung-up' })
  })

  test('to someone who has left ends at once (F22)', async () => {
    const { one, other } = await meet()
    await other.leave()
    await expect.poll(() => one.peers.size).toBe(0)
    const call = one.call('office')
    await reaches(call, 'ended')
    expect(call.ended).toEqual({ by: 'remote', reason: 'left' })
  })

  test('rings no more when the caller leaves, and nothing of it is left (F22)', async () => {
    const { one, other } = await meet()
    const ringing = incoming(other)
    one.call('office')
    const callee = await ringing
    await one.leave()
    await reaches(callee, 'ended')
    expect([callee.ended, callee.peerConnection.connectionState, other.calls.size]).toEqual([
      { by: 'remote', reason: 'left' },
      'closed',
      0,
    ])
  })

  test('is made and ended alike when the wall clocks are a day apart and jump (F23)', async () => {
    const now = Date.now
    let jumps = 0
    Date.now = () => now() + (jumps++ % 2 === 0 ? 86_400_000 : -86_400_000)
    try {
      const { caller, callee } = await talk()
      caller.hangUp()
      await reaches(callee, 'ended')
      const times = caller.timeline.map(({ at }) => at)
      expect(times).toEqual(times.toSorted((left, right) => left - right))
    } finally {
      Date.now = now
    }
  })

  test('of both to each other at the same moment becomes one call', async () => {
    const { one, other } = await meet()
    const first = one.call('office', { stream: syntheticStream() })
    const second = other.call('hall', { stream: syntheticStream() })
    await Promise.all([reaches(first, 'connected'), reaches(second, 'connected')])
    expect(second.id).toBe(first.id)
    for (const call of [first, second]) expect([...call.remoteTracks.keys()]).toEqual(['0', '1'])
    second.hangUp()
    await reaches(first, 'ended')
  })

  test('ends on the other side when one leaves the room', async () => {
    const { one, callee } = await talk()
    await one.leave()
    await reaches(callee, 'ended')
    expect(callee.ended).toEqual({ by: 'remote', reason: 'left' })
  })

  test('is replaced at once when the peer comes back with a new epoch, as a reloaded page does (F8)', async () => {
    const { signaling, caller, one } = await talk()
    await join(signaling, 'office')
    await reaches(caller, 'ended')
    expect(caller.ended).toEqual({ by: 'remote', reason: 'replaced' })
    expect(one.peers.has('office')).toBe(true)
  })
})

describe('tracks', () => {
  test('are added, replaced and removed while the call runs, in the same media sections', async () => {
    const { caller, callee } = await talk(['audio'])
    for (let round = 0; round < 3; round += 1) {
      const arrives = nextTrack(callee)
      const sender = caller.addTrack(pictureTrack())
      const remote = await arrives
      await expectFrames(remote.track)
      await caller.replaceTrack(sender, pictureTrack(160, 90))
      await expectFrames(remote.track)
      const removed = new Promise<RemoteTrack>((resolve) => callee.on('track-removed', resolve))
      caller.removeTrack(sender)
      expect((await removed).mid).toBe('1')
    }
    expect(caller.peerConnection.getTransceivers()).toHaveLength(2)
  })

  test('added by both sides at the same moment all arrive', async () => {
    const { caller, callee } = await talk()
    const [one, other] = [new MediaStream(), new MediaStream()]
    for (let count = 0; count < 3; count += 1) {
      caller.addTrack(pictureTrack(), one)
      callee.addTrack(pictureTrack(), other)
      callee.addTrack(toneTrack(), other)
    }
    const kinds = (call: Call) =>
      [...call.remoteTracks.values()]
        .map(({ track }) => track.kind)
        .toSorted()
        .join(' ')
    await expect.poll(() => kinds(callee), { timeout: 10_000 }).toBe('audio video video video video')
    await expect.poll(() => kinds(caller), { timeout: 10_000 }).toBe('audio audio audio audio video video video video')
    for (const { track } of caller.remoteTracks.values()) if (track.kind === 'video') await expectFrames(track)
  })

  test('removed while another takes their place are gone, and their section is used again (F6)', async () => {
    const { caller, callee } = await talk(['audio'])
    for (let round = 0; round < 3; round += 1) {
      const arrives = nextTrack(callee)
      const sender = caller.addTrack(pictureTrack())
      await arrives
      const replaced = caller.replaceTrack(sender, pictureTrack())
      caller.removeTrack(sender)
      await replaced
      await expect.poll(() => [sender.track, callee.remoteTracks.size]).toEqual([null, 1])
    }
    expect(caller.peerConnection.getTransceivers()).toHaveLength(2)
  })

  test('that are sent already are refused', async () => {
    const { caller } = await talk()
    const [sender] = caller.peerConnection.getSenders()
    const track = sender?.track
    if (!track) throw new Error('The caller sends a track.')
    expect(() => caller.addTrack(track)).toThrow(TypeError)
  })

  test('that are muted are told to the other side', async () => {
    const { caller, callee } = await talk()
    const told = new Promise((resolve) => callee.on('remote-muted', resolve))
    caller.setMuted({ video: true })
    expect(await told).toEqual({ audio: false, video: true })
    expect(caller.peerConnection.getSenders().map(({ track }) => track?.enabled)).toEqual([true, false])
  })
})

describe('while signaling is away', () => {
  test('the call goes on, and what it has to say travels over the control channel (F1)', async () => {
    const { signaling, one, caller, callee } = await talk(['audio'])
    signaling.interrupt()
    await expect.poll(() => one.state).toBe('reconnecting')
    const arrives = nextTrack(callee)
    caller.addTrack(pictureTrack())
    await expectFrames((await arrives).track)
    caller.hangUp()
    await reaches(callee, 'ended')
    expect(callee.ended).toEqual({ by: 'remote', reason: 'hung-up' })
    signaling.restore()
    await expect.poll(() => one.state).toBe('connected')
  })

  test('an invitation waits and rings when signaling is back', async () => {
    const { signaling, one, other } = await meet()
    signaling.interrupt()
    await expect.poll(() => one.state).toBe('reconnecting')
    const ringing = incoming(other)
    const caller = one.call('office')
    await expect.poll(() => caller.peerConnection.signalingState).toBe('have-local-offer')
    signaling.restore()
    const callee = await ringing
    callee.accept()
    await reaches(caller, 'connected')
  })
})

test('of two pages with the same identity the newest is in the room, and the other is told (F24)', async () => {
  const { signaling, one, other } = await meet()
  const closed = new Promise<string | null>((resolve) =>
    other.on('state', (state, reason) => state === 'closed' && resolve(reason)),
  )
  const newest = await join(signaling, 'office')
  expect(await closed).toContain('office')
  await expect.poll(() => one.peers.get('office')?.epoch).toBe(newest.self.epoch)
})

test('who is in the room already is known when joining is done', async () => {
  const { signaling } = await meet()
  const third = await join(signaling, 'kitchen')
  expect([...third.peers.keys()]).toEqual(['hall', 'office'])
})

test('an observer gets the recording of every call, without an address in it, and cannot call (T19)', async () => {
  const { signaling } = await talk()
  const observer = await joinRoom({ signaling, room: 'test', peerId: 'dashboard', role: 'observer' })
  rooms.push(observer)
  const texts = new Map<string, string>()
  observer.on('recording', ({ from, peer, text }) => {
    const key = `${from.name} with ${peer}`
    texts.set(key, (texts.get(key) ?? '') + text)
  })
  const recorded = () => [...texts.values()].every((text) => /"t":.*"type":"inbound-rtp"/.test(text))
  await expect.poll(() => [...texts.keys()].toSorted(), { timeout: 15_000 }).toEqual(['hall with office', 'office with hall'])
  await expect.poll(recorded, { timeout: 10_000 }).toBe(true)
  for (const text of texts.values()) {
    expect(text).toMatch(/^{"format":"earshot-recording","version":1/)
    expect(text).toContain('a=rtpmap')
    expect(text).not.toMatch(anAddress)
    expect(text).not.toMatch(/ufrag|pwd|fingerprint|candidate:/i)
  }
  expect(() => observer.call('hall')).toThrow(TypeError)
})

/** IPv4, IPv6 of three groups and more, mDNS names, and the fingerprint of a certificate. */
const anAddress = /\b\d{1,3}(?:\.\d{1,3}){3}\b|(?:[0-9a-f]{1,4}:){3,}[0-9a-f]{1,4}|\.local\b|(?:[0-9A-F]{2}:){5,}/i

test('a track too many for one description is refused where it is added, and the call goes on', async () => {
  const { caller, callee } = await talk()
  const before = caller.peerConnection.getTransceivers().length
  const described = vi.spyOn(caller.peerConnection, 'localDescription', 'get')
  described.mockReturnValue(new RTCSessionDescription({ type: 'offer', sdp: 'v=0'.repeat(19_000) }))
  expect(() => caller.addTrack(pictureTrack())).toThrow('as many tracks as one connection can describe')
  described.mockRestore()
  expect(caller.peerConnection.getTransceivers()).toHaveLength(before)
  caller.addTrack(pictureTrack())
  await expect.poll(() => callee.remoteTracks.size).toBe(3)
})
