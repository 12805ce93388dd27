import type { Report } from '@earshot/core/stats'

import { reportAt } from '../lib/lines.ts'
import type { Session } from '../lib/session.ts'
import { reportFrom } from './files.ts'
import { keptLines } from './sessions.ts'

/** The raw report of a session at a time: of a file it is read again, of a live call it is among the lines that are kept. */
export async function rawReport({ origin, key, connection }: Session, time: number): Promise<Report | null> {
  if (origin.type === 'file') return reportFrom(origin.file, connection, time)
  return reportAt(keptLines.get(key)?.lines ?? [], time)
}
