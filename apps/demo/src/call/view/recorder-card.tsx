import { Button, Card } from '@earshot/ui'
import type { VNode } from 'preact'

import type { CallPage } from '../state/page.ts'
import type { Recording } from '../state/recorder.ts'

const words: Readonly<Record<Recording, string>> = {
  off: 'numbers only, no sound and no pictures',
  starting: 'numbers only, no sound and no pictures',
  on: 'numbers are kept in this browser',
  kept: 'kept in this browser',
  refused: 'this browser keeps nothing, perhaps because the window is private',
}

/** Keeps what the statistics of a call say, to look at it later. */
export function RecorderCard({ page: { calling, recorder } }: { readonly page: CallPage }): VNode | null {
  const live = calling.current.value
  const state = recorder.state.value
  if (live === null && state !== 'kept') return null
  return (
    <Card title="Recording">
      <div class="you">
        <span class="person">
          {state === 'kept' ? <a href="/dashboard/">{recorder.name.value}</a> : state === 'on' ? 'Recording' : 'Not recording'}
          <small>{words[state]}</small>
        </span>
        {live === null ? null : state === 'on' ? (
          <Button onClick={() => recorder.stop()}>Stop recording</Button>
        ) : (
          <Button disabled={state === 'starting'} onClick={() => void recorder.start(live)}>
            Record
          </Button>
        )}
      </div>
    </Card>
  )
}
