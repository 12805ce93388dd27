import { connectLoopback, EarshotError } from '@earshot/core'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import { watchCall, type LiveCall } from '../state/live-call.ts'
import { createLocalMedia, type LocalMedia } from '../state/local-media.ts'

export type LoopbackState = 'idle' | 'asking' | 'ready' | 'connecting' | 'connected'

/** The call that this page makes to itself. */
export interface Loopback {
  readonly media: LocalMedia
  readonly state: ReadonlySignal<LoopbackState>
  /** The end that receives: its remote side is this page's own camera. */
  readonly callee: ReadonlySignal<LiveCall | null>
  /** Why the last call did not come about. */
  readonly problem: ReadonlySignal<string | null>
  start(): Promise<void>
  call(): Promise<void>
  hangUp(): void
}

export function createLoopback(): Loopback {
  const media = createLocalMedia()
  const callee = signal<LiveCall | null>(null)
  const connecting = signal<AbortController | null>(null)
  const problem = signal<string | null>(null)
  let endCall = (): void => {}

  return {
    media,
    callee,
    problem,

    state: computed(() => {
      if (callee.value !== null) return 'connected'
      if (connecting.value !== null) return 'connecting'
      if (media.asking.value !== null) return 'asking'
      return media.stream.value === null ? 'idle' : 'ready'
    }),

    async start() {
      await media.capture({ audio: true, video: true })
    },

    async call() {
      const stream = media.stream.value
      if (stream === null || connecting.value !== null || callee.value !== null) return
      const abort = new AbortController()
      connecting.value = abort
      problem.value = null
      try {
        const [calling, called] = await connectLoopback({ stream, signal: abort.signal })
        const live = watchCall(called)
        const stopSending = media.sendTo(calling)
        const stopWatching = called.on('state', (state) => {
          if (state === 'ended') endCall()
        })
        endCall = () => {
          endCall = () => {}
          stopWatching()
          stopSending()
          live.close()
          callee.value = null
          calling.hangUp()
        }
        callee.value = live
      } catch (error) {
        if (!abort.signal.aborted) problem.value = error instanceof EarshotError ? error.message : String(error)
      } finally {
        connecting.value = null
      }
    },

    hangUp() {
      connecting.value?.abort()
      endCall()
    },
  }
}
