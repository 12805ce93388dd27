import { Button, Card } from '@earshot/ui'
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'

import { maxNameLength } from '../../lib/display-name.ts'
import type { CallPage } from '../state/page.ts'

/** The name that the others see. */
export function YouCard({ page: { identity, session, calling } }: { readonly page: CallPage }): VNode {
  const draft = useSignal<string | null>(null)
  const busy = calling.current.value !== null || calling.intent.value !== null

  const save = (event: SubmitEvent): void => {
    event.preventDefault()
    const before = identity.name.value
    if (draft.value !== null && identity.rename(draft.value) && identity.name.value !== before) void session.join()
    draft.value = null
  }

  if (draft.value !== null && !busy) {
    return (
      <Card title="You">
        <form class="you" onSubmit={save}>
          <label class="unseen" for="name">
            Your name
          </label>
          <input
            id="name"
            value={draft.value}
            maxLength={maxNameLength}
            required
            autocomplete="nickname"
            ref={(input) => {
              if (input !== null && document.activeElement !== input) input.focus()
            }}
            onInput={(event) => (draft.value = event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') draft.value = null
            }}
          />
          <Button type="submit" tone="primary">
            Save
          </Button>
        </form>
      </Card>
    )
  }
  return (
    <Card title="You">
      <div class="you">
        <span class="person">
          {identity.name}
          <small>{busy ? 'can be changed after the call' : 'the name that the others see'}</small>
        </span>
        <Button aria-label="Change your name" disabled={busy} onClick={() => (draft.value = identity.name.value)}>
          Change
        </Button>
      </div>
    </Card>
  )
}
