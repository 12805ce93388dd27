import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseEnvelope, writeEnvelope } from '../../src/signaling/envelope.ts'

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER })

test('any envelope is read as it was written', () => {
  const envelope = fc.record({
    from: fc.string(),
    to: fc.string(),
    sequence: fc.integer({ min: 1 }),
    acknowledged: count,
    body: fc.jsonValue(),
  })
  fc.assert(
    fc.property(envelope, (written) => {
      expect(parseEnvelope(writeEnvelope(written))).toEqual(JSON.parse(JSON.stringify(written)))
    }),
  )
})

test('an acknowledgement carries no body', () => {
  const written = writeEnvelope({ from: 'a', to: 'b', sequence: 0, acknowledged: 7, body: 'not sent' })
  expect(written).toBe('["a","b",0,7]')
  expect(parseEnvelope(written)).toEqual({ from: 'a', to: 'b', sequence: 0, acknowledged: 7, body: undefined })
})

test.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['an object', '{"from":"a"}'],
  ['a negative sequence number', '["a","b",-1,0,{}]'],
  ['a fraction', '["a","b",1.5,0,{}]'],
  ['a number beyond what is exact', '["a","b",1e300,0,{}]'],
  ['a message without a body', '["a","b",1,0]'],
  ['an acknowledgement with a body', '["a","b",0,0,{}]'],
  ['too many members', '["a","b",1,0,{},1]'],
  ['10,000 nested brackets (T13)', '['.repeat(10_000) + ']'.repeat(10_000)],
])('%s is not an envelope', (_, payload) => {
  expect(parseEnvelope(payload)).toBeNull()
})

test('any string at all is read without a throw (T13)', () => {
  const almost = fc.array(fc.jsonValue(), { maxLength: 6 }).map((value) => JSON.stringify(value))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), almost), (payload) => void parseEnvelope(payload)),
    { numRuns: 20_000 },
  )
})
