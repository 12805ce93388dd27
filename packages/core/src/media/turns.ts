import { abortable, type Abortable } from './abortable.ts'

/** Runs tasks one after the other. Each is for some things, and can be given up with everything else for one of them. */
export class Turns<Thing> {
  readonly #waiting = new Set<{ readonly things: readonly Thing[]; readonly abort: AbortController }>()
  #last: Promise<unknown> = Promise.resolve()

  async run<Value>(
    things: readonly Thing[],
    { signal }: Abortable,
    task: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    signal?.throwIfAborted()
    const turn = { things, abort: new AbortController() }
    const giveUp = () => turn.abort.abort(signal?.reason)
    signal?.addEventListener('abort', giveUp)
    this.#waiting.add(turn)
    const before = this.#last
    const running = runAfter(before, turn.abort.signal, task)
    this.#last = Promise.allSettled([before, running])
    try {
      return await running
    } finally {
      this.#waiting.delete(turn)
      signal?.removeEventListener('abort', giveUp)
    }
  }

  /** Whether a task for this is running or waits for its turn. */
  has(thing: Thing): boolean {
    return [...this.#waiting].some(({ things }) => things.includes(thing))
  }

  giveUp(thing: Thing): void {
    for (const { things, abort } of this.#waiting) if (things.includes(thing)) abort.abort()
  }
}

async function runAfter<Value>(
  before: Promise<unknown>,
  signal: AbortSignal,
  task: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  await abortable(before, signal)
  return task(signal)
}
