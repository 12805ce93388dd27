import { joinRoom, memoryTransport, type Room } from '@earshot/core'

import type { Side } from '../lib/note.ts'

/** The same room twice, as hall and as kitchen see it. */
export interface TwoRooms {
  readonly hall: Room
  readonly kitchen: Room
  leave(): void
}

export async function openTwoRooms(): Promise<TwoRooms> {
  const signaling = memoryTransport()
  const join = (side: Side): Promise<Room> =>
    joinRoom({ signaling, room: 'negotiation', peerId: side, name: side, statsIntervalMs: 500 })
  const hall = await join('hall')
  const kitchen = await join('kitchen')
  if (!hall.peers.has('kitchen')) await new Promise((resolve) => hall.on('peer-joined', resolve))
  return {
    hall,
    kitchen,
    leave() {
      void hall.leave()
      void kitchen.leave()
    },
  }
}
