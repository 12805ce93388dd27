import { createRecordingStream } from '@earshot/diagnostics'
import type { Report } from '@earshot/core/stats'

/** The last part of a recording as its lines, from a report that is whole on, in memory that does not grow. */
export interface KeptLines {
  push(text: string): void
  readonly lines: readonly string[]
}

/** Ten minutes of a report a second. */
const maxLines = 660
const maxLength = 8_000_000
/** A line that never ends is given up: what peers send comes in pieces of at most some tens of kilobytes. */
const maxPieces = 100

export function keepLines(): KeptLines {
  /** Of a line that has not ended yet. */
  let rest: string[] = []
  let lines: string[] = []
  return {
    push(text) {
      rest.push(text)
      if (!text.includes('\n')) return void (rest = rest.length > maxPieces ? [] : rest)
      const parts = rest.join('').split('\n')
      rest = [parts.pop() ?? '']
      lines.push(...parts.filter((line) => line !== ''))
      const least = firstThatFits(lines)
      if (least === 0) return
      // Only from a report that is whole on can the rest be read. A peer that writes none whole fills no memory either.
      const first = lines.findIndex((line, index) => index >= least && isWhole(line))
      lines = lines.slice(first === -1 ? least : first)
    },
    get lines() {
      return lines
    },
  }
}

function firstThatFits(lines: readonly string[]): number {
  let length = 0
  return lines.findLastIndex((line, index) => (length += line.length) > maxLength || lines.length - index > maxLines) + 1
}

function isWhole(line: string): boolean {
  return line.includes('"k":true')
}

/** The last report before a time, or the first; `null` where there is none. */
export function reportAt(lines: readonly string[], time: number): Report | null {
  const stream = createRecordingStream()
  let found: Report | null = null
  for (const entry of stream.push(`${lines.join('\n')}\n`)) {
    if (entry.type === 'event') continue
    if (found !== null && entry.report.timestamp > time) break
    found = entry.report
  }
  return found
}
