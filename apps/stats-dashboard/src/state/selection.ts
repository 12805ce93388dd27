import { computed, signal, type ReadonlySignal } from '@preact/signals'

import { isLive, listed, type LiveCall } from '../lib/live-calls.ts'
import { chosenKey } from './address.ts'
import { now } from './now.ts'
import { calls } from './watch.ts'

/** How much time the charts can show. The shorter choice begins smaller, so that a new call fills its charts. */
export const timeRanges = [
  { label: '2 min', windowsMs: [30_000, 60_000, 120_000] },
  { label: '10 min', windowsMs: [600_000] },
] as const

type TimeRange = (typeof timeRanges)[number]

const currentRange = signal<TimeRange>(timeRanges[0])

export const timeRange: ReadonlySignal<TimeRange> = currentRange

export function showRange(range: TimeRange): void {
  currentRange.value = range
}

export const listedCalls: ReadonlySignal<readonly LiveCall[]> = computed(() => listed(calls.value, now.value))

/** The call the address names, else the first that is listed. */
export const selectedCall: ReadonlySignal<LiveCall | undefined> = computed(
  () => calls.value.get(chosenKey.value) ?? listedCalls.value[0],
)

export const selectedIsLive: ReadonlySignal<boolean> = computed(
  () => selectedCall.value !== undefined && isLive(selectedCall.value, now.value),
)
