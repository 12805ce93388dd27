import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { maxDataBytes, parseData, requireData } from '../../src/signaling/json.ts'

test('any JSON that is short and shallow is understood as it is, and is a copy', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value)
      fc.pre(Buffer.byteLength(text) <= maxDataBytes && !text.includes('"__proto__":'))
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

test('names that objects inherit are names, and pollute nothing, not even who copies them by assignment (T14)', () => {
  const text = '{"__proto__":{"polluted":true},"constructor":null,"a":[{"__proto__":1}]}'
  const data = parseData(JSON.parse(text))
  expect(JSON.stringify(data)).toBe('{"constructor":null,"a":[{}]}')
  expect(Object.assign({}, data)).not.toHaveProperty('polluted')
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('members that are undefined are left out, as JSON does', () => {
  expect(JSON.stringify(parseData({ topic: 'tea', left: undefined, list: [{ out: undefined }] }))).toBe(
    '{"topic":"tea","list":[{}]}',
  )
})

test('what is too long is refused with its size in bytes', () => {
  expect(requireData('data', 'x'.repeat(4_094))).toHaveLength(4_094)
  expect(() => requireData('data', 'x'.repeat(4_095))).toThrow(/got 4097 bytes/)
  expect(() => requireData('data', 'é'.repeat(2_048))).toThrow(/got 4098 bytes/)
})

const cyclic: Record<string, unknown> = {}
for (let member = 0; member < 20; member += 1) cyclic[`to${member}`] = cyclic

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
  ['a list with a hole', Array.from({ length: 2, 0: 1 })],
  ['a cycle', cyclic],
  [
    'a member that throws',
    {
      get bad(): never {
        throw new Error('mine')
      },
    },
  ],
])('%s is no data', (_, value) => {
  expect(parseData(value)).toBeUndefined()
  expect(parseData({ member: [value] })).toBeUndefined()
  expect(() => requireData('metadata', value)).toThrow(TypeError)
  expect(() => requireData('metadata', value)).toThrow(
    /^`metadata` must be JSON of at most 4096 bytes, nested at most 16 deep; got /,
  )
})
