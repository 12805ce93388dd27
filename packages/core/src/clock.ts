/** Time as a parameter, so that tests own it. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean something. */
  now(): number
  /** Milliseconds since the epoch at which `now` was 0; the time of statistics is on the same clock. */
  readonly origin: number
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  origin: performance.timeOrigin,
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
