import { createRecordingStream } from '@earshot/diagnostics'
import type { Report } from '@earshot/core/stats'

/** The last part of a recording as its lines, from a report that is whole on, in memory that does not grow. */
export interface KeptLines {
  push(text: string): void
  readonly lines: readonly string[]
}

const maxLines = 1_500

export function keepLines(): KeptLines {
  let rest = ''
  let lines: string[] = []
  return {
    push(text) {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts.filter((line) => line !== ''))
      if (lines.length <= maxLines) return
      // Only from a report that is whole on can the rest be read.
      const least = lines.length - maxLines
      const first = lines.findIndex((line, index) => index >= least && isWhole(line))
      if (first > 0) lines = lines.slice(first)
    },
    get lines() {
      return lines
    },
  }
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
