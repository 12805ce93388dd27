import { expect, test } from 'vitest'

import { Configuration, relayOnly } from '../../src/call/configuration.ts'

const turn = { iceServers: [{ urls: ['stun:a', 'TURNS:b'] }] }

test('a configuration that is a value is never asked for again', async () => {
  const configuration = await Configuration.from(turn)
  expect([configuration.current, configuration.refresh()]).toEqual([turn, null])
})

test('one that is a function is asked each time, and its last answer is kept when it fails (F13)', async () => {
  const answers = [() => ({ iceServers: [] }), () => turn, () => Promise.reject(new Error('the server is down'))]
  const configuration = await Configuration.from(() => answers.shift()?.() ?? {})
  expect(configuration.current).toEqual({ iceServers: [] })
  expect(await configuration.refresh()).toBe(turn)
  expect(await configuration.refresh()).toBe(turn)
})

test('paths are restricted to relays only where there is one', () => {
  expect(relayOnly(turn)).toEqual({ ...turn, iceTransportPolicy: 'relay' })
  expect(relayOnly({ iceServers: [{ urls: 'stun:a' }] })).toEqual({ iceServers: [{ urls: 'stun:a' }] })
  expect(relayOnly({})).toEqual({})
})
