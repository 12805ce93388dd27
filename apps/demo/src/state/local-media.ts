import { captureMedia, EarshotError, type EarshotErrorCode } from '@earshot/core'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import type { Wanted } from '../lib/capture-problem.ts'

export type Kind = 'audio' | 'video'
export type DeviceState = 'off' | 'on' | 'muted'

/** The camera and microphone of this page. Nothing is asked of the user before `capture`. */
export interface LocalMedia {
  readonly stream: ReadonlySignal<MediaStream | null>
  /** What the browser is asking the user for now. */
  readonly asking: ReadonlySignal<Wanted | null>
  readonly problem: ReadonlySignal<{ readonly code: EarshotErrorCode; readonly wanted: Wanted } | null>
  readonly cameraTrack: ReadonlySignal<MediaStreamTrack | null>
  readonly camera: ReadonlySignal<DeviceState>
  readonly microphone: ReadonlySignal<DeviceState>
  /** Gets what is wanted and not there yet; resolves with the new tracks, or with `null` when there is a problem or `stop` came first. */
  capture(wanted: Wanted): Promise<readonly MediaStreamTrack[] | null>
  setMuted(kind: Kind, muted: boolean): void
  forgetProblem(): void
  /** Switches camera and microphone off. */
  stop(): void
}

type Capture = (constraints: MediaStreamConstraints) => Promise<MediaStream>

export function createLocalMedia(capture: Capture = captureMedia): LocalMedia {
  const stream = signal<MediaStream | null>(null)
  const asking = signal<Wanted | null>(null)
  const problem = signal<{ code: EarshotErrorCode; wanted: Wanted } | null>(null)
  // A MediaStream and its tracks are not signals: this one changes whenever they do.
  const changes = signal(0)
  const changed = (): void => void changes.value++
  let generation = 0

  const tracksOf = (kind: Kind): readonly MediaStreamTrack[] =>
    stream.value?.getTracks().filter((track) => track.kind === kind && track.readyState === 'live') ?? []

  const deviceState = (kind: Kind): ReadonlySignal<DeviceState> =>
    computed(() => {
      void changes.value
      const tracks = tracksOf(kind)
      if (tracks.length === 0) return 'off'
      return tracks.some((track) => track.enabled) ? 'on' : 'muted'
    })

  return {
    stream,
    asking,
    problem,
    cameraTrack: computed(() => {
      void changes.value
      return tracksOf('video')[0] ?? null
    }),
    camera: deviceState('video'),
    microphone: deviceState('audio'),

    async capture(wanted) {
      const missing = {
        audio: wanted.audio && tracksOf('audio').length === 0,
        video: wanted.video && tracksOf('video').length === 0,
      }
      problem.value = null
      if (!missing.audio && !missing.video) return []
      const mine = ++generation
      asking.value = missing
      try {
        const captured = await capture(missing)
        if (mine !== generation) {
          stopTracks(captured)
          return null
        }
        const tracks = captured.getTracks()
        for (const track of tracks) track.addEventListener('ended', changed)
        if (stream.value === null) stream.value = captured
        else for (const track of tracks) stream.value.addTrack(track)
        changed()
        return tracks
      } catch (error) {
        if (mine === generation)
          problem.value = { code: error instanceof EarshotError ? error.code : 'capture-failed', wanted: missing }
        return null
      } finally {
        if (mine === generation) asking.value = null
      }
    },

    setMuted(kind, muted) {
      for (const track of tracksOf(kind)) track.enabled = !muted
      changed()
    },

    forgetProblem() {
      problem.value = null
    },

    stop() {
      generation++
      asking.value = null
      if (stream.value !== null) stopTracks(stream.value)
      stream.value = null
      changed()
    },
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
