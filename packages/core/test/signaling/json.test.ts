import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { maxDataBytes, parseData } from '../../src/signaling/json.ts'

test('any JSON that is short and shallow is understood as it is, and is a copy', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value)
      fc.pre(Buffer.byteLength(text) <= maxDataBytes)
      const data = parseData(value)
      expect(JSON.stringify(data)).toBe(text)
      expect(data === value).toBe(typeof value !== 'object' || value === null)
    }),
    { numRuns: 2_000 },
  )
})

test('anything at all is looked at without a throw, and what is understood is as short as it must be (T13)', () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withBigInt: true, withMap: true, withNullPrototype: true }), (value) => {
      const data = parseData(value)
      expect(Buffer.byteLength(JSON.stringify(data ?? null))).toBeLessThanOrEqual(maxDataBytes)
    }),
    { numRuns: 2_000 },
  )
})

test('data nests sixteen deep, and no deeper', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'[{"x":'.repeat(depth / 2)}0${'}]'.repeat(depth / 2)}`)
  expect(parseData(nested(16))).toEqual(nested(16))
  expect(parseData(nested(18))).toBeUndefined()
  expect(parseData(nested(50_000))).toBeUndefined()
})

test('names that objects inherit are names, and pollute nothing (T14)', () => {
  const text = '{"__proto__":{"polluted":true},"constructor":null}'
  expect(JSON.stringify(parseData(JSON.parse(text)))).toBe(text)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['a bigint', 1n],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a date', new Date(0)],
  ['a map', new Map([[1, 2]])],
  ['bytes', new Uint8Array(2)],
  ['an object that writes itself', { toJSON: () => 'x' }],
  ['a member that is undefined', { hand: undefined }],
  ['a list with a hole', Array.from({ length: 2, 0: 1 })],
])('%s is no data', (_, value) => {
  expect(parseData(value)).toBeUndefined()
  expect(parseData({ member: [value] })).toBeUndefined()
})
