import { expect, test } from 'vitest'

import { Configuration, preferRelays } from '../../src/call/configuration.ts'

const turn = { bundlePolicy: 'max-bundle', iceServers: [{ urls: ['stun:a', 'TURNS:b'] }] } as const satisfies RTCConfiguration

test('a configuration that is a value is never asked for again', async () => {
  const configuration = await Configuration.from(turn)
  expect([configuration.current, configuration.refresh()]).toEqual([turn, null])
})

test('one that is a function is asked each time, and its last answer is kept when it fails (F13)', async () => {
  const answers = [() => ({ iceServers: [] }), () => turn, () => Promise.reject(new Error('the server is down'))]
  const configuration = await Configuration.from(() => answers.shift()?.() ?? {})
  expect(configuration.current).toEqual({ bundlePolicy: 'max-bundle', iceServers: [] })
  expect(await configuration.refresh()).toEqual(turn)
  expect(await configuration.refresh()).toEqual(turn)
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
