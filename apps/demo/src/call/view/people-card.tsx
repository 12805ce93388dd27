import type { Presence } from '@earshot/core'
import { Button, Card, formatDuration, Mark } from '@earshot/ui'
import type { VNode } from 'preact'

import type { LiveCall } from '../../state/live-call.ts'
import { secondsSince } from '../../state/now.ts'
import type { CallPage } from '../state/page.ts'

/** Who else is in the room, and what can be done about it. */
export function PeopleCard({ page: { session, calling } }: { readonly page: CallPage }): VNode {
  const members = session.members.value
  return (
    <Card title="In this room" class="people">
      {members.length === 0 ? (
        <p class="people-none">{session.room.value === null ? 'Not in the room.' : 'Nobody but you.'}</p>
      ) : null}
      <ul>
        {members.map((member) => (
          <Person key={member.peerId} member={member} live={calling.current.value} onCall={() => calling.call(member)} />
        ))}
      </ul>
    </Card>
  )
}

function Person({
  member,
  live,
  onCall,
}: {
  readonly member: Presence
  readonly live: LiveCall | null
  readonly onCall: () => void
}): VNode {
  const here = live !== null && live.call.peer.peerId === member.peerId ? live : null
  return (
    <li>
      <Mark tone={here === null ? 'neutral' : 'good'} />
      <span class="person">
        {member.name}
        <small>{here === null ? 'here' : describeCall(here)}</small>
      </span>
      {here === null ? (
        <Button aria-label={`Call ${member.name}`} onClick={onCall}>
          Call
        </Button>
      ) : null}
    </li>
  )
}

function describeCall({ state, connectedAt }: LiveCall): string {
  if (state.value === 'ringing') return 'you are calling'
  if (state.value === 'connecting' || connectedAt.value === null) return 'connecting'
  return `in a call with you · ${formatDuration(secondsSince(connectedAt.value))}`
}
