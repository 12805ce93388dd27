import type { TimelineEntry } from '@earshot/core'

import type { EventEntry } from './entry.ts'

/** What a call tells of itself, as an entry of its recording. */
export function eventOfTimeline(connection: string, entry: TimelineEntry): EventEntry {
  const { at: _, timestamp, ...event } = entry
  return { type: 'event', connection, timestamp, event }
}
