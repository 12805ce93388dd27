import { signal, type ReadonlySignal } from '@preact/signals'

const tickMs = 1_000
const current = signal(Date.now())
setInterval(() => (current.value = Date.now()), tickMs)

/** The time, every second: what says "for 12 seconds" reads it. */
export const now: ReadonlySignal<number> = current
