import { Button } from '@earshot/ui'
import type { VNode } from 'preact'

import { otherEnd } from '../../lib/live.ts'
import type { Session } from '../../lib/session.ts'
import { timeOfDay } from '../../lib/words.ts'
import { link, show } from '../../state/address.ts'
import { words } from '../../state/language.ts'
import { addMark, marks } from '../../state/marks.ts'
import { sessions } from '../../state/sessions.ts'
import {
  compared,
  comparedShift,
  follow,
  following,
  momentShown,
  pause,
  selectedIsLive,
  showSpan,
  span,
  spans,
  timeWindow,
  wholeRange,
  zoomTo,
} from '../../state/view.ts'
import { titleOf } from '../names.ts'
import './index.css'

/** Which time is shown, whether it follows, and beside what. */
export function TimeBar({ session }: { readonly session: Session }): VNode {
  const { time } = words.value
  const { from, to } = timeWindow.value
  return (
    <div class="timebar">
      <div class="timebar-group" role="group" aria-label={time.shown}>
        {spans.map((choice) => (
          <Button key={String(choice)} aria-pressed={following.value && span.value === choice} onClick={() => showSpan(choice)}>
            {choice === null ? time.all : time.minutes(choice / 60_000)}
          </Button>
        ))}
      </div>
      <FollowButton />
      <span class="timebar-range">
        {timeOfDay(from)} – {timeOfDay(to)}
      </span>
      <Scrubber />
      <Button onClick={() => markNow(session)} aria-keyshortcuts="m">
        {time.mark}
      </Button>
      <Compare session={session} />
    </div>
  )
}

function FollowButton(): VNode | null {
  const { time } = words.value
  if (!following.value) {
    return (
      <Button tone="primary" onClick={() => follow()} aria-keyshortcuts="l">
        {selectedIsLive.value ? time.resume : time.reset}
      </Button>
    )
  }
  if (!selectedIsLive.value) return null
  return (
    <Button onClick={pause} aria-keyshortcuts="Space">
      {time.pause}
    </Button>
  )
}

/** Moves the window over the whole of the recording; it has the window's width of steps. */
function Scrubber(): VNode | null {
  const whole = wholeRange.value
  const { from, to } = timeWindow.value
  const width = to - from
  const room = whole.to - whole.from - width
  if (room < 1_000) return null
  return (
    <input
      class="timebar-scrub"
      type="range"
      aria-label={words.value.time.shown}
      aria-valuetext={`${timeOfDay(from)} – ${timeOfDay(to)}`}
      min={0}
      max={room}
      step={Math.max(1, Math.round(width / 20))}
      value={Math.max(0, from - whole.from)}
      onInput={({ currentTarget: { value } }) => {
        const start = whole.from + Number(value)
        zoomTo({ from: start, to: start + width })
      }}
    />
  )
}

/** Where the cursor is, else now. */
export function markNow(session: Session): void {
  const known = marks.value.get(session.key) ?? []
  addMark(session.key, { time: momentShown.value, text: words.value.time.markName(known.length + 1) })
}

function Compare({ session }: { readonly session: Session }): VNode | null {
  const { compare } = words.value
  const others = [...sessions.value.values()].filter(({ key }) => key !== session.key)
  if (others.length === 0) return null
  const other = otherEnd(sessions.value, session)
  return (
    <>
      {other === null ? null : (
        <Button
          aria-pressed={compared.value?.key === other.key}
          onClick={() => show({ compare: compared.value?.key === other.key ? '' : other.key })}
        >
          {compare.otherEnd}
        </Button>
      )}
      <label class="timebar-compare">
        <span>{compare.with}</span>
        <select value={link.value.compare} onChange={({ currentTarget: { value } }) => show({ compare: value })}>
          <option value="">{compare.nothing}</option>
          {others.map((candidate) => (
            <option key={candidate.key} value={candidate.key}>
              {titleOf(candidate)}
            </option>
          ))}
        </select>
      </label>
      {compared.value === null ? null : <small>{comparedShift.value === 0 ? compare.same : compare.aligned}</small>}
    </>
  )
}
