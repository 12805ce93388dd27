import type { Entry, Issue } from '@earshot/diagnostics'
import { conclude, diagnose, rangeOf, seriesNames } from '@earshot/diagnostics'
import { expect, test } from 'vitest'

import {
  growing,
  isLive,
  issuesOf,
  meanScore,
  scoreOf,
  verdictNow,
  verdictOfFile,
  type Origin,
  type Session,
} from '../../src/lib/session.ts'
import { eventAt, fromFile, issueOf, live, recordingOf, sessionOf } from '../sessions.ts'

const recording = recordingOf('rate-300-up-hall')

function timesOf(entries: readonly Entry[]): readonly number[] {
  return entries.map((entry) => (entry.type === 'report' ? entry.report.timestamp : entry.timestamp))
}

test('a session tells of a recording what the diagnosis of the whole tells', () => {
  const session = sessionOf(fromFile, recording)
  const reports = recording.filter(({ type }) => type === 'report')
  expect(session).toMatchObject({
    from: Math.min(...timesOf(recording)),
    to: Math.max(...timesOf(recording)),
    reports: reports.length,
    events: recording.filter(({ type }) => type === 'event'),
  })
  expect(meanScore(session)).toBe(diagnose(recording).score)
  expect(conclude(session.inquiry)).toEqual(diagnose(recording))
  expect(verdictNow(session, false)).toMatchObject({ level: 'bad', issue: { type: 'uplink-congestion' } })
})

test('charts have the glance and every number of every track', () => {
  const { history, sample, to } = sessionOf(fromFile, recording)
  const names = seriesNames(history)
  expect(names).toEqual(expect.arrayContaining(['sent', 'roundTrip', 'score', 'path.headroom', 'outbound:video:1: meanQp']))
  expect(rangeOf(history)?.to).toBe(sample?.timestamp)
  expect(sample?.timestamp).toBeLessThanOrEqual(to)
})

test('what was handed out keeps its numbers while the session grows', () => {
  const grows = growing('k', 'c')
  grows.push(eventAt(1_000, { type: 'call', state: 'connecting' }))
  const before = grows.session(fromFile)
  grows.push(eventAt(2_000, { type: 'call', state: 'connected' }))
  expect(before.to).toBe(1_000)
  expect(grows.session(fromFile).to).toBe(2_000)
})

test('a session that nothing came of yet is empty', () => {
  const session = sessionOf(live())
  expect(session).toMatchObject({ from: 0, to: 0, reports: 0, events: [], sample: null, endedAt: null })
  expect([scoreOf(session), meanScore(session), issuesOf(session)]).toEqual([null, null, []])
  expect([verdictNow(session, true), verdictNow(session, false)]).toEqual([unknown, unknown])
})

const unknown = { level: 'unknown', issue: null }

test('keeps thousands of events, and then the newest', () => {
  const grows = growing('k', 'c')
  for (let time = 1; time <= 20_000; time += 1) grows.push(eventAt(time, { type: 'mark', text: String(time) }))
  const { events, from, to } = grows.session(fromFile)
  expect(events.length).toBeGreaterThan(2_000)
  expect(events.length).toBeLessThanOrEqual(5_000)
  expect(events.at(-1)?.timestamp).toBe(20_000)
  expect(events.map(({ timestamp }) => timestamp)).toEqual(Array.from(events, (_, index) => 20_001 - events.length + index))
  expect({ from, to }).toEqual({ from: 1, to: 20_000 })
})

test.each<{ says: string; states: readonly ('connecting' | 'connected' | 'ended')[]; endedAt: number | null }>([
  { says: 'goes on', states: ['connecting', 'connected'], endedAt: null },
  { says: 'ended when it said so', states: ['connected', 'ended'], endedAt: 2_000 },
  { says: 'is not over where the call of the same name begins anew', states: ['ended', 'connecting'], endedAt: null },
])('a call $says', ({ states, endedAt }) => {
  const entries = states.map((state, index) => eventAt(1_000 * (index + 1), { type: 'call', state }))
  expect(sessionOf(live(), entries).endedAt).toBe(endedAt)
})

