import { systemClock, type Clock } from '../clock.ts'
import { Emitter, type Unsubscribe } from '../emitter.ts'

import { abortable, requireSignal, type Abortable } from './abortable.ts'
import { mediaDevices } from './capture.ts'
import { diffDeviceLists, noDevices, readDeviceList, type DeviceChange, type DeviceList } from './device-list.ts'

/** The cameras, microphones and speakers of this machine, now and as they come and go. */
export interface Devices {
  readonly list: DeviceList
  /** Reads the list again. Browsers do not tell that names became known: call it after a first capture. */
  refresh(): Promise<DeviceList>
  on<Type extends keyof DevicesEvents>(type: Type, listener: (...values: DevicesEvents[Type]) => void): Unsubscribe
  close(): void
}

export interface DevicesEvents {
  /** A device was connected or disconnected, or names became known. */
  change: [change: DeviceChange]
}

export interface DevicesOptions extends Abortable {
  readonly clock?: Clock
}

/** One device is often several to the system, which reports each: a headset its microphone and its speaker. */
const settleMs = 150

/** What a machine without a page offers to one. */
const nowhere = {
  enumerateDevices: (): Promise<MediaDeviceInfo[]> => Promise.resolve([]),
  addEventListener: (): void => undefined,
  removeEventListener: (): void => undefined,
}

/** Reads what devices there are and watches them. Where there is no page, as in Node, there are none. @throws EarshotError `insecure-page` */
export async function devices({ signal, clock = systemClock }: DevicesOptions = {}): Promise<Devices> {
  requireSignal(signal)
  signal?.throwIfAborted()
  const source = typeof MediaStream === 'undefined' ? nowhere : mediaDevices()
  const events = new Emitter<DevicesEvents>({ change: null })
  let list = noDevices
  let reads = 0
  let closed = false
  let cancelTimer: Unsubscribe = () => undefined

  const refresh = async (): Promise<DeviceList> => {
    const read = ++reads
    const next = readDeviceList(await source.enumerateDevices())
    // An older answer that comes late is not news.
    if (read !== reads || closed) return list
    const change = diffDeviceLists(list, next)
    list = next
    if (change !== null) events.emit('change', change)
    return list
  }
  const changed = (): void => {
    cancelTimer()
    cancelTimer = clock.after(settleMs, () => void refresh().catch(() => undefined))
  }
  const close = (): void => {
    closed = true
    cancelTimer()
    events.clear()
    source.removeEventListener('devicechange', changed)
  }

  source.addEventListener('devicechange', changed)
  try {
    await abortable(refresh(), signal)
  } catch (error) {
    close()
    throw error
  }
  return {
    get list() {
      return list
    },
    refresh,
    on: events.on,
    close,
  }
}
