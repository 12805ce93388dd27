import type { Call, CallState, Sample, Unsubscribe } from '@earshot/core'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import { callNumbers, type CallNumbers } from '../lib/call-numbers.ts'

/** A call as signals: what a view reads. */
export interface LiveCall {
  readonly call: Call
  readonly state: ReadonlySignal<CallState>
  /** When the present state began. */
  readonly since: ReadonlySignal<number>
  readonly connectedAt: ReadonlySignal<number | null>
  readonly remoteVideo: ReadonlySignal<MediaStreamTrack | null>
  readonly remoteAudio: ReadonlySignal<MediaStreamTrack | null>
  readonly remoteMuted: ReadonlySignal<Call['remoteMuted']>
  readonly numbers: ReadonlySignal<CallNumbers | null>
  /** Stops watching. The call goes on. */
  readonly close: Unsubscribe
}

export function watchCall(call: Call): LiveCall {
  const state = signal(call.state)
  const since = signal(Date.now())
  const connectedAt = signal<number | null>(call.state === 'connected' ? Date.now() : null)
  const tracks = signal([...call.remoteTracks.values()])
  const remoteMuted = signal(call.remoteMuted)
  const sample = signal<Sample | null>(null)

  const readTracks = (): void => void (tracks.value = [...call.remoteTracks.values()])
  const subscriptions = [
    call.on('state', (next) => {
      state.value = next
      since.value = Date.now()
      if (next === 'connected') connectedAt.value ??= Date.now()
    }),
    call.on('track', readTracks),
    call.on('track-removed', readTracks),
    call.on('remote-muted', (muted) => (remoteMuted.value = muted)),
    call.on('sample', (next) => (sample.value = next)),
  ]

  // The newest track of a kind is shown: it is the one that was added last.
  const newest = (kind: string): ReadonlySignal<MediaStreamTrack | null> =>
    computed(() => tracks.value.findLast(({ track }) => track.kind === kind)?.track ?? null)

  return {
    call,
    state,
    since,
    connectedAt,
    remoteVideo: newest('video'),
    remoteAudio: newest('audio'),
    remoteMuted,
    numbers: computed(() => (sample.value === null ? null : callNumbers(sample.value))),
    close() {
      for (const unsubscribe of subscriptions) unsubscribe()
    },
  }
}
