import type { StoredRecording } from '@earshot/diagnostics'
import { Button } from '@earshot/ui'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { timeOfDay } from '../../lib/words.ts'
import { openFiles } from '../../state/files.ts'
import { words } from '../../state/language.ts'

/** What this browser recorded itself, on the call page. */
export function Stored(): VNode | null {
  const [recordings, setRecordings] = useState<readonly StoredRecording[]>([])
  useEffect(() => {
    let wanted = true
    // A browser that keeps nothing has recorded nothing.
    void listStored().then(
      (found) => {
        if (wanted) setRecordings(found)
      },
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [])
  if (recordings.length === 0) return null
  return (
    <section class="card">
      <h2 class="card-title">{words.value.files.stored(recordings.length)}</h2>
      <ul class="empty-stored">
        {recordings.slice(0, 20).map(({ name, startedAt, bytes }) => (
          <li key={name}>
            <span>
              <bdi>{name}</bdi>{' '}
              <small>
                {new Date(startedAt).toLocaleDateString()} {timeOfDay(startedAt)}, {Math.ceil(bytes / 1_000)} kB
              </small>
            </span>
            <Button onClick={() => void openStored(name)}>{words.value.files.open}</Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

async function listStored(): Promise<readonly StoredRecording[]> {
  const { openShelf } = await import('@earshot/diagnostics')
  const shelf = await openShelf()
  try {
    return await shelf.list()
  } finally {
    shelf.close()
  }
}

async function openStored(name: string): Promise<void> {
  const { openShelf } = await import('@earshot/diagnostics')
  const shelf = await openShelf()
  try {
    const store = await shelf.open(name)
    const parts: string[] = []
    for await (const text of store.read()) parts.push(text)
    openFiles([new File(parts, name)])
  } finally {
    shelf.close()
  }
}
