import type { Device, LostDevice } from '@earshot/core'

import type { DeviceState } from '../../state/local-media.ts'

export interface DeviceOptions {
  readonly options: readonly { readonly id: string; readonly label: string }[]
  /** What is said in place of a choice. */
  readonly note: string | null
}

/** What there is to choose, in words. */
export function deviceOptions(devices: readonly Device[]): DeviceOptions {
  if (devices.length === 0) return { options: [], note: 'none found' }
  const options = devices.flatMap(({ id, label }, index) => (id === null ? [] : [{ id, label: label ?? `Number ${index + 1}` }]))
  return { options, note: options.length === 0 ? 'can be chosen once this page may use it' : null }
}

/** How loud the microphone is. */
export function levelWords(state: DeviceState, level: number | null): string {
  if (state === 'muted') return 'muted'
  return level === null ? 'silent' : `${level < 0 ? '−' : ''}${Math.abs(level)} dB`
}

/** What happened to a device that was unplugged, and what happens next. */
export function describeLostDevice({ kind, label }: LostDevice): { readonly title: string; readonly advice: string } {
  const name = label === '' ? '' : ` (${label})`
  if (kind === 'audio') {
    return {
      title: `Your microphone was disconnected${name}`,
      advice: 'You are not heard. The next microphone that is connected is used at once.',
    }
  }
  return {
    title: `Your camera was disconnected${name}`,
    advice: 'It is used again as soon as it is back, or choose another one under Devices.',
  }
}
