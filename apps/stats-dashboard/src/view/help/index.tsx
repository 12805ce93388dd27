import { Button } from '@earshot/ui'
import { signal } from '@preact/signals'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { words } from '../../state/language.ts'
import './index.css'

const open = signal(false)

export function toggleHelp(): void {
  open.value = !open.value
}

/** What the keys do, and how the page is read. */
export function Help(): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const { help, nav } = words.value
  useEffect(() => {
    if (open.value && dialog.current?.open === false) dialog.current.showModal()
    else if (!open.value) dialog.current?.close()
  }, [open.value])
  return (
    <dialog class="help" ref={dialog} aria-labelledby="help-title" onClose={() => (open.value = false)}>
      <h2 id="help-title">{help.title}</h2>
      <dl>
        {help.keys.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <h3>{help.legend}</h3>
      <p>{help.legendText}</p>
      <Button tone="primary" onClick={() => (open.value = false)}>
        {nav.close}
      </Button>
    </dialog>
  )
}
