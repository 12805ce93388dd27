import { expect, test } from 'vitest'

import { isAvailable, mediaOptions } from '../../../src/negotiation/lib/strategy.ts'

test('a provisional answer is available where the browser says that it has it', () => {
  expect(isAvailable('pranswer', ['pranswer'])).toBe(true)
  expect(isAvailable('pranswer', ['firefox'])).toBe(false)
})

test('the others are available everywhere', () => {
  expect([isAvailable('replace-track', []), isAvailable('none', [])]).toEqual([true, true])
})

test('a strategy is what the call is made with', () => {
  expect(mediaOptions('pranswer')).toEqual({ warmUp: 'on', warmUpStrategy: 'pranswer' })
  expect(mediaOptions('none')).toEqual({ warmUp: 'off' })
})
