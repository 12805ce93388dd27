import type { EventEntry } from '@earshot/diagnostics'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { eventInWords } from '../../lib/event-words.ts'
import { diffOf } from '../../lib/sdp.ts'
import type { Session } from '../../lib/session.ts'
import { words } from '../../state/language.ts'
import { marks } from '../../state/marks.ts'
import { pointAt } from '../../state/view.ts'
import './events.css'

const mostShown = 500

/** Everything that happened, with what each description changed. */
export function Events({ session }: { readonly session: Session }): VNode {
  const [filter, setFilter] = useState('')
  const { events: said } = words.value
  const own = (marks.value.get(session.key) ?? []).map(({ time, text }): EventEntry => ({
    type: 'event',
    connection: session.connection,
    timestamp: time,
    event: { type: 'mark', text },
  }))
  const all = [...session.events, ...own].toSorted((a, b) => a.timestamp - b.timestamp)
  const wanted = filter.trim().toLowerCase()
  const found = all.filter(({ event }) => wanted === '' || eventInWords(event).toLowerCase().includes(wanted))
  return (
    <>
      <label class="panel-search">
        {said.filter}
        <input type="search" value={filter} onInput={({ currentTarget: { value } }) => setFilter(value)} />
      </label>
      {all.length === 0 ? <p>{said.none}</p> : found.length === 0 ? <p>{said.noneFound}</p> : null}
      <ol class="events">
        {found.slice(-mostShown).map((entry) => (
          <li key={`${entry.timestamp} ${all.indexOf(entry)}`}>
            <button class="events-time" type="button" onClick={() => pointAt(entry.timestamp)}>
              {new Date(entry.timestamp).toISOString().slice(11, 23)}
            </button>
            <What entry={entry} before={descriptionBefore(all, entry)} />
          </li>
        ))}
      </ol>
    </>
  )
}

function What({ entry: { event }, before }: { readonly entry: EventEntry; readonly before: string | null }): VNode {
  const { events: said } = words.value
  if (event.type !== 'description' || event.sdp === null) return <bdi>{eventInWords(event)}</bdi>
  const lines = diffOf(before ?? event.sdp, event.sdp)
  const [added, removed] = ['+', '-'].map((sign) => lines.filter((line) => line.sign === sign).length)
  const changes = before === null ? '' : (added ?? 0) + (removed ?? 0) === 0 ? said.same : said.changed(added ?? 0, removed ?? 0)
  return (
    <details>
      <summary>
        {eventInWords(event)} <small>{changes}</small>
      </summary>
      <pre class="events-sdp">
        {lines.map(({ sign, text }, index) => (
          <span key={index} class={sign === '+' ? 'is-new' : sign === '-' ? 'is-gone' : undefined}>
            {sign} {text}
            {'\n'}
          </span>
        ))}
      </pre>
    </details>
  )
}

/** The last one of the same side. */
function descriptionBefore(all: readonly EventEntry[], entry: EventEntry): string | null {
  const { event } = entry
  if (event.type !== 'description') return null
  const found = all
    .slice(0, all.indexOf(entry))
    .findLast((other) => other.event.type === 'description' && other.event.sent === event.sent && other.event.sdp !== null)?.event
  return found?.type === 'description' ? found.sdp : null
}
