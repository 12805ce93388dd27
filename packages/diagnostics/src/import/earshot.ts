import { newReader, readLine } from '../recording/reader.ts'

import { RecordingError, type Importer } from './importer.ts'
import { linesOf } from './lines.ts'

/** Reads a recording of ours. */
export const importEarshot: Importer = async function* (text, note) {
  let reader = newReader
  let isEmpty = true
  for await (const { line, ended } of linesOf(text)) {
    const [next, entry] = readLine(reader, line)
    // The last line of a file that was cut off makes no sense, and is no fault of its own.
    if (next.skipped > reader.skipped && !ended) {
      note({ type: 'truncated' })
      break
    }
    reader = next
    if (entry === null) continue
    isEmpty = false
    yield entry
  }
  if (isEmpty && reader.skipped === 0) throw new RecordingError('empty', `Nothing was recorded in this file. ${advice}`)
  if (isEmpty) throw new RecordingError('malformed', `Nothing in this recording makes sense. ${advice}`)
  if (reader.skipped > 0) note({ type: 'skipped', count: reader.skipped })
  for (const what of reader.exceeded) note({ type: 'limit', what })
}

const advice = 'Begin to record before the call or while it goes on, and save the recording when it has gone on for some seconds.'
