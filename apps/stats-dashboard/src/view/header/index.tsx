import { Button, Mark, type Tone } from '@earshot/ui'
import type { VNode } from 'preact'

import { counted } from '../../lib/words.ts'
import { screen } from '../../state/screen.ts'
import { showRange, timeRange, timeRanges } from '../../state/selection.ts'
import { members, watching, type Watching } from '../../state/watch.ts'
import './index.css'

/** The room and who is in it. */
export function Where({ room }: { readonly room: string }): VNode {
  return (
    <>
      Room <b>{room}</b>
      {watching.value.type === 'here'
        ? ` · ${members.value.length === 0 ? 'nobody here' : counted(members.value.length, 'person', 'people')}`
        : ''}
    </>
  )
}

/** Whether the page is live, and how much time it shows. */
export function Controls(): VNode | null {
  if (screen.value === 'choose-room') return null
  const [tone, words] = status[watching.value.type]
  return (
    <>
      <span class="status" role="status">
        <Mark tone={tone} />
        {words}
      </span>
      {screen.value === 'calls' ? (
        <span class="windows" role="group" aria-label="Time shown">
          {timeRanges.map((range) => (
            <Button key={range.label} aria-pressed={timeRange.value === range} onClick={() => showRange(range)}>
              {range.label}
            </Button>
          ))}
        </span>
      ) : null}
    </>
  )
}

const status: Readonly<Record<Watching['type'], readonly [Tone, string]>> = {
  joining: ['neutral', 'Joining'],
  here: ['good', 'Live'],
  away: ['warn', 'Reconnecting'],
  over: ['bad', 'Not connected'],
}
