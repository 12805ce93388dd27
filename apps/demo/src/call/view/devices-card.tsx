import type { Device } from '@earshot/core'
import { Card } from '@earshot/ui'
import type { VNode } from 'preact'

import type { DeviceChoice } from '../../state/devices.ts'
import type { LocalMedia } from '../../state/local-media.ts'
import { deviceOptions, levelWords } from '../lib/device-words.ts'
import type { CallPage } from '../state/page.ts'

/** Which camera, microphone and speaker are used. */
export function DevicesCard({ page: { devices, calling } }: { readonly page: CallPage }): VNode | null {
  const list = devices.list.value
  if (list === null) return null
  const { media } = calling
  const chosen = media.chosen.value
  const busy = media.asking.value !== null
  return (
    <Card title="Devices" class="devices">
      <Choice
        name="Camera"
        devices={list.cameras}
        chosen={chosen.video}
        disabled={busy}
        onChoose={(id) => void media.choose('video', id)}
      />
      <Choice
        name="Microphone"
        devices={list.microphones}
        chosen={chosen.audio}
        disabled={busy}
        onChoose={(id) => void media.choose('audio', id)}
      />
      <Level media={media} devices={devices} />
      {devices.speakerCanBeChosen && list.speakers.length > 0 ? (
        <Choice
          name="Speaker"
          devices={list.speakers}
          chosen={devices.speaker.value}
          disabled={false}
          onChoose={(id) => devices.chooseSpeaker(id)}
        />
      ) : null}
    </Card>
  )
}

function Choice({
  name,
  devices,
  chosen,
  disabled,
  onChoose,
}: {
  readonly name: string
  readonly devices: readonly Device[]
  readonly chosen: string | null
  readonly disabled: boolean
  readonly onChoose: (id: string) => void
}): VNode {
  const { options, note } = deviceOptions(devices)
  if (note !== null) {
    return (
      <p class="device">
        <span class="device-name">{name}</span>
        <small>{note}</small>
      </p>
    )
  }
  const id = `choose-${name.toLowerCase()}`
  return (
    <div class="device">
      <label class="device-name" for={id}>
        {name}
      </label>
      <select
        id={id}
        value={chosen ?? options[0]?.id ?? ''}
        disabled={disabled}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

function Level({ media, devices }: { readonly media: LocalMedia; readonly devices: DeviceChoice }): VNode | null {
  const state = media.microphone.value
  if (state === 'off') return null
  const level = devices.microphoneLevel.value
  return (
    <div class="device-level">
      <meter aria-label="Level of the microphone" min={-60} max={0} value={level ?? -60} />
      <small>{levelWords(state, level)}</small>
    </div>
  )
}
