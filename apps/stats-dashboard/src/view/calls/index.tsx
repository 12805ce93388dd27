import { Mark } from '@earshot/ui'
import type { VNode } from 'preact'

import { isLive, type LiveCall } from '../../lib/live-calls.ts'
import { displayName, pathInWords, timeOfDay } from '../../lib/words.ts'
import { now } from '../../state/now.ts'
import { listedCalls, selectedCall } from '../../state/selection.ts'
import './index.css'

/** The calls of the room; each side of a call measures for itself and is listed for itself. */
export function Calls(): VNode {
  return (
    <nav class="card calls" aria-labelledby="calls-title">
      <h2 class="card-title" id="calls-title">
        Calls, seen from each side
      </h2>
      <ul class="calls-list">
        {listedCalls.value.map((call) => (
          <CallLink key={call.key} call={call} />
        ))}
      </ul>
    </nav>
  )
}

function CallLink({ call }: { readonly call: LiveCall }): VNode {
  const live = isLive(call, now.value)
  return (
    <li>
      <a class="calls-link" href={`#${call.key}`} aria-current={selectedCall.value?.key === call.key ? 'true' : undefined}>
        <Mark tone={live ? 'good' : 'neutral'} />
        <span class="calls-names">
          <b>
            <bdi>{displayName(call.from.name, call.from.peerId)}</bdi> → <bdi>{displayName(call.peerName, call.peerId)}</bdi>
          </b>
          <small>{live ? pathInWords(call.sample) : `stopped at ${timeOfDay(call.lastAt)}`}</small>
        </span>
      </a>
    </li>
  )
}
