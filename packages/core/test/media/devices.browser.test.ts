import { devices, EarshotError, type DeviceChange } from '@earshot/core'
import { afterEach, expect, test, vi } from 'vitest'

import { connectDevices } from './fake-devices.ts'

afterEach(() => vi.restoreAllMocks())

test('the cameras and microphones of the machine are listed, with their names', async () => {
  const watch = await devices()
  const { list } = watch
  expect(list.cameras.length).toBeGreaterThan(0)
  for (const device of [...list.cameras, ...list.microphones]) expect(device).toEqual(identified)
  expect(list.microphones.length).toBeGreaterThan(1)
  watch.close()
})

test('a device that comes or goes is told once, however often the browser reports it (F14)', async () => {
  const connect = connectDevices([camera('front')])
  const watch = await devices()
  expect(watch.list.cameras).toHaveLength(1)
  const changes: DeviceChange[] = []
  watch.on('change', (change) => changes.push(change))

  connect([camera('front'), camera('usb')])
  connect([camera('front'), camera('usb'), camera('usb 2')])
  await vi.waitFor(() => expect(changes).toHaveLength(1))
  expect(changes[0]?.added.cameras.map(({ label }) => label)).toEqual(['usb', 'usb 2'])

  connect([camera('usb')])
  await vi.waitFor(() => expect(changes).toHaveLength(2))
  expect(changes[1]?.removed.cameras.map(({ id }) => id)).toEqual(['id of front', 'id of usb 2'])
  expect(watch.list.cameras.map(({ id }) => id)).toEqual(['id of usb'])
  watch.close()
})

test('a list that is read late does not undo a newer one', async () => {
  const connect = connectDevices([camera('front')])
  const watch = await devices()
  const enumerate = vi.spyOn(navigator.mediaDevices, 'enumerateDevices')
  let answer: (late: MediaDeviceInfo[]) => void = () => undefined
  enumerate.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
  const first = watch.refresh()
  connect([camera('front'), camera('usb')])
  await watch.refresh()
  answer([camera('front')])
  await first
  expect(watch.list.cameras).toHaveLength(2)
  watch.close()
})

test('nothing is told after a close, which may be done twice', async () => {
  const connect = connectDevices([camera('front')])
  const watch = await devices()
  const listener = vi.fn<() => void>()
  watch.on('change', listener)
  watch.close()
  watch.close()
  connect([])
  await watch.refresh()
  expect(listener).not.toHaveBeenCalled()
})

test('waiting for the list can be given up', async () => {
  vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockReturnValue(new Promise(() => undefined))
  const giveUp = new AbortController()
  const waiting = devices({ signal: giveUp.signal })
  giveUp.abort(new Error('never mind'))
  await expect(waiting).rejects.toThrow('never mind')
  await expect(devices({ signal: giveUp.signal })).rejects.toThrow('never mind')
})

test('a page that may not open devices at all says so (F15)', async () => {
  vi.spyOn(navigator, 'mediaDevices', 'get').mockReturnValue(undefined as never)
  const error = await devices().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EarshotError)
  expect(error).toMatchObject({ code: 'insecure-page' })
})

const identified = { id: expect.any(String), label: expect.any(String), groupId: expect.any(String) }

function camera(label: string): MediaDeviceInfo {
  const data = { kind: 'videoinput', label, deviceId: `id of ${label}`, groupId: 'desk' } as const
  return { ...data, toJSON: () => data }
}
