import { Button, Mark, type Tone } from '@earshot/ui'
import type { VNode } from 'preact'

import { address } from '../../state/address.ts'
import { language, speak, words } from '../../state/language.ts'
import { members, watching, type Watching } from '../../state/room.ts'
import { screen } from '../../state/screen.ts'
import { OpenButton, SaveMenu } from '../files/index.tsx'
import { toggleHelp } from '../help/index.tsx'
import './index.css'

/** The room and who is in it. */
export function Where({ room }: { readonly room: string }): VNode {
  const { nav, people } = words.value
  return (
    <>
      {nav.room} <b>{room}</b>
      {watching.value.type === 'here' ? ` · ${people(members.value.length)}` : ''}
    </>
  )
}

/** Whether the page is live, and what can be done anywhere on it. */
export function Controls(): VNode {
  const { nav } = words.value
  const other = language.value === 'en' ? 'zh' : 'en'
  return (
    <>
      {address.type === 'room' ? <Status state={watching.value.type} /> : null}
      <OpenButton />
      {screen.value === 'sessions' ? <SaveMenu /> : null}
      <Button
        onClick={() => void speak(other)}
        aria-label={`${nav.language}: ${other === 'zh' ? '中文' : 'English'}`}
        lang={other === 'zh' ? 'zh-Hans' : 'en'}
      >
        {other === 'zh' ? '中文' : 'English'}
      </Button>
      <Button onClick={toggleHelp} aria-label={nav.help} aria-keyshortcuts="?">
        ?
      </Button>
    </>
  )
}

const tones: Readonly<Record<Watching['type'], Tone>> = { joining: 'neutral', here: 'good', away: 'warn', over: 'bad' }

function Status({ state }: { readonly state: Watching['type'] }): VNode {
  const { status } = words.value
  const said = { joining: status.joining, here: status.live, away: status.away, over: status.over }
  return (
    <span class="status" role="status">
      <Mark tone={tones[state]} />
      {said[state]}
    </span>
  )
}
