import type { EventEntry } from '../recording/entry.ts'

import { membersOf, parseJson } from './json-value.ts'

/** A line of the list of getUserMedia and getDisplayMedia: a request, or what came of one. */
export type CaptureLine = ReadonlyMap<string, unknown>

export function readCaptureLine(text: string): CaptureLine | null {
  const members = membersOf(parseJson(text))
  return members.size > 0 ? members : null
}

/** What was asked for, and why there was none. Older versions wrote no time: those are put at `fallback`. */
export function captureEntries(lines: readonly CaptureLine[], fallback: number): readonly EventEntry[] {
  const failures = new Map(lines.filter((line) => line.has('error')).map((line) => [requestOf(line), textOf(line, 'error')]))
  return lines
    .filter((line) => line.has('origin'))
    .map((line): EventEntry => {
      const timestamp = line.get('timestamp')
      const error = failures.get(requestOf(line)) ?? null
      return {
        type: 'event',
        connection: null,
        timestamp: typeof timestamp === 'number' && timestamp >= 0 ? timestamp : fallback,
        event: { type: 'capture', what: whatOf(line), error },
      }
    })
    .toSorted((one, other) => one.timestamp - other.timestamp)
}

function requestOf(line: CaptureLine): string {
  return ['pid', 'rid', 'request_id', 'request_type'].map((name) => textOf(line, name)).join(' ')
}

function whatOf(line: CaptureLine): string {
  if (line.get('request_type') === 'getDisplayMedia' || /chromeMediaSource/.test(textOf(line, 'video'))) return 'screen'
  return [line.has('audio') ? 'microphone' : [], line.has('video') ? 'camera' : []].flat().join(' and ')
}

function textOf(line: CaptureLine, name: string): string {
  const value = line.get(name)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
