import { pino, type DestinationStream, type Logger } from 'pino'
import type { LogFormat, LogLevel } from './arguments.ts'

/** A line an event: short for people, JSON for machines. Not by whether a terminal is there: `pnpm start` puts a pipe in between. */
export function createLog(options: {
  readonly level: LogLevel
  readonly format: LogFormat
  readonly output: DestinationStream
}): Logger {
  const { level, format, output } = options
  return pino({ level, base: null }, format === 'short' ? shortLines(output) : output)
}

/** `12:03:44 info   request method=GET path=/call/ status=200 durationMs=3` */
function shortLine(json: string): string {
  const { level, time, msg, ...rest } = parseRecord(json)
  const clock = typeof time === 'number' ? new Date(time).toTimeString().slice(0, 8) : ''
  const label = typeof level === 'number' ? (pino.levels.labels[level] ?? '') : ''
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return withoutControls([clock, label.padEnd(5), typeof msg === 'string' ? msg : '', ...fields].join(' '))
}

function shortLines(output: DestinationStream): DestinationStream {
  return { write: (json) => output.write(`${shortLine(json)}\n`) }
}

function parseRecord(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Paths and names are other people's: they must not be able to move the cursor, recolour or fake a line of a terminal. */
function withoutControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�')
}
