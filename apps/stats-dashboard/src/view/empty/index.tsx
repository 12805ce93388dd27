import { Button, LinkButton, Notice } from '@earshot/ui'
import type { VNode } from 'preact'

import { roomQuery } from '../../lib/via.ts'
import { address, via } from '../../state/address.ts'
import { words } from '../../state/language.ts'
import { members, watching, watchRoom } from '../../state/room.ts'
import { screen } from '../../state/screen.ts'
import { OpenButton } from '../files/index.tsx'
import { Stored } from './stored.tsx'
import './index.css'

/** What is shown while there are no numbers: why, and what to do. */
export function Empty(): VNode | null {
  if (address.type !== 'room') return <Choose refused={address.type === 'invalid' ? address.room : null} />
  const { room } = address
  switch (screen.value) {
    case 'joining':
      return <p class="empty-joining">{words.value.empty.joining(room)}</p>
    case 'over':
      return <Over room={room} />
    case 'nobody':
      return <Nobody room={room} />
    case 'no-call':
      return <NoCall room={room} />
    default:
      return null
  }
}

function Choose({ refused }: { readonly refused: string | null }): VNode {
  const { empty } = words.value
  return (
    <>
      <div class="empty-lead">
        <h1>{empty.lead}</h1>
        <p>{empty.leadText}</p>
      </div>
      {refused === null ? null : (
        <Notice tone="warn" title={empty.notARoom}>
          {empty.notARoomText(refused)}
        </Notice>
      )}
      <form class="card empty-form" method="get">
        <label for="room">{empty.room}</label>
        <input
          id="room"
          name="room"
          pattern="[A-Za-z0-9_\-]+"
          title="A-Z a-z 0-9 - _"
          maxLength={64}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        {via === 'mqtt' ? <input type="hidden" name="via" value={via} /> : null}
        <Button type="submit" tone="primary">
          {empty.watch}
        </Button>
      </form>
      <div class="card empty-file">
        <OpenButton primary />
        <p>{empty.dropHint}</p>
      </div>
      <Stored />
    </>
  )
}

function Over({ room }: { readonly room: string }): VNode {
  const { empty } = words.value
  return (
    <Notice
      tone="bad"
      title={empty.notWatched(room)}
      actions={
        <Button tone="primary" onClick={() => void watchRoom(room)}>
          {empty.tryAgain}
        </Button>
      }
    >
      {watching.value.type === 'over' ? watching.value.reason : ''}
    </Notice>
  )
}

function Nobody({ room }: { readonly room: string }): VNode {
  const { empty } = words.value
  return (
    <>
      <div class="empty-lead">
        <h1>{empty.nobody(room)}</h1>
        <p>{empty.nobodyText}</p>
      </div>
      <OpenCallPage room={room} />
    </>
  )
}

function NoCall({ room }: { readonly room: string }): VNode {
  const { empty } = words.value
  const names = members.value
  const alone = names.length === 1
  return (
    <>
      <div class="empty-lead">
        <h1>
          <bdi>{(alone ? empty.alone : empty.noCall)(empty.names(names))}</bdi>
        </h1>
        <p>
          {alone ? empty.aloneText : empty.noCallText} {empty.waiting}
        </p>
      </div>
      <OpenCallPage room={room} />
    </>
  )
}

function OpenCallPage({ room }: { readonly room: string }): VNode {
  return (
    <p>
      <LinkButton tone="primary" href={`/call/${roomQuery(room, via)}`} target="_blank">
        {words.value.empty.openCall}
      </LinkButton>
    </p>
  )
}
