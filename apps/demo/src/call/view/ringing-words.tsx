import { Mark } from '@earshot/ui'
import type { VNode } from 'preact'

/** Whether the path is made while it rings, so that accept shows a picture at once. */
export function RingingWords({ ready }: { readonly ready: boolean }): VNode {
  return (
    <p class="ringing">
      <Mark tone={ready ? 'good' : 'neutral'} />
      {ready ? 'Ringing · ready' : 'Ringing'}
    </p>
  )
}
