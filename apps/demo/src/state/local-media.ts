import {
  EarshotError,
  localMedia,
  type Call,
  type EarshotErrorCode,
  type LostDevice,
  type MissingMedia,
  type Unsubscribe,
} from '@earshot/core'
import { computed, signal, type ReadonlySignal } from '@preact/signals'

import type { Wanted } from '../lib/capture-problem.ts'

export type Kind = 'audio' | 'video'
export type DeviceState = 'off' | 'on' | 'muted'

export interface CaptureFailure {
  readonly code: EarshotErrorCode
  readonly wanted: Wanted
  /** The device that was chosen, where one was. */
  readonly deviceId: string | null
}

/** The camera and microphone of this page as signals. Nothing is asked of the user before `capture`. */
export interface LocalMedia {
  /** `null` while nothing is open. */
  readonly stream: ReadonlySignal<MediaStream | null>
  /** What the browser is asking the user for now. */
  readonly asking: ReadonlySignal<Wanted | null>
  readonly problem: ReadonlySignal<CaptureFailure | null>
  /** What was unplugged while it was used. */
  readonly lost: ReadonlySignal<readonly LostDevice[]>
  readonly cameraTrack: ReadonlySignal<MediaStreamTrack | null>
  readonly microphoneTrack: ReadonlySignal<MediaStreamTrack | null>
  readonly camera: ReadonlySignal<DeviceState>
  readonly microphone: ReadonlySignal<DeviceState>
  /** The ids of the devices that are open, or else were chosen. */
  readonly chosen: ReadonlySignal<Readonly<Record<Kind, string | null>>>
  /**
   * Gets what is wanted and not there yet; `false` when there is none of it or it was given up. Where one kind is missing it goes on with the
   * other, and `problem` says why.
   */
  capture(wanted: Wanted, signal?: AbortSignal): Promise<boolean>
  /** Uses another device from now on. One that is off is opened with the next capture. */
  choose(kind: Kind, deviceId: string): Promise<void>
  setMuted(kind: Kind, muted: boolean): void
  /** Makes a call send what is open here, as it changes. */
  sendTo(call: Call): Unsubscribe
  forgetProblem(): void
  forgetLost(kind: Kind): void
  /** Switches camera and microphone off. */
  stop(): void
}

export function createLocalMedia(): LocalMedia {
  // Any microphone is better than none; another camera might show what nobody wants to show.
  const media = localMedia({ reacquire: { audio: 'any-device', video: 'same-device' } })
  const tracks = signal(media.tracks)
  const lost = signal<readonly LostDevice[]>([])
  const asking = signal<Wanted | null>(null)
  const problem = signal<CaptureFailure | null>(null)
  const preferred = signal<Readonly<Record<Kind, string | null>>>({ audio: null, video: null })
  const muted = signal<Readonly<Record<Kind, boolean>>>({ audio: false, video: false })
  let asked = 0

  const setMuted = (changed: Partial<Record<Kind, boolean>>): void => {
    media.setMuted(changed)
    muted.value = { ...muted.peek(), ...changed }
  }

  const read = (): void => {
    tracks.value = media.tracks
    lost.value = [...media.lost.values()]
  }
  media.on('track', read)
  media.on('lost', read)

  const trackOf = (kind: Kind): ReadonlySignal<MediaStreamTrack | null> => computed(() => tracks.value.get(kind) ?? null)
  const idOf = (kind: Kind): string | null => tracks.value.get(kind)?.getSettings().deviceId ?? preferred.value[kind]
  const deviceState = (kind: Kind): ReadonlySignal<DeviceState> =>
    computed(() => {
      const track = tracks.value.get(kind)
      if (track === undefined) return 'off'
      // Not by `enabled`, which says what is in effect: a call that mutes the track has its part in it.
      return muted.value[kind] ? 'muted' : 'on'
    })

  const open = async (wanted: Wanted, deviceId: string | null, task: () => Promise<unknown>): Promise<boolean> => {
    problem.value = null
    asking.value = wanted
    const mine = ++asked
    try {
      await task()
      return true
    } catch (error) {
      // Anything else was given up from here.
      if (error instanceof EarshotError) problem.value = { code: error.code, wanted, deviceId }
      return false
    } finally {
      if (mine === asked) asking.value = null
    }
  }
  const constraintsOf = (kind: Kind): MediaTrackConstraints => {
    const deviceId = preferred.peek()[kind]
    return deviceId === null ? {} : { deviceId: { exact: deviceId } }
  }

  return {
    stream: computed(() => (tracks.value.size === 0 ? null : media.stream)),
    asking,
    problem,
    lost,
    cameraTrack: trackOf('video'),
    microphoneTrack: trackOf('audio'),
    camera: deviceState('video'),
    microphone: deviceState('audio'),
    chosen: computed(() => ({ audio: idOf('audio'), video: idOf('video') })),

    async capture(wanted, giveUp) {
      const missing = {
        audio: wanted.audio && !media.tracks.has('audio'),
        video: wanted.video && !media.tracks.has('video'),
      }
      problem.value = null
      if (!missing.audio && !missing.video) return true
      const constraints = { audio: missing.audio && constraintsOf('audio'), video: missing.video && constraintsOf('video') }
      const ask = async (given: MediaStreamConstraints): Promise<readonly MissingMedia[]> =>
        (await media.capture({ ...given, fallback: true }, { signal: giveUp })).missing
      return open(missing, null, async () => {
        let absent = await ask(constraints).catch((error: unknown) => {
          if (!isOverConstrained(error)) throw error
          return null
        })
        if (absent === null || absent.some(({ error }) => isOverConstrained(error))) {
          // What was chosen is not connected any more.
          preferred.value = { audio: null, video: null }
          absent = await ask(missing)
        }
        for (const { kind, error } of absent) {
          problem.value = { code: error.code, wanted: { audio: kind === 'audio', video: kind === 'video' }, deviceId: null }
        }
      })
    },

    async choose(kind, deviceId) {
      if (!media.tracks.has(kind) && !media.lost.has(kind)) {
        preferred.value = { ...preferred.peek(), [kind]: deviceId }
        return
      }
      const wanted = { audio: kind === 'audio', video: kind === 'video' }
      const works = await open(wanted, deviceId, () => media.use(kind, deviceId))
      if (works) preferred.value = { ...preferred.peek(), [kind]: deviceId }
      read()
    },

    setMuted: (kind, isMuted) => setMuted({ [kind]: isMuted }),

    sendTo: (call) => media.sendTo(call),
    forgetProblem: () => void (problem.value = null),

    forgetLost(kind) {
      media.stop(kind)
      read()
    },

    stop() {
      media.stop()
      setMuted({ audio: false, video: false })
      read()
    },
  }
}

function isOverConstrained(error: unknown): boolean {
  return error instanceof EarshotError && error.code === 'over-constrained'
}
