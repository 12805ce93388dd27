import { explain, type Issue, type Unit } from '@earshot/diagnostics'
import { formatBitrate, formatMs, formatPercent, Mark } from '@earshot/ui'
import type { VNode } from 'preact'

import { issuesOf, scoreOf, type Session } from '../../lib/session.ts'
import { timeOfDay } from '../../lib/words.ts'
import { language, words } from '../../state/language.ts'
import { zoomTo } from '../../state/view.ts'
import { namesOf } from '../names.ts'
import { toneOfSeverity } from '../tones.ts'

/** What was measured, what may be the cause and what to do, for the headline and for everything else that was found. */
export function Why({
  session,
  headline,
  live,
}: {
  readonly session: Session
  readonly headline: Issue | null
  readonly live: boolean
}): VNode {
  const { verdict } = words.value
  const issues = issuesOf(session).toReversed()
  const shown = live ? issues.filter(({ endedAt }) => endedAt === null) : issues
  const first = headline === null ? [] : [headline]
  const rest = [...shown, ...issues].filter((issue, index, all) => issue.id !== headline?.id && all.indexOf(issue) === index)
  return (
    <div class="why">
      {first.map((issue) => (
        <Details key={issue.id} session={session} issue={issue} open />
      ))}
      <h3>{verdict.allIssues}</h3>
      {rest.length === 0 && headline === null ? <p>{verdict.noIssues}</p> : null}
      {rest.slice(0, 60).map((issue) => (
        <Details key={issue.id} session={session} issue={issue} open={false} />
      ))}
      <Inputs session={session} />
    </div>
  )
}

function Details({ session, issue, open }: { readonly session: Session; readonly issue: Issue; readonly open: boolean }): VNode {
  const { verdict, duration } = words.value
  const { name, explanation, causes, actions } = explain(issue, language.value, namesOf(session))
  const { startedAt, endedAt, severity, evidence, track } = issue
  const to = endedAt ?? session.to
  return (
    <details class="why-issue" open={open}>
      <summary>
        <Mark tone={toneOfSeverity[severity]} />
        <b>{name}</b>
        <small>
          {timeOfDay(startedAt)}, {duration(to - startedAt)}
          {track === null ? '' : ` · ${track}`}
        </small>
      </summary>
      <p>
        <bdi>{explanation}</bdi>
      </p>
      <dl>
        {causes.length === 0 ? null : <dt>{verdict.causes}</dt>}
        {causes.length === 0 ? null : <dd>{causes.join(language.value === 'zh' ? '、' : ', ')}</dd>}
        {actions.length === 0 ? null : <dt>{verdict.actions}</dt>}
        {actions.length === 0 ? null : <dd>{actions.join(language.value === 'zh' ? '' : ' ')}</dd>}
        <dt>{verdict.because}</dt>
        {evidence.map(({ metric, unit, value, at, mean, threshold }) => (
          <dd key={metric}>
            {metric}
            {unit === 'state' ? null : (
              <>
                : <b>{withUnit(value, unit)}</b> {verdict.worst(timeOfDay(at), withUnit(mean, unit), withUnit(threshold, unit))}
              </>
            )}
          </dd>
        ))}
      </dl>
      <button class="button" type="button" onClick={() => zoomTo({ from: startedAt - 10_000, to: to + 10_000 })}>
        {timeOfDay(startedAt)} – {timeOfDay(to)}
      </button>
    </details>
  )
}

function Inputs({ session }: { readonly session: Session }): VNode | null {
  const { verdict } = words.value
  const score = scoreOf(session)
  if (score === null) return null
  return (
    <>
      <h3>{verdict.inputs}</h3>
      <p>{verdict.weakest}</p>
      <ul class="why-inputs">
        {score.reasons.map(({ track, value, inputs }) => (
          <li key={track}>
            <b>{value.toFixed(1)}</b> {track}
            <small>
              {Object.entries(inputs)
                .filter(([, input]) => input !== null && input !== undefined)
                .map(([name, input]) => `${name} ${typeof input === 'number' ? round(input) : String(input)}`)
                .join(', ')}
            </small>
          </li>
        ))}
      </ul>
    </>
  )
}

function withUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return formatPercent(value)
    case 'ms':
      return formatMs(value)
    case 'bit/s':
      return formatBitrate(value)
    default:
      return unit === 's' || unit === 'fps' ? `${round(value)} ${unit}` : round(value)
  }
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)))
}
