import { createRecordingStream, type Entry } from '@earshot/diagnostics'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { keepLines, reportAt } from '../../src/lib/lines.ts'
import { recordingText } from '../sessions.ts'

const text = recordingText('clean-hall')
const written = text.trimEnd().split('\n')
const maxLines = 660

test('keeps the lines of a recording, however they were cut on their way', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
      const kept = keepLines()
      let start = 0
      for (const end of [...cuts.toSorted((a, b) => a - b), text.length]) {
        kept.push(text.slice(start, end))
        start = end
      }
      expect(kept.lines).toEqual(written)
    }),
  )
})

test('a line counts when it has ended', () => {
  const kept = keepLines()
  kept.push('one\ntw')
  expect(kept.lines).toEqual(['one'])
  kept.push('o\n\n')
  expect(kept.lines).toEqual(['one', 'two'])
})

/** As many reports as a long call has; one in sixty is whole, as they are written. */
function reportLines(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const time = from + index
    const whole = time % 60 === 0
    return `${JSON.stringify({ t: time, c: 'c', ...(whole && { k: true }), s: { T: { ...(whole && { type: 'transport' }), n: time } } })}\n`
  }).join('')
}

test('forgets the oldest of a long call, and what it keeps can be read from its first line on', () => {
  const kept = keepLines()
  for (let time = 60; time < 20_000; time += 7) {
    kept.push(reportLines(time, 7))
    expect(kept.lines.length).toBeLessThanOrEqual(maxLines + 60)
    const [first = ''] = kept.lines
    expect(createRecordingStream().push(`${first}\n`)).toHaveLength(1)
  }
  const stream = createRecordingStream()
  const entries = stream.push(`${kept.lines.join('\n')}\n`)
  expect(stream.skipped).toBe(0)
  expect(entries.length).toBeGreaterThanOrEqual(maxLines - 60)
  expect(timeOf(entries.at(-1))).toBe(20_002)
})

function timeOf(entry: Entry | undefined): number | undefined {
  return entry?.type === 'report' ? entry.report.timestamp : entry?.timestamp
}

test('a peer that never sends a whole report, or never ends a line, fills no memory', () => {
  const events = keepLines()
  for (let time = 0; time < 10_000; time += 1) events.push(`{"t":${time},"c":"c","e":{"type":"closed"}}\n`)
  expect(events.lines.length).toBeLessThanOrEqual(2 * maxLines)
  expect(events.lines.at(-1)).toContain('"t":9999')

  const endless = keepLines()
  for (let piece = 0; piece < 12; piece += 1) endless.push('x'.repeat(1_000_000))
  endless.push('\nnext\n')
  expect(endless.lines.join('').length).toBeLessThan(10_000_000)
  expect(endless.lines.at(-1)).toBe('next')
})

test('the report at a time is the last before it, or the first of all', () => {
  const lines = reportLines(60, 10).trimEnd().split('\n')
  expect([0, 60, 60.5, 64, 1_000].map((time) => reportAt(lines, time)?.timestamp)).toEqual([60, 60, 60, 64, 69])
  expect(reportAt(lines, 64)?.stats.get('T')).toMatchObject({ type: 'transport', n: 64 })
})

test('there is no report among events, garbage, or nothing', () => {
  expect(reportAt([], 0)).toBeNull()
  expect(reportAt(['{"t":1,"c":"c","e":{"type":"closed"}}', 'garbage', '{"t":2,"c":"c","s":{}}'], 5)).toBeNull()
})
