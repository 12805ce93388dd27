import { expect, test } from 'vitest'

import { describeLostDevice, deviceOptions, levelWords } from '../../../src/call/lib/device-words.ts'

test('devices are offered by their names', () => {
  expect(deviceOptions([device('a', 'Front'), device('b', null)])).toEqual({
    options: [
      { id: 'a', label: 'Front' },
      { id: 'b', label: 'Number 2' },
    ],
    note: null,
  })
})

test('where there is nothing to choose yet, it says why', () => {
  expect(deviceOptions([]).note).toBe('none found')
  expect(deviceOptions([device(null, null)]).note).toBe('can be chosen once this page may use it')
})

test.each([
  ['on', -24, '−24 dB'],
  ['on', 0, '0 dB'],
  ['on', null, 'silent'],
  ['muted', null, 'muted'],
] as const)('a microphone that is %s at %s is "%s"', (state, level, words) => {
  expect(levelWords(state, level)).toBe(words)
})

test('a lost device is named where its name is known (F14)', () => {
  expect(describeLostDevice({ kind: 'video', id: 'a', label: 'Front' }).title).toBe('Your camera was disconnected (Front)')
  expect(describeLostDevice({ kind: 'audio', id: null, label: '' }).title).toBe('Your microphone was disconnected')
})

function device(id: string | null, label: string | null) {
  return { id, label, groupId: null }
}
