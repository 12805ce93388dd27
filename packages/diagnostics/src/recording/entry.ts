import type { Report } from '@earshot/core/stats'

import type { RecordedEvent } from './event.ts'

/** One thing in a recording, of whatever format it was read from. Entries are in the order of time. */
export type Entry = ReportEntry | EventEntry

/** What getStats returned. */
export interface ReportEntry {
  readonly type: 'report'
  /** Names the connection within the recording: the id of a call of ours, of a peer connection in other formats. */
  readonly connection: string
  /** Its `timestamp` is the entry's place in time. */
  readonly report: Report
}

/** What happened between two reports. */
export interface EventEntry {
  readonly type: 'event'
  /** `null` for what belongs to no connection, as the capture of a camera. */
  readonly connection: string | null
  /** Milliseconds since the epoch, on the clock of the reports. */
  readonly timestamp: number
  readonly event: RecordedEvent
}
