import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { JsonSplitter } from '../../src/import/json-parts.ts'

/** Takes it apart down to `levels`, in chunks of some size. */
function split(text: string, levels: number, size: number) {
  const splitter = new JsonSplitter((path) => path.length < levels)
  const parts: (readonly [path: string, text: string])[] = []
  for (let at = 0; at < text.length; at += size) {
    for (const part of splitter.push(text.slice(at, at + size))) parts.push([part.path.join('/'), part.text])
  }
  return { parts, ended: splitter.ended }
}

/** The values at that depth, and what has none inside above it. */
function valuesAt(value: unknown, levels: number, path: readonly string[] = []): (readonly [string, unknown])[] {
  if (levels === 0 || typeof value !== 'object' || value === null) return [[path.join('/'), value]]
  return Object.entries(value).flatMap(([name, member]) => valuesAt(member, levels - 1, [...path, name]))
}

test('takes any document apart as JSON.parse does, in chunks of any size, indented or not', () => {
  const chunkSize = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat({ max: 4 }), chunkSize, fc.nat({ max: 2 }), (value, levels, size, indent) => {
      const text = JSON.stringify(value, null, indent)
      const whole: unknown = JSON.parse(text)
      const { parts, ended } = split(`${text}\n`, levels, size)
      expect(ended).toBe(true)
      expect(parts.map(([path, part]) => [path, JSON.parse(part)])).toEqual(valuesAt(whole, levels))
    }),
    { numRuns: 500 },
  )
})

test('a document that is cut off gives the parts before the cut', () => {
  const text = JSON.stringify({ a: ['x', { y: '"}]\\' }], b: { c: [1, 2] }, d: null }, null, 1)
  const { parts } = split(text, 2, 7)
  for (let cut = 0; cut < text.length; cut += 1) {
    const begun = split(text.slice(0, cut), 2, 7)
    expect(begun.ended).toBe(false)
    expect(begun.parts).toEqual(parts.slice(0, begun.parts.length))
  }
})

test('a string that has lost its end goes no further than its line', () => {
  const text = '{\n "a": "1,\n "b": "2"\n}'
  expect(split(text, 1, 100).parts).toEqual([
    ['a', '"1,'],
    ['b', '"2"'],
  ])
})

test('what is no document gives something or nothing, and always comes to an end', () => {
  const noise = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '\n', ' ', 'a', '1'), maxLength: 60 })
  fc.assert(
    fc.property(noise, fc.integer({ min: 1, max: 9 }), (text, size) => {
      expect(split(text, 2, size)).toEqual(split(text, 2, text.length + 1))
    }),
    { numRuns: 2_000 },
  )
})
