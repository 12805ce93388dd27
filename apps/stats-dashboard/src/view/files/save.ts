import {
  allSeries,
  anonymiser,
  createEntryWriter,
  createRecordingStream,
  createRtcstatsDumpWriter,
  csv,
  inquire,
  newInquiry,
  type Entry,
} from '@earshot/diagnostics'
import type { Sample } from '@earshot/core/stats'

import { download } from '../../lib/download.ts'
import type { Session } from '../../lib/session.ts'
import { converted } from '../../state/files.ts'
import { marks } from '../../state/marks.ts'
import { keptLines } from '../../state/sessions.ts'

export type SaveFormat = 'recording' | 'anonymous' | 'rtcstats' | 'table'

/** Hands the session over as a file, with the marks that were made on this page. */
export async function save(session: Session, format: SaveFormat): Promise<void> {
  const { origin, key } = session
  const recording =
    origin.type === 'file'
      ? await (await converted(origin.file, format === 'table' ? 'recording' : format)).text()
      : (keptLines.get(key)?.lines.join('\n') ?? '')
  const name = fileName(session)
  if (origin.type === 'file' && format !== 'table') return download(new Blob([recording]), `${name}.${endings[format]}`)
  const own = (marks.value.get(key) ?? []).map(({ time, text }): Entry => ({
    type: 'event',
    connection: session.connection,
    timestamp: time,
    event: { type: 'mark', text },
  }))
  const entries = [...createRecordingStream().push(`${recording}\n`), ...own]
  download(new Blob([written(entries, format)]), `${name}.${endings[format]}`)
}

const endings: Readonly<Record<SaveFormat, string>> = {
  recording: 'jsonl',
  anonymous: 'anonymous.jsonl',
  rtcstats: 'rtcstats.jsonl',
  table: 'csv',
}

function fileName({ from, connection }: Session): string {
  return `earshot-${new Date(from).toISOString().slice(0, 19).replaceAll(':', '-')}-${connection.replaceAll(/[^\w-]/g, '_').slice(0, 40)}`
}

function written(entries: readonly Entry[], format: SaveFormat): string {
  if (format === 'table') {
    const samples = samplesOf(entries)
    return csv(samples, allSeries(samples))
  }
  const anonymise = format === 'anonymous' ? anonymiser() : (entry: Entry) => entry
  const writer = format === 'rtcstats' ? createRtcstatsDumpWriter() : createEntryWriter()
  return writer.begin() + entries.map((entry) => writer.write(anonymise(entry))).join('')
}

function samplesOf(entries: readonly Entry[]): readonly Sample[] {
  let inquiry = newInquiry
  return entries.flatMap((entry) => {
    const [next, { sample }] = inquire(inquiry, entry)
    inquiry = next
    return sample === null ? [] : [sample]
  })
}
