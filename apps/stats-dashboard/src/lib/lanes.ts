import type { EventEntry, Issue, RecordedEvent } from '@earshot/diagnostics'

import type { TimeWindow } from './plot-view.ts'

/** Something on a lane, by the share of the lane's width. */
export interface Placed {
  readonly left: number
  readonly width: number
}

export interface IssueBar extends Placed {
  readonly issue: Issue
  /** Issues that overlap are in rows of their own. */
  readonly row: number
}

export interface EventTick extends Placed {
  readonly events: readonly EventEntry[]
}

const maxRows = 4

/** The issues in a window as bars; what lasts reaches to its end. Those that something else explains come after it, what is only worth knowing last. */
export function issueBars(issues: readonly Issue[], window: TimeWindow): readonly IssueBar[] {
  const span = Math.max(1, window.to - window.from)
  const ends: number[] = []
  return issues
    .filter(({ startedAt, endedAt }) => startedAt < window.to && (endedAt ?? Infinity) >= window.from)
    .toSorted((a, b) => rank(a) - rank(b) || a.startedAt - b.startedAt)
    .flatMap((issue) => {
      const from = Math.max(issue.startedAt, window.from)
      const to = Math.min(issue.endedAt ?? window.to, window.to)
      const free = ends.findIndex((end) => end <= from)
      const row = free === -1 ? ends.length : free
      if (row >= maxRows) return []
      ends[row] = to
      return [{ issue, row, left: (from - window.from) / span, width: Math.max(0.004, (to - from) / span) }]
    })
}

const severities = { critical: 0, warning: 1, info: 4 }

function rank({ suppressedBy, severity }: Issue): number {
  return (suppressedBy === null ? 0 : 2) + severities[severity]
}

/** Ticks closer than this share of the lane are one, with all that happened at it. */
const closest = 0.012

/** What happened to the connection in a window. The label of a tick has the room up to the next. */
export function eventTicks(events: readonly EventEntry[], window: TimeWindow): readonly EventTick[] {
  const span = Math.max(1, window.to - window.from)
  const groups: { left: number; events: EventEntry[] }[] = []
  for (const entry of events) {
    if (entry.timestamp < window.from || entry.timestamp > window.to || !isTold(entry.event)) continue
    const left = (entry.timestamp - window.from) / span
    const last = groups.at(-1)
    if (last !== undefined && left - last.left < closest) last.events.push(entry)
    else groups.push({ left, events: [entry] })
  }
  return groups.map(({ left, events: together }, index) => ({
    left,
    events: together,
    width: (groups[index + 1]?.left ?? 1) - left,
  }))
}

const told: ReadonlySet<RecordedEvent['type']> = new Set([
  'call',
  'warm-up',
  'ready',
  'description',
  'ice',
  'connection',
  'dtls',
  'track',
  'track-removed',
  'first-frame',
  'recovery',
  'closed',
  'opened',
  'dropped',
  'mark',
])

/** Whether it belongs on a lane rather than only in the log. */
export function isTold({ type }: RecordedEvent): boolean {
  return told.has(type)
}
