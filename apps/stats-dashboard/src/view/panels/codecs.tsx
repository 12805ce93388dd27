import type { VNode } from 'preact'

import { mediaSections, type MediaSection } from '../../lib/sdp.ts'
import type { Session } from '../../lib/session.ts'
import { codecName, none } from '../../lib/words.ts'
import { words } from '../../state/language.ts'
import './tracks.css'

/** What was offered and answered in each media section, what is used, and why. */
export function Codecs({ session }: { readonly session: Session }): VNode {
  const { codecs: said, tracks } = words.value
  const [local, remote] = [lastDescription(session, true), lastDescription(session, false)]
  if (local === null && remote === null) return <p>{said.noDescriptions}</p>
  const [offer, answer] = local?.kind === 'offer' ? [local, remote] : [remote, local]
  const answers = mediaSections(answer?.sdp ?? '')
  const columns = [said.section, said.offered, said.answered, said.inUse, said.why]
  return (
    <table class="tracks" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {mediaSections(offer?.sdp ?? answer?.sdp ?? '').map((section) => {
          const answered = answers.find(({ mid }) => mid === section.mid) ?? null
          const used = usedIn(session, section.mid)
          return (
            <tr role="row" key={section.mid}>
              <th role="rowheader" scope="row">
                {section.kind === 'video' ? tracks.video : tracks.audio}{' '}
                <small>
                  mid {section.mid}, {answered?.direction ?? section.direction}
                </small>
              </th>
              <td role="cell" data-column={columns[1]}>
                <List section={section} />
              </td>
              <td role="cell" data-column={columns[2]}>
                <List section={answered} />
              </td>
              <td role="cell" data-column={columns[3]}>
                {used.length === 0 ? none : used.join(', ')}
              </td>
              <td role="cell" data-column={columns[4]}>
                <Reason used={used} answered={answered} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function List({ section }: { readonly section: MediaSection | null }): VNode {
  if (section === null) return <>{none}</>
  return (
    <ol class="codecs-list">
      {section.codecs.map(({ payloadType, name, parameters }) => (
        <li key={payloadType}>
          {name.split('/')[0]} <small>{[String(payloadType), parameters].filter(Boolean).join(' ')}</small>
        </li>
      ))}
    </ol>
  )
}

function Reason({ used, answered }: { readonly used: readonly string[]; readonly answered: MediaSection | null }): VNode | null {
  const { codecs: said } = words.value
  const [codec] = used
  const names = answered?.codecs.map(({ name }) => name.split('/')[0] ?? '') ?? []
  const [first] = names
  if (codec === undefined || first === undefined) return null
  if (!names.some((name) => name.toLowerCase() === codec.toLowerCase())) return <>{said.notNegotiated(codec)}</>
  return <>{first.toLowerCase() === codec.toLowerCase() ? said.first(codec) : said.notFirst(codec, first)}</>
}

function usedIn({ sample }: Session, mid: string): readonly string[] {
  const names =
    sample?.tracks.flatMap((track) => (track.mid === mid && track.codec !== null ? [codecName(track.codec)] : [])) ?? []
  return [...new Set(names)]
}

function lastDescription({ events }: Session, sent: boolean): { readonly kind: string; readonly sdp: string } | null {
  const found = events.findLast(({ event }) => event.type === 'description' && event.sent === sent && event.sdp !== null)?.event
  return found?.type === 'description' && found.sdp !== null ? { kind: found.kind, sdp: found.sdp } : null
}
