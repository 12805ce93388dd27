import type { CallRecorder } from '@earshot/diagnostics'
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'

import type { LiveCall } from '../../state/live-call.ts'

export type Recording = 'off' | 'starting' | 'on' | 'kept' | 'refused'

/** Records the numbers of calls into this browser, where the dashboard finds them. */
export interface Recorder {
  readonly state: ReadonlySignal<Recording>
  /** What was recorded last is called so. */
  readonly name: ReadonlySignal<string>
  start(live: LiveCall): Promise<void>
  stop(): void
}

interface Running {
  readonly live: LiveCall
  readonly recorder: CallRecorder
}

export function createRecorder(current: ReadonlySignal<LiveCall | null>): Recorder {
  const state = signal<Recording>('off')
  const name = signal('')
  let running: Running | null = null

  const stop = (): void => {
    void running?.recorder.stop()
    running = null
    if (state.peek() === 'on') state.value = 'kept'
  }
  // It ends with its call, and a call does not begin with what was said about the last one.
  effect(() => {
    const live = current.value
    if (running !== null && running.live !== live) stop()
    if (live !== null && running === null) state.value = 'off'
  })

  return {
    state: computed(() => state.value),
    name: computed(() => name.value),

    async start(live) {
      if (running !== null || state.peek() === 'starting') return
      state.value = 'starting'
      try {
        const { openShelf, record } = await import('@earshot/diagnostics')
        const shelf = await openShelf()
        name.value = nameOf(live, new Date())
        const store = await shelf.open(name.peek())
        if (current.peek() !== live) return void (state.value = 'off')
        running = { live, recorder: record(live.call, { store }) }
        state.value = 'on'
      } catch (error) {
        console.warn(error) // A private window may keep nothing.
        state.value = 'refused'
      }
    },

    stop,
  }
}

/** As a file would be called: `2026-11-30 09.41.07 kitchen`. */
function nameOf({ call }: LiveCall, now: Date): string {
  const [day, time = ''] = now.toISOString().split('T')
  return `${day} ${time.slice(0, 8).replaceAll(':', '.')} ${call.peer.name}`
}
