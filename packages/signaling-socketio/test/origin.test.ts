import { expect, test } from 'vitest'

import { isAllowedOrigin } from '../src/origin.ts'

test.each([
  ['https://example.org', 'example.org', true],
  ['http://example.org', 'example.org', true],
  ['http://localhost:3000', 'localhost:3000', true],
  ['http://localhost:3001', 'localhost:3000', false],
  ['https://example.org.evil.test', 'example.org', false],
  ['https://evil.test', 'example.org', false],
  ['null', 'example.org', false],
  ['not an origin', 'example.org', false],
  ['https://partner.test', 'example.org', true],
  ['https://partner.test', undefined, true],
  ['https://evil.test', undefined, false],
])('T21: a page of %s, asking the host %s, is allowed: %s', (origin, host, allowed) => {
  expect(isAllowedOrigin({ origin, host }, ['https://partner.test'])).toBe(allowed)
})

test('a client that sends no Origin is no browser, and is allowed', () => {
  expect(isAllowedOrigin({ host: 'example.org' }, [])).toBe(true)
})
