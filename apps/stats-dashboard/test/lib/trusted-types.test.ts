import { afterEach, expect, test, vi } from 'vitest'

import { allowOwnWorkers } from '../../src/lib/trusted-types.ts'

type Rules = { readonly createScriptURL: (url: string) => string | null }

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['/dashboard/worker.js', true],
  ['https://call.example/worker.js', true],
  ['https://elsewhere.example/worker.js', false],
  ['//elsewhere.example/worker.js', false],
  ['http://call.example/worker.js', false],
  ['data:text/javascript,0', false],
  ['javascript:0', false],
])('the address %s may become a script: %j', (url, may) => {
  const createPolicy = vi.fn<(name: string, rules: Rules) => void>()
  vi.stubGlobal('trustedTypes', { createPolicy })
  vi.stubGlobal('location', { href: 'https://call.example/dashboard/', origin: 'https://call.example' })
  allowOwnWorkers()

  const [[name, rules] = []] = createPolicy.mock.calls
  expect(name).toBe('default')
  expect(Object.keys(rules ?? {})).toEqual(['createScriptURL'])
  expect(rules?.createScriptURL(url)).toBe(may ? url : null)
})

test.each([undefined, null, 7, {}, { createPolicy: true }])('a browser that has %j for it is left alone', (trustedTypes) => {
  vi.stubGlobal('trustedTypes', trustedTypes)
  expect(allowOwnWorkers).not.toThrow()
})
