import { rangeOf } from '@earshot/diagnostics'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import { otherEnd } from '../lib/live.ts'
import type { TimeWindow } from '../lib/plot-view.ts'
import { isLive, verdictNow, type Session } from '../lib/session.ts'
import { link, show } from './address.ts'
import { now } from './now.ts'
import { sessions } from './sessions.ts'

const order = { bad: 0, poor: 1, fair: 2, unknown: 3, good: 4 }

/** Worst first; those that go on before those that are over. */
export const listed: ReadonlySignal<readonly Session[]> = computed(() =>
  [...sessions.value.values()]
    .map((session) => {
      const live = isLive(session, now.value)
      return { session, live, level: order[verdictNow(session, live || session.origin.type === 'live').level] }
    })
    .toSorted((a, b) => Number(b.live) - Number(a.live) || a.level - b.level || a.session.from - b.session.from)
    .map(({ session }) => session),
)

/** The one the address names, else the first that is listed. */
export const selected: ReadonlySignal<Session | null> = computed(
  () => sessions.value.get(link.value.session) ?? listed.value[0] ?? null,
)

export const selectedIsLive: ReadonlySignal<boolean> = computed(
  () => selected.value !== null && isLive(selected.value, now.value),
)

/** The one that is drawn beside it. */
export const compared: ReadonlySignal<Session | null> = computed(() => {
  const { compare } = link.value
  const session = compare === '' ? null : (sessions.value.get(compare) ?? null)
  return session === null || session.key === selected.value?.key ? null : session
})

/** By how much the compared one has to be moved to begin where the selected one does; 0 for the two ends of one call. */
export const comparedShift: ReadonlySignal<number> = computed(() => {
  const [session, other] = [selected.value, compared.value]
  if (session === null || other === null || otherEnd(sessions.value, session)?.key === other.key) return 0
  return startOf(session) - startOf(other)
})

function startOf(session: Session): number {
  return rangeOf(session.history)?.from ?? session.from
}

/** How much time the charts show while they follow, ms; `null`: all there is. */
export const spans = [120_000, 600_000, null] as const
export type Span = (typeof spans)[number]

const currentSpan = signal<Span | undefined>(undefined)
/** Of a call that goes on the last two minutes, of a recording all of it, until something else is chosen. */
export const span: ReadonlySignal<Span> = computed(() => {
  if (currentSpan.value !== undefined) return currentSpan.value
  return selected.value?.origin.type === 'file' ? null : spans[0]
})

export function showSpan(chosen: Span): void {
  currentSpan.value = chosen
  show({ window: null })
}

/** All that is known of the selected one. */
export const wholeRange: ReadonlySignal<TimeWindow> = computed(() => {
  const session = selected.value
  const range = session === null ? null : rangeOf(session.history)
  if (session === null) return { from: 0, to: 1 }
  const [from, to] = [Math.min(range?.from ?? Infinity, session.from), Math.max(range?.to ?? 0, session.to)]
  return { from, to: Math.max(to, from + 1) }
})

/** A new call begins with a smaller window, so that it fills its charts. */
const smallestSpan = 30_000

export const timeWindow: ReadonlySignal<TimeWindow> = computed(() => {
  if (link.value.window !== null) return link.value.window
  const { from, to } = wholeRange.value
  const wanted = span.value
  if (wanted === null) return { from, to }
  const fits = [smallestSpan, wanted / 2, wanted].find((candidate) => candidate >= to - from) ?? wanted
  return { from: to - fits, to }
})

/** Whether the charts follow the newest. */
export const following: ReadonlySignal<boolean> = computed(() => link.value.window === null)

export function zoomTo({ from, to }: TimeWindow): void {
  const least = 2_000
  const middle = (from + to) / 2
  show({ window: to - from < least ? { from: middle - least / 2, to: middle + least / 2 } : { from, to } })
}

/** By a factor, about a time. */
export function zoomBy(factor: number, about: number): void {
  const { from, to } = timeWindow.value
  const whole = wholeRange.value
  const next = { from: about - (about - from) * factor, to: about + (to - about) * factor }
  if (next.from <= whole.from && next.to >= whole.to) follow(null)
  else zoomTo({ from: Math.max(whole.from, next.from), to: Math.min(whole.to, next.to) })
}

export function pause(): void {
  show({ window: timeWindow.value })
}

/** Follows the newest again. */
export function follow(chosen?: Span): void {
  if (chosen !== undefined) currentSpan.value = chosen
  show({ window: null })
}

const currentCursor = signal<number | null>(null)
/** The time under the pointer or chosen by keys, on all charts; `null`: the newest. */
export const cursor: ReadonlySignal<number | null> = currentCursor

export function pointAt(time: number | null): void {
  currentCursor.value = time
}

/** The time that panels are about. */
export const momentShown: ReadonlySignal<number> = computed(() => currentCursor.value ?? timeWindow.value.to)
