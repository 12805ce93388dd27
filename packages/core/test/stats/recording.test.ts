import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { eventLine, headerLine, newRecording, readReport, reportLine } from '@earshot/core/stats'

const at = (timestamp: number, ...entries: readonly object[]) =>
  readReport(entries.map((entry) => ({ type: 'transport', timestamp, ...entry })))

/** The lines of these reports of one connection, parsed. */
function lines(...reports: readonly ReturnType<typeof at>[]): readonly unknown[] {
  let writer = newRecording
  return reports.map((report) => {
    const [next, line] = reportLine(writer, 'c', report)
    writer = next
    return JSON.parse(line)
  })
}

test('the first line says what it is', () => {
  expect(JSON.parse(headerLine({ userAgent: 'a browser' }))).toEqual({
    format: 'earshot-recording',
    version: 1,
    userAgent: 'a browser',
  })
})

test('a report has what changed since the one before, and says what is gone', () => {
  const [first, second] = lines(
    at(1_000, { id: 'T', a: 1, b: 'x', d: { cpu: 1 } }, { id: 'U', a: 1 }, { id: 'V', a: 1 }),
    at(2_000, { id: 'T', a: 2, d: { cpu: 1 } }, { id: 'V', a: 1 }),
  )
  const type = 'transport'
  expect(first).toEqual({
    ...{ t: 1_000, c: 'c', k: true },
    s: { T: { type, a: 1, b: 'x', d: { cpu: 1 } }, U: { type, a: 1 }, V: { type, a: 1 } },
  })
  expect(second).toEqual({ t: 2_000, c: 'c', s: { T: { a: 2, b: null }, U: null } })
})

test('an entry that was measured at another time says when', () => {
  const [, second] = lines(at(1_000, { id: 'R', a: 1 }), at(2_000, { id: 'R', a: 1, timestamp: 1_400 }, { id: 'T' }))
  expect(second).toMatchObject({ t: 2_000, s: { R: { timestamp: 1_400 } } })
})

test('every sixtieth report is whole, so that a reader can begin there', () => {
  const list = lines(...Array.from({ length: 130 }, (_, second) => at(second, { id: 'T', a: 1 })))
  const whole = list.flatMap((line, index) => (Object.hasOwn(line as object, 'k') ? [index] : []))
  expect(whole).toEqual([0, 60, 120])
})

test('connections are kept apart', () => {
  const [writer] = reportLine(newRecording, 'a', at(1_000, { id: 'T', a: 1 }))
  const [, line] = reportLine(writer, 'b', at(1_000, { id: 'T', a: 1 }))
  expect(line).toContain('"k":true')
})

test('an event is a line of its own', () => {
  expect(JSON.parse(eventLine('c', 5, { type: 'ice', state: 'failed' }))).toEqual({
    t: 5,
    c: 'c',
    e: { type: 'ice', state: 'failed' },
  })
})

test('names that objects inherit are ids like any other', () => {
  const ids = ['__proto__', 'constructor', 'toString']
  const [line] = lines(at(1, ...ids.map((id) => ({ id, a: 1 }))))
  expect(Object.keys((line as { s: object }).s)).toEqual(ids)
})

test('a line never breaks', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.anything(), (id, text, value) => {
      const [, line] = reportLine(newRecording, text, at(1, { id, text, value: JSON.parse(JSON.stringify(value) ?? '0') }))
      expect(line).not.toMatch(/[\r\n]/)
      JSON.parse(line)
    }),
  )
})
