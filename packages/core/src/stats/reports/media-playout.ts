import * as v from 'valibot'

import { counter, type Fields, type Report } from './fields.ts'

/** The output device: what it played, and what was made up because nothing came in time. Seconds. */
export interface MediaPlayout extends Report {
  readonly synthesizedSamplesDuration: number | null
  readonly totalSamplesDuration: number | null
  readonly totalPlayoutDelay: number | null
  readonly totalSamplesCount: number | null
}

const counters = v.object(
  v.entriesFromList(['synthesizedSamplesDuration', 'totalSamplesDuration', 'totalPlayoutDelay', 'totalSamplesCount'], counter),
)

export function readMediaPlayout(fields: Fields): MediaPlayout {
  return {
    id: fields.id,
    timestamp: fields.timestamp,
    ...fields.read(counters),
  }
}
