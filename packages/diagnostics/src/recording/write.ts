import { eventLine, headerLine, newRecording, reportLine, type RecordingWriter } from '@earshot/core/stats'

import type { Entry } from './entry.ts'

/** Writes entries as the lines of a recording, each with its line end. */
export interface EntryWriter {
  /** The first line. */
  begin(about?: Readonly<Record<string, string | number>>): string
  write(entry: Entry): string
}

export function createEntryWriter(): EntryWriter {
  let writer: RecordingWriter = newRecording
  return {
    begin: (about) => `${headerLine(about)}\n`,
    write(entry) {
      if (entry.type === 'event') return `${eventLine(entry.connection, entry.timestamp, entry.event)}\n`
      const [next, line] = reportLine(writer, entry.connection, entry.report)
      writer = next
      return `${line}\n`
    },
  }
}