test('what else happens after its end does not bring a call back', () => {
  const session = sessionOf(live(), [
    eventAt(1_000, { type: 'call', state: 'ended' }),
    eventAt(2_000, { type: 'connection', state: 'closed' }),
  ])
  expect(session.endedAt).toBe(1_000)
})

const heardAt = 50_000

test.each([
  { says: 'at least 8 s, however often something came', spacingMs: 500, silenceMs: 8_000 },
  { says: 'two and a half times the usual spacing', spacingMs: 4_000, silenceMs: 10_000 },
  { says: 'at most 25 s, however seldom something came', spacingMs: 60_000, silenceMs: 25_000 },
])('a silence means the end of numbers after $says', ({ spacingMs, silenceMs }) => {
  const session = sessionOf(live({ heardAt, spacingMs }))
  expect(isLive(session, heardAt)).toBe(true)
  expect(isLive(session, heardAt + silenceMs)).toBe(true)
  expect(isLive(session, heardAt + silenceMs + 1)).toBe(false)
})

test.each<{ says: string; session: Session }>([
  { says: 'a file', session: sessionOf(fromFile) },
  { says: 'what a peer measured that left', session: sessionOf(live({ heardAt, leftAt: heardAt })) },
  { says: 'a call that ended', session: sessionOf(live({ heardAt }), [eventAt(1_000, { type: 'call', state: 'ended' })]) },
])('$says is not live, however fresh it is', ({ session }) => {
  expect(isLive(session, heardAt)).toBe(false)
})

test('lists issues by when they began', () => {
  const session = withIssues(issueOf({ id: 'b', startedAt: 2_000 }), issueOf({ id: 'a', startedAt: 1_000 }))
  expect(issuesOf(session).map(({ id }) => id)).toEqual(['a', 'b'])
})

function withIssues(...issues: readonly Issue[]): Session {
  const session = sessionOf(live())
  return { ...session, inquiry: { ...session.inquiry, issues: new Map(issues.map((issue) => [issue.id, issue])) } }
}

test('of a call that goes on the verdict is about what is wrong now, of one that is over about what was worst', () => {
  const past = issueOf({ id: 'past', severity: 'critical', startedAt: 0, endedAt: 60_000, ended: 'resolved' })
  const open = issueOf({ id: 'open', startedAt: 90_000 })
  expect(verdictNow(withIssues(past, open), true)).toMatchObject({ level: 'poor', issue: { id: 'open' } })
  expect(verdictNow(withIssues(past, open), false)).toMatchObject({ level: 'bad', issue: { id: 'past' } })
  expect(verdictNow(withIssues(past), true)).toEqual(unknown)
})

test('the score of a whole call is a mean over time, the score now is not', () => {
  const received = recordingOf('rate-300-up-office')
  const congested = diagnose(received).issues.find(({ type }) => type === 'downlink-congestion')
  const until = timesOf(received).findIndex((time) => time > (congested?.startedAt ?? 0))
  const session = sessionOf(live(), received.slice(0, until))
  expect(meanScore(session)).toBe(conclude(session.inquiry).score)
  expect(scoreOf(session)?.value).toBeLessThan(meanScore(session) ?? 0)
})

test('a file has the verdict that the whole of it has, and so has the connection that it is about', () => {
  const other = recording.map((entry): Entry => ({ ...entry, connection: 'other' }))
  const never = [eventAt(1_000, { type: 'ice', state: 'checking' }), eventAt(2_000, { type: 'ice', state: 'failed' })]
  const found = [never, other].map((entries) => sessionOf(fromFile, entries))
  const verdict = verdictOfFile(found)
  expect(verdict).toEqual(diagnose([...never, ...other]).verdict)
  expect(verdict.among).toEqual({ connection: 'other', connections: 2, neverConnected: ['c'] })
  const told = found.map((session) => verdictNow({ ...session, origin: { ...fromFile, verdict } as Origin }, false))
  expect(told.map(({ issue }) => issue?.type)).toEqual(['never-connected', 'uplink-congestion'])
  expect(told[1]).toBe(verdict)
})

test('the numbers of a whole recording are means by time, not those of its end', () => {
  const { means, sample } = sessionOf(fromFile, recording)
  expect(means.get('framesSent')).toBeGreaterThan(5)
  expect(means.get('roundTrip')).not.toBe(sample?.path.roundTripTimeMs)
})
