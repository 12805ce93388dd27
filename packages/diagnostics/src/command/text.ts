import type { ConnectionSummary, Findings } from '../findings.ts'
import type { ImportNote } from '../import/importer.ts'
import type { Evidence, Issue, Unit } from '../issue.ts'
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
      issues.map((issue) => issueLine(issue, issues, connections, language)),
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

function issueLine(
  issue: Issue,
  issues: readonly Issue[],
  connections: readonly ConnectionSummary[],
  language: Language,
): string {
  const { type, severity, side, startedAt, endedAt, track, connection, suppressedBy, evidence } = issue
  const { explanation } = explain(issue, language)
  const said = words[language]
  const where = [connections.length > 1 ? connection : '', track ?? ''].filter(Boolean).join(' ')
  const cause = issues.find(({ id }) => id === suppressedBy)
  const why = cause === undefined ? '' : `, ${said.explainedBy(cause.type)}`
  const numbers = evidence.flatMap((one) => evidenceLine(one, language))
  const figures = numbers.length === 0 ? '' : ` [${numbers.join('; ')}]`
  return `${timeOfDay(startedAt)} ${said.lasting(seconds(startedAt, endedAt))}  ${severity} ${type} (${side}${why}) ${where}\n      ${explanation}${figures}`
}

/** The worst, when it was, and the mean; nothing of what is only so or not. */
function evidenceLine({ metric, unit, value, at, mean, threshold, from, to }: Evidence, language: Language): readonly string[] {
  if (unit === 'state') return []
  const said = words[language]
  const bound = threshold === 0 ? '' : ` ${said.threshold(withUnit(threshold, unit))}`
  // Seconds in which it was so only grow.
  if (unit === 's') return [`${metric}: ${withUnit(value, unit)}${bound}`]
  const told = [said.worst(withUnit(value, unit), timeOfDay(at)), ...(from === to ? [] : [said.mean(withUnit(mean, unit))])]
  return [`${metric}: ${told.join(said.comma)}${bound}`]
}

function withUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return percent(value)
    case 'ms':
      return `${Math.round(value)} ms`
    case 's':
      return `${value.toFixed(1)} s`
    case 'bit/s':
      return `${Math.round(value / 1_000)} kbit/s`
    case 'fps':
      return `${value.toFixed(1)} fps`
    default:
      return round(value)
  }
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
  if (to === null) return 'ever'
  const lasted = (to - from) / 1_000
  return lasted < 10 ? `${Number(lasted.toFixed(1))} s` : `${Math.round(lasted)} s`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function round(value: number): string {
  return String(Math.round(1_000 * value) / 1_000)
}
