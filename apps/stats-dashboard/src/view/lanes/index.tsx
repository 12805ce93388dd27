import { explain, type Issue } from '@earshot/diagnostics'
import type { VNode } from 'preact'

import { eventInWords } from '../../lib/event-words.ts'
import { eventTicks, issueBars } from '../../lib/lanes.ts'
import { issuesOf, type Session } from '../../lib/session.ts'
import { timeOfDay } from '../../lib/words.ts'
import { language, words } from '../../state/language.ts'
import { marks } from '../../state/marks.ts'
import { cursor, timeWindow, zoomTo } from '../../state/view.ts'
import { namesOf } from '../names.ts'
import { toneOfSeverity } from '../tones.ts'
import './index.css'

/** Issues and what happened to the connection, on the axis of time that the charts have. */
export function Lanes({ session }: { readonly session: Session }): VNode {
  const { lanes } = words.value
  return (
    <section class="card lanes" aria-label={`${lanes.issues}, ${lanes.connection}`}>
      <IssueLane session={session} />
      <EventLane session={session} />
      <Cursor />
    </section>
  )
}

function IssueLane({ session }: { readonly session: Session }): VNode {
  const { lanes } = words.value
  const bars = issueBars(issuesOf(session), timeWindow.value)
  const rows = Math.max(1, ...bars.map(({ row }) => row + 1))
  return (
    <>
      <span class="lanes-name" id="lane-issues">
        {lanes.issues}
      </span>
      <ul class={`lane is-rows-${rows}`} aria-labelledby="lane-issues">
        {bars.length === 0 ? <li class="lane-none">{lanes.none}</li> : null}
        {bars.map(({ issue, row, left, width }) => (
          <li key={issue.id}>
            <Positioned
              left={left}
              width={width}
              row={row}
              class={`lane-bar is-${toneOfSeverity[issue.severity]}${issue.suppressedBy === null ? '' : ' is-explained'}`}
            >
              <button
                type="button"
                title={titleOf(issue, session)}
                onClick={() => zoomTo({ from: issue.startedAt - 15_000, to: (issue.endedAt ?? session.to) + 15_000 })}
              >
                {signs[issue.severity]} {explain(issue, language.value).name}
              </button>
            </Positioned>
          </li>
        ))}
      </ul>
    </>
  )
}

const signs = { info: '●', warning: '◆', critical: '■' } as const

function titleOf(issue: Issue, session: Session): string {
  const { explanation } = explain(issue, language.value, namesOf(session))
  return `${explanation} ${timeOfDay(issue.startedAt)} – ${issue.endedAt === null ? '' : timeOfDay(issue.endedAt)}`
}

function EventLane({ session }: { readonly session: Session }): VNode {
  const { lanes } = words.value
  const own = (marks.value.get(session.key) ?? []).map(({ time, text }) => ({
    ...({ type: 'event', connection: session.connection, timestamp: time } as const),
    event: { type: 'mark', text } as const,
  }))
  const all = [...session.events, ...own].toSorted((a, b) => a.timestamp - b.timestamp)
  const ticks = eventTicks(all, timeWindow.value)
  return (
    <>
      <span class="lanes-name" id="lane-connection">
        {lanes.connection}
      </span>
      <ul class="lane is-rows-1" aria-labelledby="lane-connection">
        {ticks.map(({ events, left, width }) => {
          const said = events.map(({ event }) => eventInWords(event))
          const key = `${events[0]?.timestamp} ${said[0] ?? ''}`
          return (
            <li key={key}>
              <Positioned left={left} width={width} row={0} class="lane-tick">
                <span title={events.map(({ timestamp }, index) => `${timeOfDay(timestamp)} ${said[index] ?? ''}`).join('\n')}>
                  {said.at(-1)}
                  {said.length > 1 ? ` +${said.length - 1}` : ''}
                </span>
              </Positioned>
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** Styles of an element are set by its object: the page's policy allows no style attributes in markup. */
function Positioned({
  left,
  width,
  row,
  class: name,
  children,
}: {
  readonly left: number
  readonly width: number
  readonly row: number
  readonly class: string
  readonly children: VNode
}): VNode {
  return (
    <div class={name} style={{ left: `${100 * left}%`, width: `${100 * width}%`, top: `${24 * row}px` }}>
      {children}
    </div>
  )
}

function Cursor(): VNode | null {
  const time = cursor.value
  const { from, to } = timeWindow.value
  if (time === null || time < from || time > to) return null
  return (
    <div class="lanes-over" aria-hidden="true">
      <div class="lanes-cursor" style={{ left: `${(100 * (time - from)) / (to - from)}%` }} />
    </div>
  )
}
