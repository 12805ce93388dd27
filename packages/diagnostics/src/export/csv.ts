import type { Sample } from '@earshot/core/stats'

/** One column of a table of samples. */
export interface Series {
  /** For the first line, for example `outbound:video:1: bitrate, bit/s`. */
  readonly name: string
  readonly valueOf: (sample: Sample) => number | string | boolean | null
}

/**
 * A table of samples as comma-separated values (RFC 4180), a line each: the time in ISO 8601, then the series. What was not measured is
 * empty, and a gap is an empty line of values.
 */
export function csv(samples: readonly Sample[], series: readonly Series[]): string {
  const head = ['time', ...series.map(({ name }) => name)]
  const lines = samples.map((sample) => [
    new Date(sample.timestamp).toISOString(),
    ...series.map(({ valueOf }) => valueOf(sample)),
  ])
  return [head, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('')
}

/** A text that a spreadsheet would take for a formula is one no more. */
function cell(value: number | string | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Everything that was measured in these samples, of the path and of each track: numbers, flags and words. */
export function allSeries(samples: readonly Sample[]): readonly Series[] {
  const all = new Map<string, Series['valueOf']>()
  const measured = new Set<string>()
  const add = (name: string, value: unknown, valueOf: Series['valueOf']) => {
    all.set(name, valueOf)
    if (isValue(value)) measured.add(name)
  }
  for (const sample of samples) {
    for (const [name, value] of Object.entries(sample.path)) add(`path ${name}`, value, (of) => memberOf(of.path, name))
    for (const track of sample.tracks) {
      for (const [name, value] of partsOf(track).flatMap((part) => Object.entries(part))) {
        add(`${track.key} ${name}`, value, (of) => memberOfTrack(of, track.key, name))
      }
    }
  }
  return [...all].flatMap(([name, valueOf]) => (measured.has(name) ? [{ name, valueOf }] : []))
}

type Track = Sample['tracks'][number]

function partsOf(track: Track): readonly object[] {
  const { receivedAudio, receivedVideo, sentAudio, sentVideo } = track
  return [track, receivedAudio, receivedVideo, sentAudio, sentVideo].filter((part) => part !== null)
}

function memberOfTrack({ tracks }: Sample, key: string, name: string): ReturnType<Series['valueOf']> {
  const track = tracks.find((candidate) => candidate.key === key)
  if (track === undefined) return null
  const part = partsOf(track).findLast((candidate) => Object.hasOwn(candidate, name))
  return part === undefined ? null : memberOf(part, name)
}

function memberOf(part: object, name: string): ReturnType<Series['valueOf']> {
  const value = isRecord(part) ? part[name] : null
  return isValue(value) ? value : null
}

function isValue(value: unknown): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
}

function isRecord(part: object): part is Readonly<Record<string, unknown>> {
  return !Array.isArray(part)
}
