import { connectLoopback, type Call, type TimelineEvent } from '@earshot/core'
import { afterEach, expect, test } from 'vitest'

import { expectFrames, pictureTrack, reaches, syntheticStream } from './support.ts'

const calls: Call[] = []
afterEach(() => {
  for (const call of calls.splice(0)) call.hangUp()
})

async function talk(options: Parameters<typeof connectLoopback>[0] = {}) {
  const pair = await connectLoopback({ stream: syntheticStream(), ...options })
  calls.push(...pair)
  const [caller, callee] = pair
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  return { caller, callee }
}

const actions = ({ timeline }: Call) => timeline.flatMap((entry) => (entry.type === 'recovery' ? [entry.action] : []))
const ufrag = ({ peerConnection }: Call) => /a=ice-ufrag:(\S+)/.exec(peerConnection.localDescription?.sdp ?? '')?.[1]
const picture = (call: Call) => {
  const remote = [...call.remoteTracks.values()].find(({ track }) => track.kind === 'video')
  if (remote === undefined) throw new Error('There is a picture.')
  return remote.track
}

test('ICE is restarted on request, whichever side asks (F11)', async () => {
  const { caller, callee } = await talk()
  for (const asking of [caller, callee]) {
    const before = [ufrag(caller), ufrag(callee)]
    // A second wish within a second is taken for the same one, so it is asked again until it is heard.
    await expect
      .poll(
        () => {
          asking.restartIce()
          return [ufrag(caller), ufrag(callee)].every((fragment, index) => fragment !== before[index])
        },
        { interval: 600, timeout: 10_000 },
      )
      .toBe(true)
    await reaches(asking, 'connected')
    await expectFrames(picture(caller))
  }
  expect(actions(caller)).toContain('restart-ice')
})

test('fresh TURN credentials are asked for when joining, for each call, and before each restart (F13)', async () => {
  let asked = 0
  const rtcConfiguration = () => {
    asked += 1
    return Promise.resolve({ iceServers: [] })
  }
  const { caller } = await talk({ rtcConfiguration })
  expect(asked).toBe(4) // two rooms, two connections
  caller.restartIce()
  await expect.poll(() => asked).toBe(5)
})

test('a call whose connection cannot go on gets a new one, with all its tracks, on both sides (F7)', async () => {
  const { caller, callee } = await talk()
  const extra = pictureTrack()
  callee.addTrack(extra)
  await expect.poll(() => caller.remoteTracks.size).toBe(3)
  const old = [caller.peerConnection, callee.peerConnection]
  // The browser refuses every offer of the caller from now on.
  callee.peerConnection.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  caller.addTrack(pictureTrack())
  await expect
    .poll(() => [caller, callee].map(({ peerConnection }, index) => peerConnection !== old[index]), { timeout: 10_000 })
    .toEqual([true, true])
  await Promise.all([reaches(caller, 'connected'), reaches(callee, 'connected')])
  await expect.poll(() => [caller.remoteTracks.size, callee.remoteTracks.size]).toEqual([3, 3])
  for (const { track } of caller.remoteTracks.values()) if (track.kind === 'video') await expectFrames(track)
  expect(old.map(({ connectionState }) => connectionState)).toEqual(['closed', 'closed'])
  // Whichever side gave up first.
  expect([...actions(caller), ...actions(callee)]).toContain('rebuild')
})

test('a track that was replaced twice at once is sent once by a new connection, in its stream (F7)', async () => {
  const stream = syntheticStream()
  const { caller, callee } = await talk({ stream })
  const [camera] = stream.getVideoTracks()
  const sender = camera && caller.senderOf(camera)
  if (sender === undefined) throw new Error('The camera is sent.')
  const last = pictureTrack()
  await Promise.all([pictureTrack(), null, last].map((track) => caller.replaceTrack(sender, track)))
  caller.peerConnection.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  const old = caller.peerConnection
  caller.preferCodecs({ video: ['video/VP8'] })
  await expect.poll(() => caller.peerConnection !== old && caller.state, { timeout: 10_000 }).toBe('connected')
  const sent = caller.peerConnection.getSenders().flatMap(({ track }) => (track?.kind === 'video' ? [track] : []))
  expect(sent).toEqual([last])
  await expect
    .poll(() => [...callee.remoteTracks.values()].map(({ streams }) => streams.map(({ id }) => id)))
    .toEqual([[stream.id], [stream.id]])
})

