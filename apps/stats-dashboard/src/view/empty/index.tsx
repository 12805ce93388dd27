import { Button, LinkButton, Notice } from '@earshot/ui'
import type { VNode } from 'preact'

import { roomQuery } from '../../lib/via.ts'
import { namesInWords } from '../../lib/words.ts'
import { address, via } from '../../state/address.ts'
import { screen } from '../../state/screen.ts'
import { members, watch, watching } from '../../state/watch.ts'
import './index.css'

/** What is shown while there are no numbers: why, and what to do. */
export function Empty(): VNode | null {
  if (address.type !== 'room') return <ChooseRoom refused={address.type === 'invalid' ? address.room : null} />
  const { room } = address
  switch (screen.value) {
    case 'joining':
      return <p class="empty-joining">Joining room {room}: waiting for the signaling server to let this page in.</p>
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

function ChooseRoom({ refused }: { readonly refused: string | null }): VNode {
  return (
    <>
      <div class="empty-lead">
        <h1>Watch the calls of a room</h1>
        <p>
          Bitrate, loss, jitter, round-trip time and codecs of every call in it, as the people in the call measure them, live.
        </p>
      </div>
      {refused === null ? null : (
        <Notice tone="warn" title="That address does not name a room">
          “{refused}” cannot be a room’s name. Use letters, digits, “-” and “_”, at most 64 of them.
        </Notice>
      )}
      <form class="card empty-form" method="get">
        <label for="room">Room</label>
        <input
          id="room"
          name="room"
          pattern="[A-Za-z0-9_\-]+"
          title="Letters, digits, - and _"
          maxLength={64}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        {via === 'mqtt' ? <input type="hidden" name="via" value={via} /> : null}
        <Button type="submit" tone="primary">
          Watch
        </Button>
      </form>
    </>
  )
}

function Over({ room }: { readonly room: string }): VNode {
  return (
    <Notice
      tone="bad"
      title={`Room ${room} could not be watched`}
      actions={
        <Button tone="primary" onClick={() => void watch(room)}>
          Try again
        </Button>
      }
    >
      {watching.value.type === 'over' ? watching.value.reason : ''}
    </Notice>
  )
}

function Nobody({ room }: { readonly room: string }): VNode {
  return (
    <>
      <div class="empty-lead">
        <h1>Nobody is in room {room} yet</h1>
        <p>Numbers appear here as soon as two people in this room are in a call. Nothing has to be reloaded.</p>
      </div>
      <OpenCallPage room={room} />
    </>
  )
}

function NoCall({ room }: { readonly room: string }): VNode {
  const names = members.value
  return (
    <>
      <div class="empty-lead">
        <h1>
          <bdi>{namesInWords(names)}</bdi> {names.length === 1 ? 'is' : 'are'} here, but not in a call
        </h1>
        <p>
          {names.length === 1
            ? 'It takes two: open the call page in another browser, then press Call there.'
            : 'Press Call on one of the call pages, and Accept on the other. The numbers start with the call.'}
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
        Open the call page in a new tab
      </LinkButton>
    </p>
  )
}
