import type { LostDevice } from '@earshot/core'
import { Button, formatDuration, Notice } from '@earshot/ui'
import type { VNode } from 'preact'

import { secondsSince } from '../../state/now.ts'
import { CaptureNotice } from '../../view/capture-notice.tsx'
import { describeLostDevice } from '../lib/device-words.ts'
import type { CallPage } from '../state/page.ts'

/** What the user should know whatever the stage shows. */
export function Notices({ page: { session, calling } }: { readonly page: CallPage }): VNode {
  const state = session.state.value
  return (
    <div class="notices">
      {state.type === 'out' ? (
        <Notice
          tone="bad"
          title={state.title}
          actions={
            <Button tone="primary" onClick={() => void session.join()}>
              Try again
            </Button>
          }
        >
          {state.advice}
        </Notice>
      ) : null}
      {session.downSince.value === null ? null : (
        <SignalingDown since={session.downSince.value} inCall={calling.current.value !== null} />
      )}
      {calling.media.lost.value.map((device) => (
        <LostDeviceNotice key={device.kind} device={device} onClose={() => calling.media.forgetLost(device.kind)} />
      ))}
      {calling.intent.value === null ? (
        <CaptureNotice
          media={calling.media}
          actions={
            <>
              <Button onClick={() => calling.retry()}>Try again</Button>
              <Button onClick={() => calling.media.forgetProblem()}>Close</Button>
            </>
          }
        />
      ) : null}
    </div>
  )
}

function LostDeviceNotice({ device, onClose }: { readonly device: LostDevice; readonly onClose: () => void }): VNode {
  const { title, advice } = describeLostDevice(device)
  return (
    <Notice tone="warn" title={title} actions={<Button onClick={onClose}>Close</Button>}>
      {advice}
    </Notice>
  )
}

function SignalingDown({ since, inCall }: { readonly since: number; readonly inCall: boolean }): VNode {
  const seconds = secondsSince(since)
  const duration = seconds < 60 ? `${seconds} s` : formatDuration(seconds)
  return (
    <Notice tone="warn" title={`The signaling server has been away for ${duration}`}>
      {inCall ? 'Your call goes on. ' : 'Who is here and calls to you are not seen meanwhile. '}
      This page tries to reach it again by itself.
    </Notice>
  )
}
