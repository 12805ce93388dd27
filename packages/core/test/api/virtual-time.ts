import { vi } from 'vitest'

interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Timers and the clock of a page, moved by the test. Promises settle between two timers, as they do in a browser. */
export class VirtualTime {
  #now = 0
  #tasks: Task[] = []
  #orders = 0
  readonly #yield = setImmediate

  /** Takes the place of `setTimeout`, `clearTimeout` and `performance`. */
  install(): void {
    vi.stubGlobal('setTimeout', (run: () => void, delayMs = 0) => this.after(delayMs, run))
    vi.stubGlobal('clearTimeout', (task: Task | undefined) => this.cancel(task))
    vi.stubGlobal('performance', { now: () => this.#now, timeOrigin: 0 })
  }

  get now(): number {
    return this.#now
  }

  /** Timers that have not run, by when they are due. */
  get waiting(): readonly number[] {
    return this.#tasks.map(({ at }) => at)
  }

  after(delayMs: number, run: () => void): Task {
    this.#orders += 1
    const task: Task = { at: this.#now + Math.max(0, delayMs), order: this.#orders, run }
    // Most are due last.
    let index = this.#tasks.length
    while (index > 0 && (this.#tasks[index - 1]?.at ?? 0) > task.at) index -= 1
    this.#tasks.splice(index, 0, task)
    return task
  }

  cancel(task: Task | undefined): void {
    const index = task === undefined ? -1 : this.#tasks.indexOf(task)
    if (index >= 0) this.#tasks.splice(index, 1)
  }

  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    await this.settle()
    for (let task = this.#tasks[0]; task !== undefined && task.at <= until; task = this.#tasks[0]) {
      this.#tasks.shift()
      this.#now = task.at
      this.#run(task)
      await this.settle()
    }
    this.#now = until
  }

  #run(task: Task): void {
    try {
      task.run()
    } catch (error) {
      // As in a browser, it is nobody's.
      queueMicrotask(() => {
        throw error
      })
    }
  }

  /** Every promise that can go on without a timer has gone on: a tick of Node comes after all of its microtasks. */
  settle(): Promise<void> {
    return new Promise((resolve) => process.nextTick(resolve))
  }

  /** As `settle`, and Node has told which rejections nobody handles. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#yield(resolve))
  }

  /** Forgets every timer, and begins again at 0. */
  reset(): void {
    this.#tasks = []
    this.#now = 0
    this.#orders = 0
  }
}
