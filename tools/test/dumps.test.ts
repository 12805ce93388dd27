import { expect, test } from 'vitest'

import { withoutAddresses } from '../dumps/without-addresses.mjs'

test.each([
  ['"address":"10.1.2.3"', '"address":"192.0.2.1"'],
  [String.raw`"[\"10.1.2.3\",\"10.1.2.4\"]"`, String.raw`"[\"192.0.2.1\",\"192.0.2.1\"]"`],
  ['candidate:1 1 udp 2122194687 10.1.2.3 47660 typ host', 'candidate:1 1 udp 2122194687 192.0.2.1 47660 typ host'],
  ['c=IN IP4 10.1.2.3\r\n', 'c=IN IP4 192.0.2.1\r\n'],
  ['http://10.1.2.3:8080/', 'http://192.0.2.1:8080/'],
  ['turn:10.1.2.3', 'turn:192.0.2.1'],
])('an address is replaced: %s', (text, expected) => {
  expect(withoutAddresses(text)).toBe(expected)
})

test.each([
  'AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
  '{ "brand": "Not:A-Brand", "version": "8.0.0.0" }',
  '{"brand":"Chromium","version":"156.0.0.0"}',
  String.raw`"{\"version\":\"8.0.0.0\"}"`,
  'stun:127.0.0.1:9 and c=IN IP4 0.0.0.0',
  '156.0.8078.108',
])('what is no address of anyone stays: %s', (text) => {
  expect(withoutAddresses(text)).toBe(text)
})
