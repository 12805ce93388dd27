import type { ConnectionSummary, Findings } from '../findings.ts'
import type { ImportNote } from '../import/importer.ts'
import type { Issue } from '../issue.ts'
import { explain, explainVerdict, type Language } from '../messages/explain.ts'
import { explainNote } from '../messages/note.ts'
import type { TrackSummary } from '../track-summary.ts'

import { words } from './words.ts'

/** What a recording tells, for a terminal. */
export function findingsAsText(findings: Findings, notes: readonly ImportNote[], language: Language): string {
  const { issues, tracks, connections, score } = findings
  const said = words[language]
  const lines = [
    verdictSentence(findings, language),
    score === null ? null : said.score(score.toFixed(1)),
    ...section(
      said.issues,
      issues.map((issue) => issueLine(issue, connections, language)),
    ),
    ...section(said.tracks, tracks.map(trackLine)),
    ...section(said.connections, connections.map(connectionLine)),
    ...section(
      said.notes,
      notes.map((note) => explainNote(note, language)),
    ),
  ]
  return `${lines.filter((line) => line !== null).join('\n')}\n`
}

/** The one sentence, with what to do. */
export function verdictSentence({ verdict }: Findings, language: Language): string {
  const { explanation, actions } = explainVerdict(verdict, language)
  return [explanation, ...actions.slice(0, 1)].join(language === 'zh' ? '' : ' ')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

function issueLine(issue: Issue, connections: readonly ConnectionSummary[], language: Language): string {
  const { type, severity, side, startedAt, endedAt, track, connection, suppressedBy, evidence } = issue
  const { explanation } = explain(issue, language)
  const [first] = evidence
  const where = [connections.length > 1 ? connection : '', track ?? ''].filter(Boolean).join(' ')
  const number = first === undefined ? '' : `${first.metric} ${round(first.value)}, bound ${round(first.threshold)}`
  const why = suppressedBy === null ? '' : ', explained by another'
  return `${timeOfDay(startedAt)} for ${seconds(startedAt, endedAt)}  ${severity} ${type} (${side}${why}) ${where}\n      ${explanation} [${number}]`
}

function trackLine(summary: TrackSummary): string {
  const { track, codec, bitrate, loss, jitterMs, framesPerSecond, width, height, freezes, frozenMs, concealed, score } = summary
  const parts = [
    track,
    codec === null ? null : codec.mimeType.replace(/^\w+\//, ''),
    bitrate === null ? null : `${Math.round(bitrate / 1_000)} kbit/s`,
    width === null || height === null ? null : `${width}x${height}`,
    framesPerSecond === null ? null : `${framesPerSecond.toFixed(1)} fps`,
    loss === null ? null : `${percent(loss)} lost`,
    jitterMs === null ? null : `jitter ${Math.round(jitterMs)} ms`,
    freezes === null || freezes === 0 ? null : `${freezes} freezes, ${((frozenMs ?? 0) / 1_000).toFixed(1)} s`,
    concealed === null ? null : `${percent(concealed)} concealed`,
    score === null ? null : `score ${score.toFixed(1)}`,
  ]
  return parts.filter((part) => part !== null).join('  ')
}

function connectionLine({ connection, from, to, reports, score }: ConnectionSummary): string {
  const scored = score === null ? 'no score' : `score ${score.toFixed(1)}`
  return `${connection}  ${new Date(from).toISOString()}  ${seconds(from, to)}  ${reports} reports  ${scored}`
}

function timeOfDay(timestamp: number): string {
  return new Date(timestamp).toISOString().slice(11, 19)
}

function seconds(from: number, to: number | null): string {
  return to === null ? 'ever' : `${Math.round((to - from) / 1_000)} s`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function round(value: number): string {
  return String(Math.round(1_000 * value) / 1_000)
}
