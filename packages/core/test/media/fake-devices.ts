import { vi } from 'vitest'

interface Connect {
  (devices: readonly MediaDeviceInfo[]): void
  /** How often the list was read. */
  reads(): number
}

/** Makes the browser list these devices; the returned function connects others in their place, and the browser reports it. */
export function connectDevices(first: readonly MediaDeviceInfo[]): Connect {
  let connected = first
  const enumerate = vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockImplementation(async () => [...connected])
  const connect = (devices: readonly MediaDeviceInfo[]) => {
    connected = devices
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
  }
  return Object.assign(connect, { reads: () => enumerate.mock.calls.length })
}

/** Ends a track as a device does that is unplugged: not by `stop()` of whoever uses it. */
export function unplug(track: MediaStreamTrack | undefined): void {
  if (track === undefined) throw new Error('There is no such track.')
  track.stop()
  track.dispatchEvent(new Event('ended'))
}
