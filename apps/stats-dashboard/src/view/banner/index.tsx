import { Button, Notice } from '@earshot/ui'
import type { VNode } from 'preact'

import { durationInWords, timeOfDay } from '../../lib/words.ts'
import { address } from '../../state/address.ts'
import { now } from '../../state/now.ts'
import { screen } from '../../state/screen.ts'
import { watch, watching } from '../../state/watch.ts'

/** Says that the numbers do not come any more because of this page's own connection. */
export function AwayBanner(): VNode | null {
  const state = watching.value
  if (state.type === 'away') {
    return (
      <Notice tone="warn" title={`The signaling server has been away since ${timeOfDay(state.since)}`}>
        Reconnecting for {durationInWords(now.value - state.since)}, by itself. Calls go on without it; their numbers come again
        when it is back.
      </Notice>
    )
  }
  // Without numbers to keep on the page, the page itself says why it is over.
  if (state.type !== 'over' || screen.value !== 'calls' || address.type !== 'room') return null
  const { room } = address
  return (
    <Notice
      tone="bad"
      title="This page is not in the room any more"
      actions={
        <Button tone="primary" onClick={() => void watch(room)}>
          Join again
        </Button>
      }
    >
      {state.reason} What is below is the last that arrived.
    </Notice>
  )
}
