import { explain, explainVerdict, type Issue, type Verdict } from '@earshot/diagnostics'
import { Mark } from '@earshot/ui'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { chipsOf, type Chip } from '../../lib/chips.ts'
import { isLive, issuesOf, meanScore, scoreOf, verdictNow, type Session } from '../../lib/session.ts'
import { timeOfDay } from '../../lib/words.ts'
import { language, words } from '../../state/language.ts'
import { now } from '../../state/now.ts'
import { compared } from '../../state/view.ts'
import { namesOf, titleOf } from '../names.ts'
import { toneOfScore } from '../tones.ts'
import { Why } from './why.tsx'
import './index.css'

/** The verdict of the selected session, and beside it that of the one it is compared with. */
export function Verdicts({ session }: { readonly session: Session }): VNode {
  const other = compared.value
  return (
    <div class={other === null ? 'verdicts' : 'verdicts is-two'}>
      <VerdictCard session={session} level={1} titled={other !== null} />
      {other === null ? null : <VerdictCard session={other} level={2} titled />}
    </div>
  )
}

function VerdictCard({
  session,
  level,
  titled,
}: {
  readonly session: Session
  readonly level: 1 | 2
  readonly titled: boolean
}): VNode {
  const [open, setOpen] = useState(false)
  const live = isLive(session, now.value)
  const issues = issuesOf(session)
  const judged = verdictNow(session, live)
  const { issue } = judged
  const score = live ? (scoreOf(session)?.value ?? null) : meanScore(session)
  const { verdict } = words.value
  const Heading = level === 1 ? 'h1' : 'h2'
  const about = live ? issues.filter(({ endedAt }) => endedAt === null) : issues
  return (
    <section class="card verdict" aria-label={titleOf(session)}>
      {titled ? (
        <p class="verdict-title">
          <bdi>{titleOf(session)}</bdi>
        </p>
      ) : null}
      <div class="verdict-words">
        <div class="verdict-score">
          <b class={`is-${toneOfScore(score)}-ink`}>{score === null ? '–' : score.toFixed(1)}</b>
          <small>{score === null ? verdict.noScore : verdict.of5}</small>
        </div>
        <div class="verdict-sentence" aria-live="polite" aria-atomic="true">
          <Sentence session={session} judged={judged} about={about} heading={Heading} />
          <Stopped session={session} live={live} />
        </div>
        <button class="button" type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {verdict.why}
        </button>
      </div>
      <Chips session={session} chips={chipsOf(about, session.sample, words.value, live ? null : session.means)} />
      {open ? <Why session={session} headline={issue} live={live} /> : null}
    </section>
  )
}

function Sentence({
  session,
  judged,
  about,
  heading: Heading,
}: {
  readonly session: Session
  readonly judged: Verdict
  /** What the verdict is about: with no headline, what is only worth knowing. */
  readonly about: readonly Issue[]
  readonly heading: 'h1' | 'h2'
}): VNode {
  const { verdict } = words.value
  const { issue, level } = judged
  const { explanation, actions } = explainVerdict(judged, language.value, namesOf(session))
  if (issue === null) {
    const names = [...new Set(about.map((small) => explain(small, language.value).name))]
    const text = level === 'unknown' ? verdict.unknownText : level === 'poor' ? '' : verdict.fineText
    return (
      <>
        <Heading class="verdict-heading">
          <bdi>{level === 'unknown' ? verdict.unknown : explanation}</bdi>
        </Heading>
        <p>
          {text} {names.length === 0 ? null : verdict.worthKnowing(names.join(', '))}
        </p>
      </>
    )
  }
  const [action] = actions
  return (
    <>
      <Heading class="verdict-heading">
        <bdi>{explanation}</bdi>
      </Heading>
      <p>
        <Lasting session={session} issue={issue} /> {action === undefined ? null : <b>{action}</b>}
      </p>
    </>
  )
}

/** How long it has been so, or was in all. */
function Lasting({ session, issue }: { readonly session: Session; readonly issue: Issue }): VNode {
  const { verdict, duration } = words.value
  if (issue.endedAt === null) return <>{verdict.since(duration(session.to - issue.startedAt))}</>
  const total = issuesOf(session)
    .filter(({ type }) => type === issue.type)
    .reduce((sum, { startedAt, endedAt }) => sum + (endedAt ?? session.to) - startedAt, 0)
  return <>{verdict.lasted(duration(total))}</>
}

function Stopped({ session, live }: { readonly session: Session; readonly live: boolean }): VNode | null {
  const { origin } = session
  if (live || origin.type === 'file') return null
  const { verdict } = words.value
  const { self = '' } = namesOf(session)
  const ended = session.endedAt === null ? null : verdict.ended(timeOfDay(session.endedAt))
  const left = origin.leftAt === null ? null : verdict.left(self, timeOfDay(origin.leftAt))
  return (
    <p class="verdict-stopped">
      <bdi>{ended ?? left ?? verdict.stopped(self, timeOfDay(origin.heardAt))}</bdi>
    </p>
  )
}

function Chips({ session, chips }: { readonly session: Session; readonly chips: readonly Chip[] }): VNode {
  const { self, peer } = namesOf(session)
  const { chips: said } = words.value
  const titles = {
    self: said.devices(self ?? said.you),
    upload: said.upload,
    path: said.path,
    download: said.download,
    peer: said.devices(peer ?? said.other),
  }
  return (
    <dl class="chips">
      {chips.map(({ place, tone, issue, detail }) => (
        <div class={tone === 'warn' || tone === 'bad' ? `chip is-${tone}` : 'chip'} key={place}>
          <dt>
            <bdi>{titles[place]}</bdi>
          </dt>
          <dd>
            <b class={`chip-word is-${tone}-ink`}>
              <Mark tone={tone} />
              {issue === null ? (tone === 'good' ? said.fine : said.unknown) : explain(issue, language.value).name}
            </b>
            {detail === '' ? null : <span>{detail}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
