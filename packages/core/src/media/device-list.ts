/** A camera, microphone or speaker. */
export interface Device {
  /** `null` until the page may use devices of this kind: browsers tell then only that there is one. */
  readonly id: string | null
  /** As the system calls it; `null` until the page may use devices of this kind. */
  readonly label: string | null
  /** Devices in one housing, as the camera and microphone of a headset, have the same. `null` where the browser does not tell. */
  readonly groupId: string | null
}

/** What there is, in the order of the browser: its default comes first. */
export interface DeviceList {
  readonly cameras: readonly Device[]
  readonly microphones: readonly Device[]
  readonly speakers: readonly Device[]
}

export interface DeviceChange {
  readonly list: DeviceList
  readonly added: DeviceList
  readonly removed: DeviceList
}

export const noDevices: DeviceList = { cameras: [], microphones: [], speakers: [] }

/** The answer of `enumerateDevices` as plain data. */
export function readDeviceList(infos: readonly DeviceInfo[]): DeviceList {
  const ofKind = (kind: string): readonly Device[] => infos.filter((info) => info.kind === kind).map(readDevice)
  return { cameras: ofKind('videoinput'), microphones: ofKind('audioinput'), speakers: ofKind('audiooutput') }
}

interface DeviceInfo {
  readonly kind: string
  readonly deviceId: string
  readonly label: string
  readonly groupId: string
}

function readDevice({ deviceId, label, groupId }: DeviceInfo): Device {
  return { id: deviceId || null, label: label || null, groupId: groupId || null }
}

/** What came and went; `null` when the lists are the same, names included. */
export function diffDeviceLists(before: DeviceList, after: DeviceList): DeviceChange | null {
  if (kinds.every((kind) => sameDevices(before[kind], after[kind]))) return null
  return { list: after, added: missingFrom(before, after), removed: missingFrom(after, before) }
}

const kinds = ['cameras', 'microphones', 'speakers'] as const

function sameDevices(left: readonly Device[], right: readonly Device[]): boolean {
  return left.length === right.length && left.every((device, index) => sameDevice(device, right[index]))
}

function sameDevice(left: Device, right: Device | undefined): boolean {
  return left.id === right?.id && left.label === right.label && left.groupId === right.groupId
}

/** The devices of `list` that are not in `other`. */
function missingFrom(other: DeviceList, list: DeviceList): DeviceList {
  const missing = (kind: keyof DeviceList) => missingOfKind(other[kind], list[kind])
  return { cameras: missing('cameras'), microphones: missing('microphones'), speakers: missing('speakers') }
}

function missingOfKind(other: readonly Device[], list: readonly Device[]): readonly Device[] {
  // Devices that become known when the user allows them were there before: they did not come.
  const oneIsUnknown = [...other, ...list].some(({ id }) => id === null)
  if (oneIsUnknown) return other.length === 0 ? list : []
  const ids = new Set(other.map(({ id }) => id))
  return list.filter(({ id }) => !ids.has(id))
}
