import { signal, type ReadonlySignal } from '@preact/signals'

const tickMs = 1_000
const current = signal(Date.now())
setInterval(() => (current.value = Date.now()), tickMs)

/** The time, every second: what says "for 12 s" reads it. */
export const now: ReadonlySignal<number> = current

/** Whole seconds from `start` until now. */
export function secondsSince(start: number): number {
  return Math.max(0, Math.floor((now.value - start) / 1_000))
}
