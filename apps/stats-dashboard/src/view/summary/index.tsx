import { formatBitrate, formatMs } from '@earshot/ui'
import type { ComponentChildren, VNode } from 'preact'

import type { LiveCall } from '../../lib/live-calls.ts'
import { readingOf } from '../../lib/reading.ts'
import { displayName, durationInWords, endsInWords, numbersInWords, pathInWords, timeOfDay } from '../../lib/words.ts'
import { now } from '../../state/now.ts'
import { selectedCall, selectedIsLive } from '../../state/selection.ts'
import { watching } from '../../state/watch.ts'
import './index.css'

/** Who is in the selected call, since when, over which path, and its present numbers in words. */
export function Summary(): VNode | null {
  const call = selectedCall.value
  if (call === undefined) return null
  const { sample } = call
  const { sent, received, available, pathRoundTrip } = readingOf(sample)
  return (
    <section class="card summary" aria-label="Selected call">
      <div class="summary-words">{selectedIsLive.value ? <Running call={call} /> : <Stopped call={call} />}</div>
      <dl class="summary-chips">
        <Chip term="Path" note={endsInWords(sample)}>
          {pathInWords(sample)}
        </Chip>
        <Chip term="Round trip">{formatMs(pathRoundTrip)}</Chip>
        <Chip term="Available to send" note="estimated by its browser">
          {formatBitrate(available)}
        </Chip>
        <Chip term="Sends">{formatBitrate(sent)}</Chip>
        <Chip term="Receives">{formatBitrate(received)}</Chip>
      </dl>
    </section>
  )
}

/** "At least": the call may have begun before this page came. */
function Running({ call }: { readonly call: LiveCall }): VNode {
  return (
    <>
      <h1>
        <From call={call} /> has been in a call with <To call={call} /> for at least {durationInWords(now.value - call.firstAt)}
      </h1>
      <p>{numbersInWords(call.sample)}</p>
    </>
  )
}

function Stopped({ call }: { readonly call: LiveCall }): VNode {
  return (
    <>
      <h1>
        {call.leftAt === null ? (
          <>
            No numbers from <From call={call} /> since {timeOfDay(call.lastAt)}
          </>
        ) : (
          <>
            <From call={call} /> left the room at {timeOfDay(call.leftAt)}
          </>
        )}
      </h1>
      {watching.value.type === 'here' ? (
        <p>
          Its call with <To call={call} /> has ended, or its page cannot be reached. What is below is the last that it measured.
        </p>
      ) : (
        <p>
          This page does not hear from the room at the moment; the call with <To call={call} /> may well go on. What is below is
          the last that arrived.
        </p>
      )}
    </>
  )
}

function From({ call }: { readonly call: LiveCall }): VNode {
  return <bdi>{displayName(call.from.name, call.from.peerId)}</bdi>
}

function To({ call }: { readonly call: LiveCall }): VNode {
  return <bdi>{displayName(call.peerName, call.peerId)}</bdi>
}

function Chip({
  term,
  note,
  children,
}: {
  readonly term: string
  readonly note?: string
  readonly children: ComponentChildren
}): VNode {
  return (
    <div class="summary-chip">
      <dt>{term}</dt>
      <dd>
        <b>{children}</b>
        {note === undefined ? null : <small>{note}</small>}
      </dd>
    </div>
  )
}
