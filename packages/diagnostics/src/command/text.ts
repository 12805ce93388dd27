import type { ConnectionSummary, Findings } from '../findings.ts'
import type { ImportNote } from '../import/importer.ts'
import type { Issue } from '../issue.ts'
import { catalogueOf, explain, type Language } from '../messages/explain.ts'
import type { TrackSummary } from '../track-summary.ts'

/** What a recording tells, for a terminal. */
export function findingsAsText(findings: Findings, notes: readonly ImportNote[], language: Language): string {
  const { issues, tracks, connections, score } = findings
  const lines = [
    verdictSentence(findings, language),
    score === null ? null : `Score ${score.toFixed(1)} of 5 (estimated, the weakest track that arrives).`,
    ...section(
      'Issues',
      issues.map((issue) => issueLine(issue, connections, language)),
    ),
    ...section('Tracks', tracks.map(trackLine)),
    ...section('Connections', connections.map(connectionLine)),
    ...section('Notes', notes.map(noteInWords)),
  ]
  return `${lines.filter((line) => line !== null).join('\n')}\n`
}

/** The one sentence, with what to do. */
export function verdictSentence({ verdict, connections }: Findings, language: Language): string {
  const { verdict: words } = catalogueOf(language)
  if (verdict.issue === null) return verdict.level === 'unknown' || connections.length === 0 ? words.unknown : words.fine
  const { explanation, actions } = explain(verdict.issue, language)
  const [action] = actions
  return action === undefined ? explanation : `${explanation} ${capitalised(action)}.`
}

/** What should be known of the file, in words. */
export function noteInWords(note: ImportNote): string {
  switch (note.type) {
    case 'truncated':
      return 'The file ends in the middle; this is what came before.'
    case 'skipped':
      return `${note.count} lines or values made no sense and were left out.`
    case 'limit':
      return `There are more ${note.what} than are read of one file; the rest was left out.`
    case 'estimated-times':
      return 'The format has no time for each report: times are estimates.'
    case 'estimated-values':
      return `The format does not say when values of ${note.count} series are missing: theirs are spread evenly, and may be some reports early or late.`
  }
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

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
