import { expect, test } from 'vitest'

import type { Device, DeviceList } from '../../src/media/device-list.ts'
import { chooseReplacement, constraintsForDevice } from '../../src/media/lost-device.ts'

const front = { kind: 'video', id: 'front', label: 'Front' } as const

test.each([
  ['never', ['front', 'back'], null],
  ['same-device', ['back', 'front'], 'front'],
  ['same-device', ['back'], null],
  ['any-device', ['back', 'front'], 'front'],
  ['any-device', ['back', 'side'], 'back'],
  ['any-device', [null, 'side'], 'side'],
  ['any-device', [], null],
] as const)('with "%s" and %j connected, a lost camera is replaced by %j (F14)', (reacquire, cameras, chosen) => {
  expect(chooseReplacement(front, connected({ cameras }), reacquire)).toBe(chosen)
})

test('a microphone does not take the place of a camera (F14)', () => {
  expect(chooseReplacement(front, connected({ microphones: ['front', 'desk'] }), 'any-device')).toBeNull()
})

test('a device is asked for by its id, with what was wanted of the one before', () => {
  const wanted = { width: 1280, facingMode: 'user', groupId: 'phone', deviceId: 'front' }
  expect(constraintsForDevice(wanted, 'back')).toEqual({ width: 1280, deviceId: { exact: 'back' } })
})

function connected({
  cameras = [],
  microphones = [],
}: Partial<Record<keyof DeviceList, readonly (string | null)[]>>): DeviceList {
  const toDevice = (id: string | null): Device => ({ id, label: id, groupId: null })
  return { cameras: cameras.map(toDevice), microphones: microphones.map(toDevice), speakers: [] }
}
