import type { DeviceList } from './device-list.ts'

export type MediaKind = 'audio' | 'video'

/** A camera or microphone that went away while it was used. */
export interface LostDevice {
  readonly kind: MediaKind
  readonly id: string | null
  readonly label: string
}

/** What may take a lost device's place by itself: nothing, the same device when it is back, or also another one. */
export type Reacquire = 'never' | 'same-device' | 'any-device'

/** The id of the device that takes the lost one's place; `null` when there is none yet. */
export function chooseReplacement({ kind, id }: LostDevice, list: DeviceList, reacquire: Reacquire): string | null {
  if (reacquire === 'never') return null
  const ids = (kind === 'video' ? list.cameras : list.microphones).map((device) => device.id).filter((known) => known !== null)
  if (id !== null && ids.includes(id)) return id
  return reacquire === 'any-device' ? (ids[0] ?? null) : null
}

/** What was asked for of another device, for this one. */
export function constraintsForDevice(base: MediaTrackConstraints, id: string): MediaTrackConstraints {
  // What else names a device would contradict the id.
  const { facingMode: _facing, groupId: _group, ...rest } = base
  return { ...rest, deviceId: { exact: id } }
}
