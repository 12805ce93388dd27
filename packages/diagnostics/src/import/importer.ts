import type { Entry } from '../recording/entry.ts'

/**
 * Reads a recording of one format from its text, as it comes, in chunks of any size. Unzipping and decoding have been done. `note` may hear the
 * same more than once.
 */
export type Importer = (text: AsyncIterable<string>, note: (note: ImportNote) => void) => AsyncGenerator<Entry>

/** What whoever reads the result should know about the file. */
export type ImportNote =
  /** The file ends in the middle; what came before is there. */
  | { readonly type: 'truncated' }
  /** Lines, series or members that made no sense were left out. */
  | { readonly type: 'skipped'; readonly count: number }
  /** More than is read of one file: connections, events, entries of a report (`stats`), series or their points. */
  | { readonly type: 'limit'; readonly what: 'connections' | 'events' | 'stats' | 'series' | 'points' }
  /** Times are estimates: the format has none for each report. */
  | { readonly type: 'estimated-times' }
  /**
   * So many members of entries were not in every report, and the format does not say in which: their values are spread evenly from the first to the
   * last.
   */
  | { readonly type: 'estimated-values'; readonly count: number }

/** The file cannot be read at all, and why. */
export class RecordingError extends Error {
  readonly code: RecordingErrorCode

  constructor(code: RecordingErrorCode, message: string) {
    super(message)
    this.name = 'RecordingError'
    this.code = code
  }
}

export type RecordingErrorCode =
  /** Nothing that is known here. */
  | 'not-supported'
  /** The right format, but nothing was recorded. */
  | 'empty'
  /** Meant to be of a known format, and broken from the start. */
  | 'malformed'
  | 'too-large'
