import type { MediaKind } from './lost-device.ts'

/** Which kinds of media are silent or black on purpose. */
export type Muted = Readonly<Record<MediaKind, boolean>>

export const nothingMuted: Muted = { audio: false, video: false }

/**
 * A track is live only when the page and everyone who uses the track allow it. This is the one place that writes `enabled` of a track while
 * somebody uses it. The page writes it too, at any moment: `false` while a call has muted the track, `true` meanwhile. Neither could be told
 * from what is in effect, so the page's writes are taken by an accessor on the track itself, and stand again when nobody uses it any more.
 */
interface Gate {
  /** As the page wrote it last. */
  wanted: boolean
  /** Users of the track, and whether they mute it. */
  readonly users: Map<object, boolean>
  readonly write: (enabled: boolean) => void
  /** Takes the accessor off; `false` while somebody else's stands in front of it. */
  readonly open: () => boolean
}

const gates = new WeakMap<MediaStreamTrack, Gate>()

/** From now on this user has a say: the track is off while `muted`. */
export function useTrack(track: MediaStreamTrack, user: object, muted: boolean): void {
  const gate = gates.get(track) ?? newGate(track)
  gates.set(track, gate)
  gate.users.set(user, muted)
  apply(gate)
}

/** Undoes what this user did to the track, and nothing else. */
export function releaseTrack(track: MediaStreamTrack, user: object): void {
  const gate = gates.get(track)
  if (gate === undefined || !gate.users.delete(user)) return
  apply(gate)
  if (gate.users.size === 0 && gate.open()) gates.delete(track)
}

/** Tells whether the page itself lets this track live. */
export function isAllowedByPage(track: MediaStreamTrack): boolean {
  return gates.get(track)?.wanted ?? track.enabled
}

function apply({ wanted, users, write }: Gate): void {
  write(wanted && ![...users.values()].includes(true))
}

function newGate(track: MediaStreamTrack): Gate {
  const own = Object.getOwnPropertyDescriptor(track, 'enabled')
  const native = own ?? inherited(track, 'enabled')
  let value = track.enabled
  const read = (): boolean => (native?.get === undefined ? value : native.get.call(track))
  const set = (wanted: unknown): void => {
    gate.wanted = Boolean(wanted)
    apply(gate)
  }
  const gate: Gate = {
    wanted: value,
    users: new Map(),
    write(enabled) {
      value = enabled
      native?.set?.call(track, enabled)
    },
    open() {
      if (Object.getOwnPropertyDescriptor(track, 'enabled')?.set !== set) return false
      if (own === undefined) Reflect.deleteProperty(track, 'enabled')
      else Object.defineProperty(track, 'enabled', 'value' in own ? { ...own, value } : own)
      return true
    },
  }
  // Not on a track that the page has frozen: its writes are not noticed then.
  Reflect.defineProperty(track, 'enabled', { configurable: true, enumerable: own?.enumerable ?? false, get: read, set })
  return gate
}

function inherited(target: object, name: string): PropertyDescriptor | undefined {
  const prototype: unknown = Object.getPrototypeOf(target)
  if (typeof prototype !== 'object' || prototype === null) return undefined
  return Object.getOwnPropertyDescriptor(prototype, name) ?? inherited(prototype, name)
}
