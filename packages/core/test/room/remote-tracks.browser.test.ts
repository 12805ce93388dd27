import {
  joinRoom,
  memoryTransport,
  type AcceptOptions,
  type Call,
  type CallMedia,
  type RemoteTrack,
  type Room,
} from '@earshot/core'
import { afterEach, describe, expect, test } from 'vitest'

import { expectFrames, pictureTrack, reaches, syntheticStream, toneTrack } from './support.ts'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

async function ring(media: CallMedia) {
  const signaling = memoryTransport()
  const join = async (peerId: string) => {
    const room = await joinRoom({ signaling, room: 'test', peerId })
    rooms.push(room)
    return room
  }
  const [one, other] = [await join('hall'), await join('office')]
  await expect.poll(() => [one.peers.has('office'), other.peers.has('hall')]).toEqual([true, true])
  const ringing = new Promise<Call>((resolve) => other.on('incoming-call', resolve))
  const caller = one.call('office', media)
  const callee = await ringing
  return { caller, callee, seenByCaller: follow(caller), seenByCallee: follow(callee) }
}

/** Every event of the remote tracks of a call. */
function follow(call: Call): RemoteTrack[] {
  const seen: RemoteTrack[] = []
  call.on('track', (track) => seen.push(track))
  return seen
}

async function acceptWhenReady(ringing: Awaited<ReturnType<typeof ring>>, options: AcceptOptions = {}): Promise<void> {
  const { caller, callee } = ringing
  await expect.poll(() => [caller.ready, callee.ready]).toEqual([true, true])
  callee.accept(options)
  await bothConnected(ringing)
}

async function bothConnected({ caller, callee }: { caller: Call; callee: Call }): Promise<void> {
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
}

const kinds = (seen: readonly RemoteTrack[]) => seen.map(({ track }) => track.kind).toSorted()
const negotiations = ({ timeline }: Call) =>
  timeline.filter((entry) => entry.type === 'description' && entry.kind === 'offer').length

describe.each([
  ['a warm-up on sections without tracks', { warmUpStrategy: 'replace-track' }],
  ['a warm-up by a provisional answer', { warmUpStrategy: 'pranswer' }],
  ['early media', { earlyMedia: true }],
] as const)('after %s', (_, media) => {
  test('each track is announced once, in its stream', async () => {
    const ringing = await ring({ stream: syntheticStream(), ...media })
    await acceptWhenReady(ringing, { stream: syntheticStream() })
    const { caller, callee, seenByCaller, seenByCallee } = ringing
    for (const [call, seen] of [
      [caller, seenByCaller],
      [callee, seenByCallee],
    ] as const) {
      await expect.poll(() => kinds(seen)).toEqual(['audio', 'video'])
      expect(new Set(seen.flatMap(({ streams }) => streams)).size).toBe(1)
      expect(seen.map(({ streams }) => streams.length)).toEqual([1, 1])
      for (const { streams, track } of seen) expect(streams[0]?.getTracks()).toContain(track)
      for (const { track } of seen) if (track.kind === 'video') await expectFrames(track)
      expect(seen).toEqual([...call.remoteTracks.values()])
    }
    expect(kinds(seenByCaller)).toEqual(['audio', 'video'])
    expect(kinds(seenByCallee)).toEqual(['audio', 'video'])
  })

  test('only the kind that the callee sends is announced', async () => {
    const ringing = await ring({ stream: syntheticStream(), ...media })
    await acceptWhenReady(ringing, { stream: syntheticStream(['audio']) })
    const { caller, callee, seenByCaller } = ringing
    await expect.poll(() => kinds(seenByCaller)).toEqual(['audio'])
    await expect.poll(() => callee.peerConnection.signalingState).toBe('stable')
    expect(kinds(seenByCaller)).toEqual(['audio'])
    expect(kinds([...caller.remoteTracks.values()])).toEqual(['audio'])
  })

  test('nothing is announced to the caller of a callee that only receives', async () => {
    const ringing = await ring({ stream: syntheticStream(), ...media })
    await acceptWhenReady(ringing)
    await expect.poll(() => kinds(ringing.seenByCallee)).toEqual(['audio', 'video'])
    expect(ringing.seenByCaller).toEqual([])
    expect(ringing.caller.remoteTracks.size).toBe(0)
  })
})

