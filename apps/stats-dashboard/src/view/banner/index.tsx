import { Button, Notice } from '@earshot/ui'
import type { VNode } from 'preact'

import { timeOfDay } from '../../lib/words.ts'
import { address } from '../../state/address.ts'
import { words } from '../../state/language.ts'
import { now } from '../../state/now.ts'
import { watching, watchRoom } from '../../state/room.ts'
import { screen } from '../../state/screen.ts'

/** Says that the numbers do not come any more because of this page's own connection. */
export function AwayBanner(): VNode | null {
  const { banner, duration } = words.value
  const state = watching.value
  if (address.type !== 'room') return null
  if (state.type === 'away') {
    return (
      <Notice tone="warn" title={banner.away(timeOfDay(state.since))}>
        {banner.awayText(duration(now.value - state.since))}
      </Notice>
    )
  }
  // Without numbers to keep on the page, the page itself says why it is over.
  if (state.type !== 'over' || screen.value !== 'sessions') return null
  const { room } = address
  return (
    <Notice
      tone="bad"
      title={banner.over}
      actions={
        <Button tone="primary" onClick={() => void watchRoom(room)}>
          {banner.joinAgain}
        </Button>
      }
    >
      {banner.overText(state.reason)}
    </Notice>
  )
}
