import { Button, Header, LinkButton } from '@earshot/ui'
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'

import { roomQuery } from '../../lib/via.ts'
import type { CallPage } from '../state/page.ts'
import { CopyLink } from './copy-link.tsx'
import { DevicesCard } from './devices-card.tsx'
import { IncomingCalls } from './incoming-calls.tsx'
import { Notices } from './notices.tsx'
import { PeopleCard } from './people-card.tsx'
import { RecorderCard } from './recorder-card.tsx'
import { Stage } from './stage.tsx'
import { YouCard } from './you-card.tsx'

export function Page({ page }: { readonly page: CallPage }): VNode {
  const { session, scene } = page
  const inCall = scene.value.type === 'call'
  // On a phone the stage fills the screen during a call, and the room opens from a button.
  const roomOpen = useSignal(false)
  return (
    <div class={`call-page ${inCall ? 'is-in-call' : ''}`}>
      <Header
        where={
          <>
            <span class="wide-only">Room </span>
            <b>{session.roomId}</b>
          </>
        }
      >
        <Button
          class="room-button"
          aria-expanded={roomOpen.value}
          aria-controls="room-panel"
          onClick={() => (roomOpen.value = !roomOpen.value)}
        >
          People
        </Button>
        <CopyLink roomId={session.roomId} via={session.via} />
        <LinkButton href={`/dashboard/${roomQuery(session.roomId, session.via)}`} target="_blank" rel="noopener">
          Quality
        </LinkButton>
      </Header>
      <main class="call-main">
        <h1 class="unseen">Room {session.roomId}</h1>
        <Notices page={page} />
        <Stage page={page} />
        <div class="call-side">
          <IncomingCalls calling={page.calling} />
          <div id="room-panel" class={`room-panel ${roomOpen.value ? 'is-open' : ''}`}>
            <PeopleCard page={page} />
            <YouCard page={page} />
            <DevicesCard page={page} />
            <RecorderCard page={page} />
          </div>
        </div>
      </main>
      <div class="unseen" role="status">
        {page.announcement}
      </div>
    </div>
  )
}
