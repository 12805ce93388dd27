import type { Call } from '@earshot/core'
import { Button } from '@earshot/ui'
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import type { Calling } from '../state/calling.ts'
import { RingingWords } from './ringing-words.tsx'

/** A card for each call that rings here; on a phone a sheet over the stage. */
export function IncomingCalls({ calling }: { readonly calling: Calling }): VNode | null {
  const intent = calling.intent.value
  // The one that is being accepted is on the stage already.
  const ringing = calling.incoming.value.filter((call) => !(intent?.type === 'accept' && intent.call === call))
  if (ringing.length === 0) return null
  return (
    <div class="incoming">
      {ringing.map((call) => (
        <IncomingCall key={call.id} call={call} calling={calling} />
      ))}
    </div>
  )
}

function IncomingCall({ call, calling }: { readonly call: Call; readonly calling: Calling }): VNode {
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Takes the focus only where nothing has it: never away from what somebody types or is about to press.
    if (document.activeElement === document.body) card.current?.focus()
  }, [])
  const ready = useSignal(call.ready)
  useEffect(() => {
    ready.value = call.ready
    return call.on('ready', (next) => (ready.value = next))
  }, [call])
  const title = `incoming-${call.id}`
  const current = calling.current.value
  return (
    <div class="card incoming-call" role="alertdialog" aria-labelledby={title} tabIndex={-1} ref={card}>
      <p id={title}>
        <b>{call.peer.name}</b> is calling
      </p>
      <RingingWords ready={ready.value} />
      {current === null ? null : <p class="incoming-note">Accepting ends your call with {current.call.peer.name}.</p>}
      <div class="incoming-actions">
        <Button tone="primary" onClick={() => calling.accept(call)}>
          Accept
        </Button>
        <Button onClick={() => calling.decline(call)}>Decline</Button>
      </div>
    </div>
  )
}
