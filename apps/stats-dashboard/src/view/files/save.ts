import { createRecordingStream } from '@earshot/diagnostics'

import { convert, type Conversion, type SaveFormat } from '../../lib/convert.ts'
import { download } from '../../lib/download.ts'
import type { Session } from '../../lib/session.ts'
import { converted } from '../../state/files.ts'
import { marks } from '../../state/marks.ts'
import { keptLines } from '../../state/sessions.ts'

/** Hands the recording that a session is of over as a file, with the marks that were made on this page; as a table the session alone. */
export async function save(session: Session, format: SaveFormat): Promise<void> {
  const { origin, key, connection } = session
  const own = (marks.value.get(key) ?? []).toSorted((a, b) => a.time - b.time)
  const conversion: Conversion = { format, connection, marks: own }
  const blob =
    origin.type === 'file'
      ? await converted(origin.file, conversion)
      : await convert(createRecordingStream().push(`${keptLines.get(key)?.lines.join('\n') ?? ''}\n`), conversion)
  download(blob, `${fileName(session)}.${endings[format]}`)
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