test('a warm accept with audio and video negotiates nothing more', async () => {
  const ringing = await ring({ stream: syntheticStream() })
  await acceptWhenReady(ringing, { stream: syntheticStream() })
  await expect.poll(() => kinds(ringing.seenByCaller)).toEqual(['audio', 'video'])
  for (const { track } of ringing.seenByCaller) if (track.kind === 'video') await expectFrames(track, 10)
  expect([negotiations(ringing.caller), negotiations(ringing.callee)]).toEqual([1, 1])
})

test('after a cold accept, and after a hold, each track is announced once, in its stream', async () => {
  const { caller, callee, seenByCaller, seenByCallee } = await ring({ stream: syntheticStream(), warmUp: 'off' })
  callee.accept({ stream: syntheticStream() })
  await bothConnected({ caller, callee })
  for (const seen of [seenByCaller, seenByCallee]) {
    await expect.poll(() => kinds(seen)).toEqual(['audio', 'video'])
    expect(seen.map(({ streams }) => streams.length)).toEqual([1, 1])
  }
  caller.hold()
  await expect.poll(() => callee.remoteTracks.size).toBe(0)
  caller.resume()
  await expect.poll(() => kinds(seenByCallee)).toEqual(['audio', 'audio', 'video', 'video'])
  await expect.poll(() => kinds(seenByCaller)).toEqual(['audio', 'audio', 'video', 'video'])
})

describe('a label', () => {
  test('arrives with the track that it names, with the invitation and with the accept', async () => {
    const [mine, theirs] = [syntheticStream(), syntheticStream()]
    const ringing = await ring({ stream: mine })
    for (const track of mine.getTracks()) ringing.caller.configure(track, { label: `hall ${track.kind}` })
    await expect.poll(() => [ringing.caller.ready, ringing.callee.ready]).toEqual([true, true])
    ringing.callee.accept({ stream: theirs })
    for (const track of theirs.getTracks()) ringing.callee.configure(track, { label: `office ${track.kind}` })
    await bothConnected(ringing)
    const labels = (seen: readonly RemoteTrack[]) =>
      seen.map(({ label }) => String(label)).toSorted((one, other) => one.localeCompare(other))
    await expect.poll(() => labels(ringing.seenByCallee)).toEqual(['hall audio', 'hall video'])
    await expect.poll(() => labels(ringing.seenByCaller)).toEqual(['office audio', 'office video'])
  })

  test('arrives with a track that is added later, goes over to the one that replaces it, and can be changed', async () => {
    const ringing = await ring({ stream: syntheticStream(['audio']) })
    await acceptWhenReady(ringing)
    const { caller, callee, seenByCallee } = ringing
    const screen = pictureTrack()
    const sender = caller.addTrack(screen)
    caller.configure(screen, { label: 'screen' })
    await expect.poll(() => seenByCallee.map(({ label }) => label)).toEqual([null, 'screen'])
    await caller.replaceTrack(sender, pictureTrack())
    const other = toneTrack()
    caller.addTrack(other)
    await expect.poll(() => callee.remoteTracks.size).toBe(3)
    expect([...callee.remoteTracks.values()].map(({ label }) => label)).toEqual([null, 'screen', null])
    caller.configure(other, { label: 'music' })
    await expect.poll(() => [...callee.remoteTracks.values()].map(({ label }) => label)).toEqual([null, 'screen', 'music'])
  })

  test('is refused when the call does not send the track, or it is no label', async () => {
    const stream = syntheticStream()
    const { caller } = await ring({ stream })
    const [track] = stream.getAudioTracks()
    if (track === undefined) throw new Error('The stream has an audio track.')
    expect(() => caller.configure(toneTrack(), { label: 'x' })).toThrow(TypeError)
    expect(() => caller.configure(track, { label: 'x'.repeat(65) })).toThrow('`label` must be a string of up to 64 characters')
    expect(() => caller.configure(track, 'screen' as never)).toThrow(TypeError)
  })
})
