import { expect, test } from 'vitest'

import { restartsIce } from '../../src/call/capabilities.ts'

test.each([
  ['the polite one of two Chromium', true, [], [], true],
  ['not the impolite one of two Firefox', false, ['firefox'], ['firefox'], false],
  ['Firefox, also where it is impolite', false, ['firefox'], [], true],
  ['never the one that meets Firefox', true, [], ['firefox'], false],
] as const)('ICE is restarted by %s', (_, polite, own, peer, expected) => {
  expect(restartsIce(polite, own, peer)).toBe(expected)
})
