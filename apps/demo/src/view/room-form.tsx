import { Button, LinkButton } from '@earshot/ui'
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'

import { isId } from '@earshot/core/signaling'
import { roomNamePattern, roomNameRule } from '../lib/room-name.ts'
import { roomQuery, type Via } from '../lib/via.ts'

interface RoomFormProperties {
  readonly suggested: string
  readonly via: Via
  readonly dashboard?: boolean
}

/** Chooses a room and opens its call page; with `dashboard`, its dashboard too. */
export function RoomForm({ suggested, via, dashboard = false }: RoomFormProperties): VNode {
  const room = useSignal(suggested)
  return (
    <form class="room-form" action="/call/" method="get">
      <label for="room">Room</label>
      <input
        id="room"
        name="room"
        value={room.value}
        onInput={(event) => (room.value = event.currentTarget.value)}
        pattern={roomNamePattern}
        title={roomNameRule}
        maxLength={64}
        required
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
      {via === 'mqtt' ? <input type="hidden" name="via" value={via} /> : null}
      <Button type="submit" tone="primary">
        Open the room
      </Button>
      {dashboard && isId(room.value) ? (
        <LinkButton href={`/dashboard/${roomQuery(room.value, via)}`}>Open its dashboard</LinkButton>
      ) : null}
    </form>
  )
}
