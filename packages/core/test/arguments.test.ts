import { expect, test } from 'vitest'

import {
  requireBoolean,
  requireCount,
  requireFunction,
  requireMilliseconds,
  requireLiveTrack,
  requireOneOf,
  requireOptions,
  requirePositive,
  requireStream,
  requireTrack,
} from '../src/arguments.ts'

const track = { kind: 'audio', readyState: 'live', enabled: true }
const ended = { ...track, readyState: 'ended' }
const stream = { getTracks: () => [track] }

test.each<[check: () => void, message: string]>([
  [() => requireTrack('track', undefined), '`track` must be a MediaStreamTrack; got undefined.'],
  [() => requireTrack('track', [track]), '`track` must be a MediaStreamTrack; got an Array.'],
  [
    () => requireTrack('track', { kind: 'text', readyState: 'live', enabled: true }),
    '`track` must be a MediaStreamTrack; got a plain object.',
  ],
  [() => requireLiveTrack('track', ended), '`track` must be a live MediaStreamTrack; got one that has ended.'],
  [() => requireLiveTrack('track', null), '`track` must be a MediaStreamTrack; got null.'],
  [() => requireStream('stream', track), '`stream` must be a MediaStream; got a plain object.'],
  [() => requireOptions('options', stream, '{ stream }'), '`options` must be an object such as { stream }; got a MediaStream.'],
  [() => requireOptions('options', undefined, '{ stream }'), '`options` must be an object such as { stream }; got undefined.'],
  [() => requireOptions('options', ['H264'], '{ video }'), '`options` must be an object such as { video }; got an Array.'],
  [() => requireFunction('listener', null), '`listener` must be a function; got null.'],
  [() => requireBoolean('held', 'yes'), '`held` must be true or false; got "yes".'],
  [() => requirePositive('intervalMs', Number.NaN), '`intervalMs` must be greater than 0; got NaN.'],
  [() => requirePositive('intervalMs', '5'), '`intervalMs` must be greater than 0; got "5".'],
  [
    () => requireMilliseconds('graceMs', 2 ** 31, 1),
    '`graceMs` must be a number of milliseconds from 1 to 2147483647; got 2147483648.',
  ],
  [() => requireMilliseconds('graceMs', 0, 1), '`graceMs` must be a number of milliseconds from 1 to 2147483647; got 0.'],
  [() => requireCount('members', 1.5), '`members` must be a whole number greater than 0; got 1.5.'],
  [() => requireOneOf('role', requireOneOf, ['a', 'b']), "`role` must be 'a' or 'b'; got the function requireOneOf."],
  [() => requireOneOf('role', 'x'.repeat(99), ['a', 'b']), `\`role\` must be 'a' or 'b'; got "${'x'.repeat(40)}…".`],
])('a wrong argument is a TypeError that says what was expected and what came (%#)', (check, message) => {
  expect(check).toThrow(new TypeError(message))
})

test('what fits passes, whatever its class', () => {
  requireTrack('track', ended)
  requireLiveTrack('track', track)
  requireStream('stream', stream)
  requireOptions('options', Object.create(null), '{}')
  requireFunction('listener', () => undefined)
  requireBoolean('held', false)
  requirePositive('intervalMs', 0.5)
  requireMilliseconds('graceMs', 0, 0)
  requireCount('members', 1)
  requireOneOf('role', 'b', ['a', 'b'])
})
