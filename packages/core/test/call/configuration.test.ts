import { expect, test } from 'vitest'

import { Configuration, preferRelays } from '../../src/call/configuration.ts'
import { manualClock } from '../support/manual-clock.ts'

const server = { urls: ['stun:a', 'TURNS:b'], username: 'ada', credential: 'secret' }
const turn = { bundlePolicy: 'max-bundle', iceServers: [server] } as const satisfies RTCConfiguration

/** What a function answers, one after the other, and its last answer for ever. */
function answering(...answers: readonly (() => unknown)[]): () => Promise<RTCConfiguration> {
  const left = [...answers]
  return async () => (await (left.length > 1 ? left.shift() : left[0])?.()) as RTCConfiguration
}

test('a configuration that is a value is never asked for again', async () => {
  const configuration = await Configuration.from(turn)
  expect([configuration.current, configuration.refresh()]).toEqual([turn, null])
})

test('one that is a function is asked each time', async () => {
  const configuration = await Configuration.from(
    answering(
      () => ({ iceServers: [] }),
      () => turn,
    ),
  )
  expect(configuration.current).toEqual({ bundlePolicy: 'max-bundle', iceServers: [] })
  expect(await configuration.refresh()).toEqual({ configuration: turn, problem: null })
})

test('what a connection has taken is the last good one, and what none has is not', async () => {
  const renewed = { ...turn, iceServers: [{ ...server, credential: 'new' }] }
  const configuration = await Configuration.from(
    answering(
      () => turn,
      () => renewed,
    ),
  )
  await configuration.refresh()
  expect(configuration.current).toEqual(turn)
  configuration.keep(renewed)
  expect(configuration.current).toEqual(renewed)
})

test.each<[what: string, answer: () => unknown, problem: string]>([
  ['rejects', () => Promise.reject(new RangeError('turn:ada:secret@b')), 'The function failed with RangeError.'],
  ['throws nothing', () => Promise.reject(undefined), 'The function failed.'],
  ['answers an error', () => ({ error: 'unauthorized' }), 'The function answered an object without iceServers.'],
  ['answers nothing', () => undefined, 'It must be an RTCConfiguration, or a function that answers one.'],
  ['takes all servers away', () => ({ iceServers: [] }), 'There are no iceServers any more.'],
  ['answers an empty object', () => ({}), 'There are no iceServers any more.'],
  [
    'lost the credential',
    () => ({ iceServers: [{ urls: 'turn:b', username: 'ada' }] }),
    'iceServers[0] must have a username and a credential, since it is a TURN server.',
  ],
])(
  'where a fresh configuration %s, the last good one is kept, and the problem has no secret in it (F13)',
  async (_what, answer, problem) => {
    const configuration = await Configuration.from(answering(() => turn, answer))
    expect(await configuration.refresh()).toEqual({ configuration: turn, problem })
  },
)

test('a fresh configuration that does not come is waited for five seconds, and what it says later counts no more', async () => {
  const { clock, pass } = manualClock()
  let late: (configuration: RTCConfiguration) => void = () => undefined
  const source = answering(
    () => turn,
    () => new Promise((resolve) => (late = resolve)),
  )
  const configuration = await Configuration.from(source, { clock })
  const fresh = configuration.refresh()
  await pass(5_000)
  expect(await fresh).toEqual({ configuration: turn, problem: 'The function did not answer within 5 seconds.' })
  late({ iceServers: [] })
  expect(configuration.current).toEqual(turn)
})

test('of a fresh configuration counts what a connection can change', async () => {
  const given = { ...turn, iceTransportPolicy: 'relay', iceCandidatePoolSize: 2 } as const
  const fresh = { iceServers: [server, server], bundlePolicy: 'balanced', iceCandidatePoolSize: 4 }
  const configuration = await Configuration.from(
    answering(
      () => given,
      () => fresh,
    ),
  )
  const { iceTransportPolicy: _, ...rest } = given
  expect((await configuration.refresh())?.configuration).toEqual({ ...rest, iceServers: [server, server] })
})

test.each<[what: string, answer: () => unknown, message: string]>([
  [
    'fails',
    () => Promise.reject(new TypeError('Failed to fetch')),
    '`rtcConfiguration` cannot be used. The function failed with TypeError.',
  ],
  [
    'answers an error',
    () => ({ error: 'unauthorized' }),
    '`rtcConfiguration` cannot be used. The function answered an object without iceServers.',
  ],
])('a function that %s at first is an EarshotError', async (_what, answer, message) => {
  await expect(Configuration.from(answering(answer))).rejects.toMatchObject({
    name: 'EarshotError',
    code: 'invalid-configuration',
    message,
  })
})

test('at first a function has ten seconds to answer, or until joining is given up', async () => {
  const { clock, pass } = manualClock()
  const never = () => new Promise<RTCConfiguration>(() => undefined)
  const slow = Configuration.from(never, { clock })
  await Promise.all([expect(slow).rejects.toMatchObject({ code: 'invalid-configuration' }), pass(10_000)])
  const controller = new AbortController()
  const given = Configuration.from(never, { clock, signal: controller.signal })
  controller.abort('no longer wanted')
  await expect(given).rejects.toBe('no longer wanted')
})

test('all media share one transport, unless the application wants it otherwise', async () => {
  expect((await Configuration.from()).current).toEqual({ bundlePolicy: 'max-bundle' })
  expect((await Configuration.from({ bundlePolicy: 'balanced' })).current.bundlePolicy).toBe('balanced')
})

test('paths are restricted to relays only where there is one', () => {
  expect(preferRelays(turn)).toEqual({ ...turn, iceTransportPolicy: 'relay' })
  expect(preferRelays({ iceServers: [{ urls: 'stun:a' }] })).toEqual({ iceServers: [{ urls: 'stun:a' }] })
  expect(preferRelays({})).toEqual({})
})
