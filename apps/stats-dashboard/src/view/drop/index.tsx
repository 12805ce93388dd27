import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { openFiles } from '../../state/files.ts'
import { words } from '../../state/language.ts'
import './index.css'

/** Takes files that are dropped anywhere on the page. */
export function Drop(): VNode | null {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const gone = new AbortController()
    const { signal } = gone
    addEventListener(
      'dragover',
      (event) => {
        if (event.dataTransfer?.types.includes('Files') !== true) return
        event.preventDefault()
        setOver(true)
      },
      { signal },
    )
    addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setOver(false)
      },
      { signal },
    )
    addEventListener(
      'drop',
      (event) => {
        event.preventDefault()
        setOver(false)
        openFiles(event.dataTransfer?.files ?? [])
      },
      { signal },
    )
    return () => gone.abort()
  }, [])
  return over ? (
    <div class="drop" role="status">
      <p>{words.value.files.drop}</p>
    </div>
  ) : null
}
