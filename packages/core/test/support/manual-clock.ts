import type { Clock } from '../../src/clock.ts'

/** Time that moves when the test says so. */
export function manualClock() {
  let now = 0
  const tasks = new Set<{ readonly at: number; readonly run: () => void }>()
  const clock: Clock = {
    now: () => now,
    origin: 0,
    after(delayMs, run) {
      const task = { at: now + delayMs, run }
      tasks.add(task)
      return () => tasks.delete(task)
    },
  }
  const pass = async (ms: number) => {
    now += ms
    for (const task of [...tasks]) {
      if (task.at > now || !tasks.delete(task)) continue
      task.run()
    }
    await settled()
  }
  return { clock, pass, waiting: () => tasks.size }
}

/** Lets promises that are settled already run their continuations. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
