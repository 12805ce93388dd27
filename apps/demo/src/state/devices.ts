import { canChooseSpeaker, devices, watchLevel, type DeviceList, type Devices } from '@earshot/core'
import { effect, signal, type ReadonlySignal } from '@preact/signals'

import type { LocalMedia } from './local-media.ts'

/** What there is to choose from, and what was chosen of it. */
export interface DeviceChoice {
  /** `null` where the browser tells nothing: on an insecure page. */
  readonly list: ReadonlySignal<DeviceList | null>
  /** The id of the speaker; `null` is the system's choice. */
  readonly speaker: ReadonlySignal<string | null>
  readonly speakerCanBeChosen: boolean
  /** How loud the microphone is, in dB; `null` when it is silent, muted or off. */
  readonly microphoneLevel: ReadonlySignal<number | null>
  chooseSpeaker(deviceId: string): void
}

export function createDeviceChoice(media: LocalMedia): DeviceChoice {
  const list = signal<DeviceList | null>(null)
  const speaker = signal<string | null>(null)
  const microphoneLevel = signal<number | null>(null)

  void devices().then(
    (watch) => {
      list.value = watch.list
      watch.on('change', ({ list: next }) => (list.value = next))
      effect(() => refreshAfter(media.stream.value, watch))
    },
    () => {}, // an insecure page: what a call needs will say so
  )
  effect(() => {
    const track = media.microphoneTrack.value
    if (track === null) return undefined
    const stop = watchLevel(track, (level) => (microphoneLevel.value = level === null ? null : Math.round(level)))
    return () => {
      stop()
      microphoneLevel.value = null
    }
  })

  return {
    list,
    speaker,
    speakerCanBeChosen: canChooseSpeaker(),
    microphoneLevel,
    chooseSpeaker: (deviceId) => void (speaker.value = deviceId),
  }
}

/** Names become known with the first capture, and no browser tells that. */
function refreshAfter(stream: MediaStream | null, watch: Devices): void {
  if (stream !== null) watch.refresh().catch(() => {})
}
