import { joinRoom, memoryTransport, mesh, type Mesh, type Room, type SignalingTransport } from '@earshot/core'
import { afterEach, expect, test } from 'vitest'

import { expectFrames, syntheticStream } from './support.ts'

const rooms: Room[] = []
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.leave()))
})

async function enter(signaling: SignalingTransport, name: string, options: Parameters<typeof mesh>[1] = {}) {
  const room = await joinRoom({ signaling, room: 'meeting', peerId: name, name })
  rooms.push(room)
  return { room, meeting: mesh(room, { stream: syntheticStream(), ...options }) }
}

const connected = (meeting: Mesh) => [...meeting.calls.values()].filter(({ state }) => state === 'connected').length

test('everyone sees everyone, also who comes later, and nobody who left', async () => {
  const signaling = memoryTransport()
  const [hall, office] = [await enter(signaling, 'hall'), await enter(signaling, 'office')]
  const kitchen = await enter(signaling, 'kitchen')
  for (const { meeting } of [hall, office, kitchen]) await expect.poll(() => connected(meeting), { timeout: 15_000 }).toBe(2)
  for (const call of kitchen.meeting.calls.values()) {
    for (const { track } of call.remoteTracks.values()) if (track.kind === 'video') await expectFrames(track)
  }
  await office.room.leave()
  for (const { meeting } of [hall, kitchen]) await expect.poll(() => [...meeting.calls.keys()].length).toBe(1)
})

test('who comes when all places are taken is told that the others are busy', async () => {
  const signaling = memoryTransport()
  const hall = await enter(signaling, 'hall', { maxPeers: 1 })
  await enter(signaling, 'office', { maxPeers: 1 })
  await expect.poll(() => connected(hall.meeting), { timeout: 10_000 }).toBe(1)
  const full = new Promise<string>((resolve) => hall.meeting.on('full', ({ name }) => resolve(name)))
  const late = await enter(signaling, 'kitchen')
  expect(await full).toBe('kitchen')
  await expect.poll(() => late.meeting.calls.size).toBe(0)
  expect(connected(hall.meeting)).toBe(1)
})

test('the upload is shared out among those who are there, also over a new connection', async () => {
  const signaling = memoryTransport()
  const hall = await enter(signaling, 'hall', { uploadBitrate: 900_000 })
  await enter(signaling, 'office')
  const limits = () =>
    [...hall.meeting.calls.values()].flatMap(({ peerConnection }) =>
      peerConnection
        .getSenders()
        .flatMap((sender) => (sender.track?.kind === 'video' ? [sender.getParameters().encodings[0]?.maxBitrate] : [])),
    )
  await expect.poll(limits, { timeout: 10_000 }).toEqual([900_000])
  await enter(signaling, 'kitchen')
  await expect.poll(limits, { timeout: 10_000 }).toEqual([450_000, 450_000])

  const [call] = hall.meeting.calls.values()
  const old = call?.peerConnection
  if (old === undefined) throw new Error('There are calls.')
  old.setRemoteDescription = () => Promise.reject(new DOMException('no', 'OperationError'))
  call?.preferCodecs({})
  await expect.poll(() => call?.peerConnection !== old && call?.state, { timeout: 15_000 }).toBe('connected')
  await expect.poll(limits, { timeout: 10_000 }).toEqual([450_000, 450_000])
})

test('leaving the meeting hangs up, and the room stays', async () => {
  const signaling = memoryTransport()
  const [hall, office] = [await enter(signaling, 'hall'), await enter(signaling, 'office')]
  await expect.poll(() => connected(hall.meeting), { timeout: 10_000 }).toBe(1)
  hall.meeting.close()
  hall.meeting.close()
  await expect.poll(() => office.meeting.calls.size).toBe(0)
  expect(hall.room.state).toBe('connected')
})
