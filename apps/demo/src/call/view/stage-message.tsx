import { Button } from '@earshot/ui'
import type { VNode } from 'preact'

import { deviceWords } from '../../lib/capture-problem.ts'
import { CaptureNotice } from '../../view/capture-notice.tsx'
import { describeEnding } from '../lib/call-ending.ts'
import type { Calling } from '../state/calling.ts'
import type { CallPage } from '../state/page.ts'
import type { Scene } from '../state/scene.ts'
import { CopyLink, roomLink } from './copy-link.tsx'

/** What the stage says while there is no call on it. */
export function StageMessage({
  scene,
  page,
}: {
  readonly scene: Exclude<Scene, { readonly type: 'call' }>
  readonly page: CallPage
}): VNode {
  return <div class="stage-message">{message(scene, page)}</div>
}

function message(scene: Exclude<Scene, { readonly type: 'call' }>, { session, calling }: CallPage): VNode {
  switch (scene.type) {
    case 'joining':
      return <p class="stage-title">Joining the room…</p>
    case 'out':
      return <p class="stage-title">You are not in the room</p>
    case 'alone':
      return (
        <>
          <p class="stage-title">Nobody else is here yet</p>
          <p>Send this link to whom you want to call. They appear here when they open it.</p>
          <code class="room-link">{roomLink(session.roomId, session.via)}</code>
          <CopyLink roomId={session.roomId} via={session.via} tone="primary" />
        </>
      )
    case 'idle':
      return (
        <>
          <p class="stage-title">
            {scene.members.length === 1 ? `${scene.members[0]?.name} is here` : `${scene.members.length} others are here`}
          </p>
          <p>Your camera and microphone are asked for when you call or accept.</p>
        </>
      )
    case 'waiting-for-media':
      return <WaitingForMedia calling={calling} />
    case 'ended': {
      const { title, detail } = describeEnding(scene.ending)
      return (
        <>
          <p class="stage-title">{title}</p>
          {detail === '' ? null : <p>{detail}</p>}
          <div class="stage-actions">
            {scene.present ? (
              <Button tone="primary" onClick={() => calling.call(scene.peer)}>
                {scene.ending.direction === 'outgoing' ? 'Call again' : 'Call back'}
              </Button>
            ) : null}
            <Button onClick={() => calling.dismissEnding()}>Close</Button>
          </div>
        </>
      )
    }
  }
}

function WaitingForMedia({ calling }: { readonly calling: Calling }): VNode {
  const { media } = calling
  if (media.problem.value === null) {
    return (
      <>
        <p class="stage-title">Waiting for your camera and microphone</p>
        <p>Your browser asks whether this page may use them: choose Allow.</p>
      </>
    )
  }
  const { wanted } = media.problem.value
  return (
    <CaptureNotice
      media={media}
      actions={
        <>
          <Button tone="primary" onClick={() => calling.retry()}>
            Try again
          </Button>
          <Button onClick={() => calling.continueWithout()}>{`Continue without ${deviceWords(wanted)}`}</Button>
          <Button onClick={() => calling.cancel()}>Cancel</Button>
        </>
      }
    />
  )
}
