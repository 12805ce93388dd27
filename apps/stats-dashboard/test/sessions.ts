import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { createRecordingStream, type Entry, type EventEntry, type Issue, type RecordedEvent } from '@earshot/diagnostics'

import { growing, type Origin, type Session } from '../src/lib/session.ts'

type LiveOrigin = Extract<Origin, { type: 'live' }>

export function live(origin: Partial<LiveOrigin> = {}): LiveOrigin {
  return {
    ...{ type: 'live', self: { id: 'a', name: 'Ada' }, peer: { id: 'b', name: 'Bob' }, call: 'c' },
    ...{ heardAt: 1_000_000, spacingMs: 2_000, leftAt: null },
    ...origin,
  }
}

export const fromFile: Origin = {
  ...{ type: 'file', file: '1', name: 'call.jsonl', format: 'earshot', only: true },
  verdict: { level: 'unknown', issue: null },
}

/** A session that has taken in these entries, all of one connection. */
export function sessionOf(origin: Origin, entries: readonly Entry[] = [], key = 'a.c'): Session {
  const grows = growing(key, entries.find(({ connection }) => connection !== null)?.connection ?? 'c')
  for (const entry of entries) grows.push(entry)
  return grows.session(origin)
}

export function eventAt(timestamp: number, event: RecordedEvent): EventEntry {
  return { type: 'event', connection: 'c', timestamp, event }
}

export function issueOf(issue: Partial<Issue> = {}): Issue {
  return {
    ...{ id: 'high-rtt:c: 1', key: 'high-rtt:c:', type: 'high-rtt', severity: 'warning', side: 'unknown', confidence: 1 },
    ...{ connection: 'c', track: null, startedAt: 1_000, updatedAt: 1_000, endedAt: null, ended: null },
    ...{ evidence: [], suppressedBy: null, unsupportedInputs: [] },
    ...issue,
  }
}

/** The text of a real recording of one end of a call (packages/diagnostics/test/fixtures/labelled). */
export function recordingText(name: string): string {
  const folder = new URL('../../../packages/diagnostics/test/fixtures/labelled/', import.meta.url)
  return gunzipSync(readFileSync(new URL(`${name}.jsonl.gz`, folder))).toString('utf8')
}

export function recordingOf(name: string): readonly Entry[] {
  return createRecordingStream().push(recordingText(name))
}
