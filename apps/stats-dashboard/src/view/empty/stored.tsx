import type { RecordingShelf, StoredRecording } from '@earshot/diagnostics'
import { Button } from '@earshot/ui'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { timeOfDay } from '../../lib/words.ts'
import { openFiles } from '../../state/files.ts'
import { words } from '../../state/language.ts'

const mostShown = 20

/** What this browser recorded itself, on the call page or in any app of this origin. */
export function Stored(): VNode | null {
  const [recordings, setRecordings] = useState<readonly StoredRecording[]>([])
  useEffect(() => {
    let wanted = true
    // A browser that keeps nothing has recorded nothing.
    onShelf((shelf) => shelf.list()).then(
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
  const remove = async (name: string): Promise<void> => {
    setRecordings(
      await onShelf(async (shelf) => {
        await shelf.delete(name)
        return shelf.list()
      }),
    )
  }
  const { files } = words.value
  return (
    <section class="card">
      <h2 class="card-title">{files.stored(recordings.length)}</h2>
      <ul class="empty-stored">
        {recordings.slice(0, mostShown).map(({ name, startedAt, bytes }) => (
          <li key={name}>
            <span>
              <bdi>{name}</bdi>{' '}
              <small>
                {new Date(startedAt).toLocaleDateString()} {timeOfDay(startedAt)}, {Math.ceil(bytes / 1_000)} kB
              </small>
            </span>
            <span class="empty-stored-actions">
              <Button aria-label={files.openNamed(name)} onClick={() => void open(name)}>
                {files.open}
              </Button>
              <Button aria-label={files.deleteNamed(name)} onClick={() => void remove(name)}>
                {files.delete}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

async function open(name: string): Promise<void> {
  const parts = await onShelf(async (shelf) => {
    const store = await shelf.open(name)
    const texts: string[] = []
    for await (const text of store.read()) texts.push(text)
    return texts
  })
  openFiles([new File(parts, name)])
}

async function onShelf<Result>(act: (shelf: RecordingShelf) => Promise<Result>): Promise<Result> {
  const { openShelf } = await import('@earshot/diagnostics')
  const shelf = await openShelf()
  try {
    return await act(shelf)
  } finally {
    shelf.close()
  }
}
