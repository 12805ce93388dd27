import {
  addToHistory,
  inquire,
  newHistory,
  newInquiry,
  numbersOf,
  issuesOf as issuesOfInquiry,
  together,
  verdictAfter,
  verdictNow as presentVerdict,
  type Entry,
  type EventEntry,
  type History,
  type Inquiry,
  type Issue,
  type Score,
  type Verdict,
} from '@earshot/diagnostics'
import type { Sample } from '@earshot/core/stats'

import { glanceOf } from './glance.ts'

/** What one end of one connection recorded, live or from a file. Everything on the page is about one of these. */
export interface Session {
  readonly key: string
  readonly origin: Origin
  /** How the connection is called in its recording. */
  readonly connection: string
  readonly inquiry: Inquiry
  /** It is carried over from one session to the next, not copied. */
  readonly history: History
  /** What happened, oldest first. */
  readonly events: readonly EventEntry[]
  readonly sample: Sample | null
  /** The numbers of the glance over all of it: means by time. */
  readonly means: ReadonlyMap<string, number>
  /** ms since the epoch, by the clock of the recording; 0 while there is nothing. */
  readonly from: number
  readonly to: number
  readonly reports: number
  /** When the call ended, by the same clock; `null` while it goes on. */
  readonly endedAt: number | null
}

/** Where a session comes from. */
export type Origin =
  | {
      readonly type: 'live'
      /** The peer that measured, and the one it is in a call with. */
      readonly self: Person
      readonly peer: Person
      /** The same for both ends of a call. */
      readonly call: string
      /** When something came last, by this page's clock; when it was left. */
      readonly heardAt: number
      readonly spacingMs: number
      readonly leftAt: number | null
    }
  | {
      readonly type: 'file'
      readonly file: string
      readonly name: string
      readonly format: string
      /** Tells whether the file has no other connection. */
      readonly only: boolean
      /** Of the whole file. */
      readonly verdict: Verdict
    }

export interface Person {
  readonly id: string
  readonly name: string
}

const maxEvents = 5_000

/** A session that grows. */
export interface Growing {
  push(entry: Entry): void
  /** A camera or a screen was captured, which belongs to no connection. */
  capture(entry: EventEntry): void
  /** As it is now: what is large in it is carried over, not copied. */
  session(origin: Origin): Session
}

export function growing(key: string, connection: string): Growing {
  const history = newHistory()
  const events: EventEntry[] = []
  let inquiry = newInquiry
  const sums = new Map<string, Sum>()
  let last: Sample | null = null
  let [from, to, reports] = [0, 0, 0]
  let endedAt: number | null = null
  return {
    capture(entry) {
      ;[inquiry] = inquire(inquiry, entry)
    },
    push(entry) {
      const [next, { sample }] = inquire(inquiry, entry)
      inquiry = next
      const time = entry.type === 'report' ? entry.report.timestamp : entry.timestamp
      from = from === 0 ? time : Math.min(from, time)
      to = Math.max(to, time)
      if (entry.type === 'event') {
        events.push(entry)
        if (entry.event.type === 'call') endedAt = entry.event.state === 'ended' ? time : null
        if (events.length > maxEvents) events.splice(0, events.length - maxEvents / 2)
        return
      }
      reports += 1
      if (sample === null) return
      const score = inquiry.connections.get(connection)?.judging.score?.value ?? null
      const glance = glanceOf(sample, score)
      add(sums, glance, last === null || sample.gap ? 0 : sample.timestamp - last.timestamp)
      last = sample
      addToHistory(history, sample.timestamp, new Map<string, number>([...numbersOf(sample), ...glance]), sample.gap)
    },
    session: (origin) => ({
      key,
      origin,
      connection,
      inquiry,
      history,
      events,
      sample: last,
      means: new Map([...sums].map(([name, { sum, ms }]) => [name, sum / ms])),
      from,
      to,
      reports,
      endedAt,
    }),
  }
}

interface Sum {
  readonly sum: number
  readonly ms: number
}

function add(sums: Map<string, Sum>, numbers: ReadonlyMap<string, number>, ms: number): void {
  if (ms <= 0) return
  for (const [name, value] of numbers) {
    const known = sums.get(name)
    sums.set(name, { sum: (known?.sum ?? 0) + value * ms, ms: (known?.ms ?? 0) + ms })
  }
}

/** How good it is now; `null` while nothing can be said. */
export function scoreOf({ inquiry, connection }: Session): Score | null {
  return inquiry.connections.get(connection)?.judging.score ?? null
}

export function issuesOf({ inquiry }: Session): readonly Issue[] {
  return issuesOfInquiry(inquiry)
}

/**
 * Of a call that goes on what is wrong now, else what was wrong most of all. The connection that the verdict of a file is about has that of the
 * file.
 */
export function verdictNow({ inquiry, origin, connection }: Session, live: boolean): Verdict {
  if (live) return presentVerdict(inquiry)
  if (origin.type === 'file' && origin.verdict.among?.connection === connection) return origin.verdict
  return verdictAfter(inquiry)
}

/** What there is to know of a file, whichever of its connections it is about. */
export function verdictOfFile(sessions: readonly Pick<Session, 'inquiry'>[]): Verdict {
  return verdictAfter(together(sessions.map(({ inquiry }) => inquiry)))
}

/** Over time; `null` where nothing can be said. */
export function meanScore({ inquiry, connection }: Session): number | null {
  const known = inquiry.connections.get(connection)
  return known === undefined || known.scoreSeconds === 0 ? null : known.scoreSum / known.scoreSeconds
}

/** A page that is busy or in the background reads less often, at most twice as seldom as before, and sends in batches. */
const silenceMs = 8_000
const longestSilenceMs = 25_000
const silenceFactor = 2.5

/** Whether numbers still come. */
export function isLive({ origin, endedAt }: Session, now: number): boolean {
  if (origin.type === 'file' || origin.leftAt !== null || endedAt !== null) return false
  return now - origin.heardAt <= Math.min(longestSilenceMs, Math.max(silenceMs, silenceFactor * origin.spacingMs))
}
