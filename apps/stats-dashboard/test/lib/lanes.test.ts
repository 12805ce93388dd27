import type { Issue, RecordedEvent } from '@earshot/diagnostics'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { eventTicks, isTold, issueBars } from '../../src/lib/lanes.ts'
import { eventAt, issueOf } from '../sessions.ts'

const window = { from: 100_000, to: 200_000 }

test('an issue is a bar where it was in the window, one that lasts reaches to the end', () => {
  const issues = [
    issueOf({ id: 'within', startedAt: 120_000, endedAt: 130_000 }),
    issueOf({ id: 'began before', startedAt: 0, endedAt: 110_000 }),
    issueOf({ id: 'lasts', startedAt: 150_000, endedAt: null }),
  ]
  const bars = issueBars(issues, window).map(({ issue: { id }, left, width }) => ({ id, left, width }))
  expect(bars).toEqual([
    { id: 'began before', left: 0, width: 0.1 },
    { id: 'within', left: 0.2, width: 0.1 },
    { id: 'lasts', left: 0.5, width: 0.5 },
  ])
})

test.each([
  { says: 'was over before', startedAt: 0, endedAt: 99_999 },
  { says: 'began after', startedAt: 200_000, endedAt: null },
])('an issue that $says the window is not on the lane', ({ startedAt, endedAt }) => {
  expect(issueBars([issueOf({ startedAt, endedAt })], window)).toEqual([])
})

test('an issue of a moment can still be seen', () => {
  const [bar] = issueBars([issueOf({ startedAt: 150_000, endedAt: 150_000 })], window)
  expect(bar?.width).toBeGreaterThan(0)
})

test('where there is no room for all, what is grave and its own cause comes first', () => {
  const at = { startedAt: 110_000, endedAt: 190_000 }
  const issues = [
    issueOf({ ...at, id: 'info', severity: 'info' }),
    issueOf({ ...at, id: 'explained warning', suppressedBy: 'warning' }),
    issueOf({ ...at, id: 'explained critical', severity: 'critical', suppressedBy: 'warning' }),
    issueOf({ ...at, id: 'warning' }),
    issueOf({ ...at, id: 'critical', severity: 'critical' }),
  ]
  expect(issueBars(issues, window).map(({ issue: { id }, row }) => [row, id])).toEqual([
    [0, 'critical'],
    [1, 'warning'],
    [2, 'explained critical'],
    [3, 'explained warning'],
  ])
})

test('bars are within the lane, and no two of a row overlap', () => {
  const time = fc.integer({ min: 50_000, max: 250_000 })
  const issue = fc
    .record({
      times: fc.tuple(time, time),
      lasts: fc.boolean(),
      severity: fc.constantFrom('critical', 'warning', 'info'),
      suppressedBy: fc.constantFrom(null, 'x'),
    })
    .map(({ times: [a, b], lasts, ...rest }): Issue =>
      issueOf({ ...rest, startedAt: Math.min(a, b), endedAt: lasts ? null : Math.max(a, b) }),
    )
  fc.assert(
    fc.property(fc.array(issue, { maxLength: 20 }), (issues) => {
      const bars = issueBars(issues, window)
      for (const { left, width } of bars) {
        expect(left).toBeGreaterThanOrEqual(0)
        expect(left).toBeLessThanOrEqual(1)
        expect(left + width).toBeLessThanOrEqual(1 + leastWidth)
      }
      for (const row of [0, 1, 2, 3]) {
        const sorted = bars.filter((bar) => bar.row === row).toSorted((a, b) => a.left - b.left || a.width - b.width)
        for (const [index, { left, width }] of sorted.slice(0, -1).entries()) {
          // Only what is drawn wider than it was may touch what follows.
          expect(left + (width <= leastWidth ? 0 : width)).toBeLessThanOrEqual((sorted[index + 1]?.left ?? 0) + 1e-9)
        }
      }
      expect(bars.every(({ row }) => row < 4)).toBe(true)
    }),
  )
})

/** A bar is never so narrow that it cannot be seen. */
const leastWidth = 0.005

const connected = { type: 'ice', state: 'connected' } as const
const log = { type: 'candidate', sent: true, candidate: '' } as const

test('what happened to the connection is on the lane, up to the edges of the window, and the rest only in the log', () => {
  const events = [
    eventAt(99_999, connected),
    eventAt(100_000, connected),
    eventAt(150_000, log),
    eventAt(200_000, connected),
    eventAt(200_001, connected),
  ]
  const ticks = eventTicks(events, window)
  expect(ticks.map(({ left, width }) => [left, width])).toEqual([
    [0, 1],
    [1, 0],
  ])
})

test.each<{ event: RecordedEvent; told: boolean }>([
  { event: connected, told: true },
  { event: { type: 'mark', text: 'here' }, told: true },
  { event: { type: 'dropped', reports: 3 }, told: true },
  { event: log, told: false },
  { event: { type: 'ice-gathering', state: 'complete' }, told: false },
  { event: { type: 'other', name: 'x', value: '' }, told: false },
])('$event.type is told on the lane: $told', ({ event, told }) => {
  expect(isTold(event)).toBe(told)
})

test('ticks that would be one on the screen are one, with all that happened', () => {
  const ticks = eventTicks([eventAt(150_000, connected), eventAt(150_900, connected), eventAt(152_000, connected)], window)
  expect(ticks.map(({ events }) => events.map(({ timestamp }) => timestamp))).toEqual([[150_000, 150_900], [152_000]])
})

test('every event of the window is at one tick, and each label has the room up to the next', () => {
  const times = fc
    .array(fc.integer({ min: 50_000, max: 250_000 }), { maxLength: 200 })
    .map((list) => list.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(times, (list) => {
      const ticks = eventTicks(
        list.map((time) => eventAt(time, connected)),
        window,
      )
      const told = ticks.flatMap(({ events }) => events.map(({ timestamp }) => timestamp))
      expect(told).toEqual(list.filter((time) => time >= window.from && time <= window.to))
      for (const [index, { left, width }] of ticks.entries()) {
        expect(left + width).toBeCloseTo(ticks[index + 1]?.left ?? 1)
        expect(index === ticks.length - 1 || width > 0.01).toBe(true)
      }
    }),
  )
})
