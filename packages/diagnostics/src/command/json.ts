import type { Findings } from '../findings.ts'
import type { ImportNote } from '../import/importer.ts'
import { explain, type Language } from '../messages/explain.ts'
import { explainNote } from '../messages/note.ts'

import { verdictSentence } from './text.ts'

/** What a recording tells, for a program: one object. Times are milliseconds since the epoch, shares 0..1, bitrates bit/s. */
export function findingsAsJson(findings: Findings, notes: readonly ImportNote[], language: Language): string {
  const { verdict, score, issues, tracks, connections } = findings
  const told = {
    verdict: verdictSentence(findings, language),
    level: verdict.level,
    score: score === null ? null : Math.round(100 * score) / 100,
    issues: issues.map((issue) => {
      const { type, severity, side, confidence, connection, track, startedAt, endedAt, ended, evidence } = issue
      const { explanation, causes, actions } = explain(issue, language)
      const { id, suppressedBy, unsupportedInputs } = issue
      return {
        ...{ type, severity, side, confidence, peerConnection: connection, track, startedAt, endedAt, ended, evidence },
        ...{ explanation, causes, actions, id, suppressedBy, unsupportedInputs },
      }
    }),
    tracks: tracks.map(({ connection, ...track }) => ({ peerConnection: connection, ...track })),
    peerConnections: connections.map(({ connection, ...summary }) => ({ peerConnection: connection, ...summary })),
    notes: notes.map((note) => explainNote(note, language)),
  }
  return `${JSON.stringify(told, null, 2)}\n`
}
