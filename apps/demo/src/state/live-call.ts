import type { Call, CallState, Sample, Unsubscribe } from '@earshot/core'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import { screenLabel } from '../lib/screen-label.ts'
import { callNumbers, type CallNumbers } from '../lib/call-numbers.ts'

/** A call as signals: what a view reads. */
export interface LiveCall {
  readonly call: Call
  readonly state: ReadonlySignal<CallState>
  /** When the present state began. */
  readonly since: ReadonlySignal<number>
  readonly connectedAt: ReadonlySignal<number | null>
  readonly remoteVideo: ReadonlySignal<MediaStreamTrack | null>
  /** The microphone. */
  readonly remoteAudio: ReadonlySignal<MediaStreamTrack | null>
  /** The sound of the screen that the other side shares. */
  readonly remoteScreenAudio: ReadonlySignal<MediaStreamTrack | null>
  readonly remoteMuted: ReadonlySignal<Call['remoteMuted']>
  readonly numbers: ReadonlySignal<CallNumbers | null>
  /** While it rings: the path is there already. */
  readonly ready: ReadonlySignal<boolean>
  /** Milliseconds from accept to the other side's first picture. `null` until it is there, and where nobody looked. */
  readonly firstPictureMs: ReadonlySignal<number | null>
  /** Tells when that picture was shown, on the clock of `performance.now()`. */
  pictureShown(at: number): void
  /** Stops watching. The call goes on. */
  readonly close: Unsubscribe
}

/** @param pressedAt when somebody pressed Accept here; without it, accept is when the call stops ringing. */
export function watchCall(call: Call, pressedAt: number | null = null): LiveCall {
  const state = signal(call.state)
  const since = signal(Date.now())
  const connectedAt = signal<number | null>(call.state === 'connected' ? Date.now() : null)
  const tracks = signal([...call.remoteTracks.values()])
  const remoteMuted = signal(call.remoteMuted)
  const sample = signal<Sample | null>(null)
  const ready = signal(call.ready)
  const firstPictureMs = signal<number | null>(null)
  let acceptedAt = pressedAt

  const readTracks = (): void => void (tracks.value = [...call.remoteTracks.values()])
  const subscriptions = [
    call.on('state', (next) => {
      state.value = next
      since.value = Date.now()
      acceptedAt ??= performance.now()
      if (next === 'connected') connectedAt.value ??= Date.now()
    }),
    call.on('track', readTracks),
    call.on('track-removed', readTracks),
    call.on('remote-muted', (muted) => (remoteMuted.value = muted)),
    call.on('ready', (next) => (ready.value = next)),
    call.on('sample', (next) => (sample.value = next)),
  ]

  // The newest track is shown: it is the one that was added last. A screen comes first.
  const newest = (kind: string, ofScreen: boolean): MediaStreamTrack | null =>
    tracks.value.findLast(({ track, label }) => track.kind === kind && (label === screenLabel) === ofScreen)?.track ?? null

  return {
    call,
    state,
    since,
    connectedAt,
    remoteVideo: computed(() => newest('video', true) ?? newest('video', false)),
    remoteAudio: computed(() => newest('audio', false)),
    remoteScreenAudio: computed(() => newest('audio', true)),
    remoteMuted,
    numbers: computed(() => (sample.value === null ? null : callNumbers(sample.value))),
    ready,
    firstPictureMs,
    pictureShown(at) {
      // A muted camera sends pictures too: black ones.
      if (acceptedAt !== null && !remoteMuted.peek().video) firstPictureMs.value ??= Math.max(0, at - acceptedAt)
    },
    close() {
      for (const unsubscribe of subscriptions) unsubscribe()
    },
  }
}
