import { explain } from '@earshot/diagnostics'
import { Mark } from '@earshot/ui'
import type { VNode } from 'preact'

import { linkText, plainLink } from '../../lib/link.ts'
import { isLive, meanScore, scoreOf, verdictNow, type Session } from '../../lib/session.ts'
import { timeOfDay } from '../../lib/words.ts'
import { link, show } from '../../state/address.ts'
import { close, files } from '../../state/files.ts'
import { language, words } from '../../state/language.ts'
import { now } from '../../state/now.ts'
import { listed, selected } from '../../state/view.ts'
import { titleOf } from '../names.ts'
import { toneOfLevel } from '../tones.ts'
import './index.css'

/** Every call, worst first; each side of a call measures for itself and is listed for itself. */
export function Sidebar(): VNode {
  const { nav } = words.value
  return (
    <nav class="card sidebar" aria-labelledby="sidebar-title">
      <h2 class="card-title" id="sidebar-title">
        {nav.sessions} <small>{nav.worstFirst}</small>
      </h2>
      <ul class="sidebar-list">
        {listed.value.map((session) => (
          <SessionLink key={session.key} session={session} />
        ))}
      </ul>
      <OpenFiles />
    </nav>
  )
}

function SessionLink({ session }: { readonly session: Session }): VNode {
  const live = isLive(session, now.value)
  const { level, issue } = verdictNow(session, live)
  const { verdict, lanes } = words.value
  const score = live ? (scoreOf(session)?.value ?? null) : meanScore(session)
  const what = issue === null ? (level === 'unknown' ? verdict.levels.unknown : lanes.none) : explain(issue, language.value).name
  return (
    <li>
      <a
        class="sidebar-link"
        href={`#${linkText({ ...plainLink, session: session.key, panel: link.value.panel })}`}
        aria-current={selected.value?.key === session.key ? 'true' : undefined}
        onClick={(event) => {
          event.preventDefault()
          show({ session: session.key, window: null, compare: '' })
        }}
      >
        <Mark tone={live || session.origin.type === 'file' ? toneOfLevel[level] : 'neutral'} />
        <span class="sidebar-names">
          <b>
            <bdi>{titleOf(session)}</bdi>
          </b>
          <small>
            {what}
            {session.origin.type === 'live' && !live ? ` · ${timeOfDay(session.to)}` : ''}
          </small>
        </span>
        <span class={`sidebar-score is-${toneOfLevel[level]}-ink`}>{score === null ? '' : score.toFixed(1)}</span>
      </a>
    </li>
  )
}

function OpenFiles(): VNode | null {
  const open = files.value.filter(({ state }) => state.type === 'open')
  if (open.length === 0) return null
  return (
    <ul class="sidebar-files">
      {open.map(({ id, name }) => (
        <li key={id}>
          <bdi>{name}</bdi>
          <button class="sidebar-close" type="button" aria-label={words.value.files.remove(name)} onClick={() => close(id)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  )
}
