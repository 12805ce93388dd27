import { formatBitrate, formatMs, Mark } from '@earshot/ui'
import type { VNode } from 'preact'

import type { CallNumbers } from '../../lib/call-numbers.ts'
import type { LiveCall } from '../../state/live-call.ts'

/** What this end measures of the call, every second. */
export function QualityPill({ live }: { readonly live: LiveCall }): VNode | null {
  const state = live.state.value
  if (state !== 'connected' && state !== 'reconnecting') return null
  const numbers = live.numbers.value
  return (
    <p class="quality">
      <Mark tone={state === 'connected' ? 'good' : 'warn'} />
      {state === 'reconnecting' ? 'reconnecting' : numbers === null ? 'connected' : <Numbers numbers={numbers} />}
    </p>
  )
}

function Numbers({ numbers }: { readonly numbers: CallNumbers }): VNode {
  const rate = numbers.framesPerSecond
  const parts = [
    numbers.path ?? 'connected',
    numbers.roundTripTimeMs === null ? null : formatMs(numbers.roundTripTimeMs),
    rate === null ? null : `${Math.round(rate)} fps`,
    numbers.receivedBitrate === null ? null : formatBitrate(numbers.receivedBitrate),
  ]
  return (
    <span>
      {parts
        .filter((part) => part !== null)
        .map(unbroken)
        .join(' · ')}
    </span>
  )
}

/** The line breaks between two figures, never between a number and its unit. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00A0')
}
