import type { Stats } from '../report.ts'
import { count, type Reading } from './fields.ts'

/** The output device: what it played, and what was made up because nothing came in time. Seconds. */
export interface MediaPlayout extends Reading {
  readonly synthesizedSamplesDuration: number | null
  readonly totalSamplesDuration: number | null
  readonly totalPlayoutDelay: number | null
  readonly totalSamplesCount: number | null
}

export function readMediaPlayout(stats: Stats): MediaPlayout {
  return {
    id: stats.id,
    timestamp: stats.timestamp,
    synthesizedSamplesDuration: count(stats.synthesizedSamplesDuration),
    totalSamplesDuration: count(stats.totalSamplesDuration),
    totalPlayoutDelay: count(stats.totalPlayoutDelay),
    totalSamplesCount: count(stats.totalSamplesCount),
  }
}
