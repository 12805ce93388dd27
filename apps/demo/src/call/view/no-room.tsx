import { Header, Notice } from '@earshot/ui'
import type { VNode } from 'preact'

import { repairRoomName, roomNameRule, suggestRoomName, type RoomFromUrl } from '../../lib/room-name.ts'
import type { Via } from '../../lib/via.ts'
import { RoomForm } from '../../view/room-form.tsx'

/** The link names no room, or one that cannot be: offers to make one. */
export function NoRoom({
  chosen,
  via,
}: {
  readonly chosen: Exclude<RoomFromUrl, { readonly type: 'room' }>
  readonly via: Via
}): VNode {
  const repaired = chosen.type === 'bad' ? repairRoomName(chosen.given) : null
  return (
    <>
      <Header />
      <main class="no-room">
        <h1>Open a room</h1>
        {chosen.type === 'bad' ? (
          <Notice tone="bad" title={`“${shorten(chosen.given)}” cannot be the name of a room`}>
            {roomNameRule}
          </Notice>
        ) : (
          <p class="lead">This link names no room. Open one, and send its link to whom you want to call.</p>
        )}
        <RoomForm suggested={repaired ?? suggestRoomName(Math.random)} via={via} />
      </main>
    </>
  )
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}
