import { expect, test } from 'vitest'

import { cleanName, initialOf, maxNameLength, suggestName } from '../../src/lib/display-name.ts'

test('keeps an ordinary name', () => {
  expect(cleanName('Zoë 台所')).toBe('Zoë 台所')
})

test('makes one line of it, without characters that change its direction', () => {
  expect(cleanName('  front\n\tdesk ')).toBe('front desk')
  expect(cleanName('safe\u202Etxt.exe')).toBe('safe txt.exe')
})

test('cuts a long name between characters', () => {
  const cut = cleanName(`${'a'.repeat(maxNameLength - 1)}😀`)
  expect(cut).toBe('a'.repeat(maxNameLength - 1))
})

test('refuses a name of which nothing is left', () => {
  expect(cleanName(' \u200F\n')).toBeNull()
})

test('suggests a name that may be used', () => {
  expect(suggestName(() => 0)).toBe('guest 100')
  expect(suggestName(() => 0.999_9)).toBe('guest 999')
})

test('takes a whole character as the initial', () => {
  expect([initialOf('kitchen'), initialOf('👩‍🍳 chef'), initialOf('')]).toEqual(['K', '👩‍🍳', ''])
})
