import { expect, test } from 'vitest'

import { diffDeviceLists, noDevices, readDeviceList, type DeviceList } from '../../src/media/device-list.ts'

test('devices are read by kind, in the order of the browser', () => {
  const list = readDeviceList([
    info('audioinput', 'default', 'Default - Desk'),
    info('videoinput', 'front', 'Front'),
    info('audioinput', 'desk', 'Desk'),
    info('audiooutput', 'ear', 'Earphones'),
    info('holograminput', 'new', 'New'),
  ])
  expect(ids(list)).toEqual({ cameras: ['front'], microphones: ['default', 'desk'], speakers: ['ear'] })
  expect(list.cameras).toEqual([{ id: 'front', label: 'Front', groupId: 'group of front' }])
})

test('what the browser keeps back until the user allows it is null', () => {
  const list = readDeviceList([{ kind: 'videoinput', deviceId: '', label: '', groupId: '' }])
  expect(list.cameras).toEqual([{ id: null, label: null, groupId: null }])
})

test('a headset that is connected adds its microphone and its speaker', () => {
  const before = readDeviceList([info('videoinput', 'front', 'Front')])
  const after = readDeviceList([
    info('videoinput', 'front', 'Front'),
    info('audioinput', 'headset-in', 'Headset'),
    info('audiooutput', 'headset-out', 'Headset'),
  ])
  expect(changes(before, after)).toEqual({
    added: { cameras: [], microphones: ['headset-in'], speakers: ['headset-out'] },
    removed: { cameras: [], microphones: [], speakers: [] },
  })
  expect(changes(after, before)?.removed).toEqual({ cameras: [], microphones: ['headset-in'], speakers: ['headset-out'] })
})

test('nothing changed is no change', () => {
  const list = [info('videoinput', 'front', 'Front')]
  expect(diffDeviceLists(readDeviceList(list), readDeviceList(list))).toBeNull()
})

test('names that become known are a change, in which nothing came or went', () => {
  const before = readDeviceList([{ kind: 'videoinput', deviceId: '', label: '', groupId: '' }])
  const after = readDeviceList([info('videoinput', 'front', 'Front'), info('videoinput', 'back', 'Back')])
  const none = { cameras: [], microphones: [], speakers: [] }
  expect(changes(before, after)).toEqual({ added: none, removed: none })
})

test('the first device of a kind is added and the last one removed, also where nothing is known of it', () => {
  const list = readDeviceList([{ kind: 'videoinput', deviceId: '', label: '', groupId: '' }])
  expect(diffDeviceLists(noDevices, list)?.added.cameras).toHaveLength(1)
  expect(diffDeviceLists(list, noDevices)?.removed.cameras).toHaveLength(1)
})

test('another default device is a change', () => {
  const before = readDeviceList([info('audioinput', 'default', 'Default - Desk')])
  const after = readDeviceList([info('audioinput', 'default', 'Default - Headset')])
  expect(diffDeviceLists(before, after)?.list).toEqual(after)
})

function info(kind: string, deviceId: string, label: string) {
  return { kind, deviceId, label, groupId: `group of ${deviceId}` }
}

function ids({ cameras, microphones, speakers }: DeviceList) {
  const of = (devices: DeviceList['cameras']) => devices.map(({ id }) => id)
  return { cameras: of(cameras), microphones: of(microphones), speakers: of(speakers) }
}

function changes(before: DeviceList, after: DeviceList) {
  const change = diffDeviceLists(before, after)
  return change === null ? null : { added: ids(change.added), removed: ids(change.removed) }
}