test('the callee may ask for the new connection as well', async () => {
  const { caller, callee } = await talk()
  caller.peerConnection.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  callee.addTrack(pictureTrack())
  await expect.poll(() => caller.remoteTracks.size, { timeout: 10_000 }).toBe(3)
  await expectFrames(picture(caller))
})

test('hold stops all media in both directions, resume brings it back', async () => {
  const { caller, callee } = await talk()
  caller.hold()
  await expect.poll(() => [callee.remoteHeld, callee.remoteTracks.size, caller.remoteTracks.size]).toEqual([true, 0, 0])
  const directions = () => callee.peerConnection.getTransceivers().map(({ currentDirection }) => currentDirection)
  await expect.poll(directions).toEqual(['inactive', 'inactive'])
  caller.addTrack(pictureTrack())
  await expect.poll(directions).toEqual(['inactive', 'inactive', 'inactive'])
  caller.resume()
  await expect.poll(() => [callee.remoteHeld, callee.remoteTracks.size, caller.remoteTracks.size]).toEqual([false, 3, 2])
  await expectFrames(picture(callee))
})

test('a track removed while the call is held is not sent after it', async () => {
  const { caller, callee } = await talk()
  caller.hold()
  await expect.poll(() => callee.remoteHeld).toBe(true)
  const sender = caller.peerConnection.getSenders().find(({ track }) => track?.kind === 'video')
  if (sender === undefined) throw new Error('The caller sends a picture.')
  caller.removeTrack(sender)
  caller.resume()
  await expect.poll(() => [...callee.remoteTracks.values()].map(({ track }) => track.kind)).toEqual(['audio'])
  await expect.poll(() => caller.peerConnection.getTransceivers()[1]?.currentDirection).toBe('recvonly')
})

test('codecs are put first, and the call uses them', async () => {
  const { caller, callee } = await talk({ statsIntervalMs: 200 })
  const used = new Set<string>()
  callee.on('sample', ({ tracks }) => {
    for (const { direction, kind, codec, bitrate } of tracks)
      if (direction === 'inbound' && kind === 'video' && bitrate) used.add(codec?.mimeType ?? '')
  })
  await expect.poll(() => [...used]).toContain('video/VP8')
  callee.preferCodecs({ video: ['video/vp9'] })
  caller.preferCodecs({ video: ['video/VP9'] })
  await expect.poll(() => [...used], { timeout: 10_000 }).toContain('video/VP9')
})

test('a caller that wants no picture gets none', async () => {
  const { caller, callee } = await talk({ receive: { video: false } })
  await expectFrames(picture(callee))
  expect([...caller.remoteTracks.values()].map(({ track }) => track.kind)).toEqual(['audio'])
})

test('the timeline tells the call in order, with times that only grow', async () => {
  const { caller } = await talk({ statsIntervalMs: 200 })
  const has = (wanted: Partial<TimelineEvent>) =>
    caller.timeline.findIndex((entry) =>
      Object.entries(wanted).every(([name, value]) => Object.entries(entry).some(([key, own]) => key === name && own === value)),
    )
  await expect.poll(() => has({ type: 'first-frame' })).toBeGreaterThan(0)
  // ICE and DTLS report on their own: only their place between answer and connected is certain.
  for (const transport of ['ice', 'dtls'] as const) {
    const order = [
      has({ type: 'call', state: 'ringing' }),
      has({ type: 'description', sent: true }),
      has({ type: 'call', state: 'connecting' }),
      has({ type: 'description', sent: false }),
      has({ type: transport, state: 'connected' }),
      has({ type: 'call', state: 'connected' }),
      has({ type: 'first-frame' }),
    ]
    expect(order).not.toContain(-1)
    expect(order).toEqual(order.toSorted((left, right) => left - right))
  }
  const times = caller.timeline.map(({ at }) => at)
  expect(times).toEqual(times.toSorted((left, right) => left - right))
})
