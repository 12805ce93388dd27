import type { Entry } from './entry.ts'
import { newReader, readLine } from './reader.ts'
import { newRest } from './rest.ts'

/** Reads a recording as its text comes in, in pieces that may end in the middle of a line. */
export interface RecordingStream {
  /** The entries that this piece completes. */
  push(text: string): readonly Entry[]
  /** Lines that made no sense so far. */
  readonly skipped: number
}

/** A line that never ends is given up. */
const maxLineLength = 4_000_000

/** For what `room.on('recording')` brings an observer; one for each call and peer. */
export function createRecordingStream(): RecordingStream {
  let reader = newReader
  const rest = newRest(maxLineLength)
  return {
    push(text) {
      return rest.linesWith(text).flatMap((line) => {
        const [next, entry] = readLine(reader, line)
        reader = next
        return entry === null ? [] : [entry]
      })
    },
    get skipped() {
      return reader.skipped
    },
  }
}
