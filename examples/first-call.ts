import { captureMedia, joinRoom, type Call, type Room } from '@earshot/core'
import { socketIo } from '@earshot/signaling-socketio'

/** Calls everyone who is in the room, and takes the calls of those who come later. */
export async function meet(room: string, url = location.origin): Promise<Room> {
  const stream = await captureMedia() // nobody is in the room before the permission prompt is answered
  const meeting = await joinRoom({ signaling: socketIo({ url }), room, name: 'hall' })
  meeting.on('incoming-call', (call) => show(call).accept({ stream }))
  for (const { peerId, role } of meeting.peers.values()) if (role === 'member') show(meeting.call(peerId, { stream }))
  return meeting
}

function show(call: Call): Call {
  call.on('track', ({ track }) => {
    const player = document.createElement(track.kind === 'audio' ? 'audio' : 'video')
    document.body.append(Object.assign(player, { srcObject: new MediaStream([track]), autoplay: true }))
    call.on('state', (state) => state === 'ended' && player.remove())
  })
  return call
}
