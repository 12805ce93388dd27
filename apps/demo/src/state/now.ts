import { signal } from '@preact/signals'

const tickMs = 1_000
const now = signal(Date.now())
setInterval(() => (now.value = Date.now()), tickMs)

/** Whole seconds from `start` until now. What reads it, for example "for 12 s", is rendered again every second. */
export function secondsSince(start: number): number {
  return Math.max(0, Math.floor((now.value - start) / 1_000))
}
