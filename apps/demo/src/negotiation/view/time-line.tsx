import { Card, formatMs } from '@earshot/ui'
import { Fragment, type VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

import { moments, type Moment, type Topic } from '../lib/moment.ts'
import { sides } from '../lib/note.ts'
import type { Negotiation } from '../state/negotiation.ts'

/** Everything that happened at both, on one clock. */
export function TimeLine({ negotiation: { notes } }: { readonly negotiation: Negotiation }): VNode {
  const rows = moments(notes.value)
  return (
    <Card title="Time line" class="time-line">
      {rows.length === 0 ? (
        <p class="lead">Signaling, candidates, ICE, DTLS and media of both peers appear here, from the moment it rings.</p>
      ) : (
        <Rows rows={rows} />
      )}
    </Card>
  )
}

function Rows({ rows }: { readonly rows: readonly Moment[] }): VNode {
  const box = useRef<HTMLDivElement>(null)
  // The newest row stays in sight, unless somebody has scrolled back to read.
  const atEnd = useRef(true)
  useLayoutEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [rows.length])
  return (
    <div
      class="time-line-rows"
      role="region"
      aria-label="Time line"
      tabIndex={0}
      ref={box}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight >= scrollHeight - 8
      }}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {sides.map((side) => (
              <th key={side} scope="col">
                {side}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Fragment key={index}>
              {row.pauseMs === null ? null : <Pause ms={row.pauseMs} />}
              <Row row={row} />
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ row }: { readonly row: Moment }): VNode {
  return (
    <tr>
      <th scope="row">{formatMs(row.at)}</th>
      {sides.map((side) => (
        <td key={side}>
          {row.side === side ? (
            <span class={`moment is-${row.topic}`}>
              {topicNames[row.topic] === '' ? null : <b>{topicNames[row.topic]} </b>}
              {row.text}
            </span>
          ) : null}
        </td>
      ))}
    </tr>
  )
}

function Pause({ ms }: { readonly ms: number }): VNode {
  return (
    <tr class="time-line-pause">
      <td colSpan={3}>{ms < 1_000 ? formatMs(ms) : `${(ms / 1_000).toFixed(1)} s`} later</td>
    </tr>
  )
}

/** What a moment is about, where its own words do not say it. */
const topicNames: Readonly<Record<Topic, string>> = {
  action: 'pressed',
  call: '',
  signaling: '',
  description: '',
  candidate: 'candidate',
  ice: 'ICE',
  dtls: 'DTLS',
  connection: 'connection',
  media: '',
}
