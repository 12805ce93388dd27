import { newReader, readLine } from '../recording/reader.ts'

import type { Importer } from './importer.ts'
import { linesOf } from './lines.ts'

/** Reads a recording of ours. */
export const importEarshot: Importer = async function* (text, note) {
  let reader = newReader
  for await (const { line, ended } of linesOf(text)) {
    const [next, entry] = readLine(reader, line)
    // The last line of a file that was cut off makes no sense, and is no fault of its own.
    if (next.skipped > reader.skipped && !ended) {
      note({ type: 'truncated' })
      break
    }
    reader = next
    if (entry !== null) yield entry
  }
  if (reader.skipped > 0) note({ type: 'skipped', count: reader.skipped })
}
