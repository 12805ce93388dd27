import { expect, test } from 'vitest'

import { formatBitrate, formatDuration, formatMs, formatPercent } from '../src/format.ts'

test('writes bitrates in the unit that keeps them short', () => {
  expect(formatBitrate(263_400)).toBe('263 kbit/s')
  expect(formatBitrate(1_700_000)).toBe('1.70 Mbit/s')
  expect(formatBitrate(25_000_000)).toBe('25.0 Mbit/s')
})

test('shows a dash, not a zero, where nothing was measured', () => {
  expect([formatBitrate(null), formatMs(null), formatPercent(null)]).toEqual(['–', '–', '–'])
})

test('does not call a short round trip zero', () => {
  expect(formatMs(0.4)).toBe('< 1 ms')
  expect(formatMs(48.2)).toBe('48 ms')
})

test('writes ratios as percent and seconds as a clock', () => {
  expect(formatPercent(0.019)).toBe('1.9 %')
  expect([formatDuration(0), formatDuration(192), formatDuration(3725)]).toEqual(['0:00', '3:12', '1:02:05'])
})
