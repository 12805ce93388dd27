import { afterEach, expect, test } from 'vitest'

import { addTrack, keepSlots, removeTrack } from '../../src/call/slots.ts'
import { pictureTrack } from '../room/support.ts'

const connections: RTCPeerConnection[] = []
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close()
})

test('a track that takes the place of another while that is offered is seen in its own stream, also after a rollback (F6)', async () => {
  const [here, there] = [connect(), connect()]
  there.addTransceiver(pictureTrack())
  await exchange(there, here)

  const sender = addTrack(here, { track: pictureTrack(), streams: [new MediaStream()] }, refused)
  await here.setLocalDescription()
  removeTrack(here, sender)
  const stream = new MediaStream()
  // The section has not sent yet, so it is the browser that takes it again.
  expect(addTrack(here, { track: pictureTrack(), streams: [stream] }, refused)).toBe(sender)
  await answer(here, there)

  await here.setLocalDescription()
  await exchange(there, here) // what was offered here is rolled back
  expect(streamIds(here)).toEqual([stream.id])
})

const refused = (): never => {
  throw new Error('No track is refused here.')
}

function connect(): RTCPeerConnection {
  const connection = new RTCPeerConnection()
  connections.push(connection)
  return connection
}

async function exchange(offering: RTCPeerConnection, answering: RTCPeerConnection): Promise<void> {
  await offering.setLocalDescription()
  await answer(offering, answering)
}

async function answer(offering: RTCPeerConnection, answering: RTCPeerConnection): Promise<void> {
  await apply(answering, offering.localDescription)
  await answering.setLocalDescription()
  await apply(offering, answering.localDescription)
}

async function apply(connection: RTCPeerConnection, description: RTCSessionDescription | null): Promise<void> {
  if (description !== null) await connection.setRemoteDescription(description)
  keepSlots(connection)
}

/** The streams that the last description puts its one track in. */
function streamIds({ localDescription }: RTCPeerConnection): readonly string[] {
  return [...(localDescription?.sdp ?? '').matchAll(/^a=msid:(\S+)/gm)].map(([, id = '']) => id)
}
