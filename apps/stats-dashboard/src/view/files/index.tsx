import { explainNote, explainRefusal } from '@earshot/diagnostics'
import { Button, Notice } from '@earshot/ui'
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'

import type { SaveFormat } from '../../lib/convert.ts'
import { close, files, openFiles, type OpenFile } from '../../state/files.ts'
import { language, words } from '../../state/language.ts'
import { selected } from '../../state/view.ts'
import './index.css'

/** Opens files from this computer. */
export function OpenButton({ primary = false }: { readonly primary?: boolean }): VNode {
  const input = useRef<HTMLInputElement>(null)
  const { files: said, empty } = words.value
  return (
    <>
      <Button tone={primary ? 'primary' : 'plain'} class="open-file" onClick={() => input.current?.click()} aria-keyshortcuts="o">
        {primary ? empty.orFile : said.open}
      </Button>
      <input
        ref={input}
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={said.open}
        onChange={({ currentTarget }) => {
          openFiles(currentTarget.files ?? [])
          currentTarget.value = ''
        }}
      />
    </>
  )
}

const formats: readonly SaveFormat[] = ['recording', 'anonymous', 'rtcstats', 'table']

/** Saves what the selected session is of, in the format that is asked for. */
export function SaveMenu(): VNode {
  const { files: said } = words.value
  return (
    <details class="save">
      <summary class="button">{said.save}</summary>
      <ul>
        {formats.map((format) => (
          <li key={format}>
            <button
              type="button"
              onClick={({ currentTarget }) => {
                currentTarget.closest('details')?.removeAttribute('open')
                void saveAs(format)
              }}
            >
              {said[format]}
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            onClick={({ currentTarget }) => {
              currentTarget.closest('details')?.removeAttribute('open')
              void navigator.clipboard.writeText(location.href)
            }}
          >
            {said.copyLink}
          </button>
        </li>
      </ul>
      <p>{said.kept}</p>
    </details>
  )
}

export async function saveAs(format: SaveFormat): Promise<void> {
  const session = selected.value
  if (session === null) return
  const { save } = await import('./save.ts')
  await save(session, format)
}

/** What is being read, what could not be, and what should be known of what was. */
export function FileNotices(): VNode | null {
  if (files.value.length === 0) return null
  return (
    <>
      {files.value.map((file) => (
        <FileNotice key={file.id} file={file} />
      ))}
    </>
  )
}

function FileNotice({ file: { id, name, state } }: { readonly file: OpenFile }): VNode | null {
  const { files: said, nav } = words.value
  switch (state.type) {
    case 'reading':
      return (
        <div class="card reading" role="status">
          <span>
            <bdi>{said.reading(name, `${Math.round(100 * state.share)} %`)}</bdi>
          </span>
          <progress value={state.share} max={1} aria-label={name} />
          <Button onClick={() => close(id)}>{said.cancel}</Button>
        </div>
      )
    case 'failed': {
      const { code, message } = state
      return (
        <div role="alert">
          <Notice tone="bad" title={said.cannot(name)} actions={<Button onClick={() => close(id)}>{nav.close}</Button>}>
            {code === null ? message : explainRefusal({ code, message }, language.value)}
          </Notice>
        </div>
      )
    }
    case 'open': {
      const notes = state.notes.map((note) => explainNote(note, language.value))
      if (notes.length === 0) return null
      return (
        <p class="file-notes">
          <bdi>{name}</bdi>: {[...new Set(notes)].join(' ')}
        </p>
      )
    }
  }
}
