import { valueAt } from '@earshot/diagnostics'
import { formatMs, formatPercent } from '@earshot/ui'
import type { VNode } from 'preact'

import type { Session } from '../../lib/session.ts'
import { inReadingOrder } from '../../lib/track-order.ts'
import { none, timeOfDay } from '../../lib/words.ts'
import { words } from '../../state/language.ts'
import { momentShown, timeWindow } from '../../state/view.ts'
import { Spark } from './spark.tsx'
import './tracks.css'

/** Packets, and what is said of them by RTCP, at the time of the cursor. */
export function Rtp({ session }: { readonly session: Session }): VNode {
  const { rtp, tracks: said } = words.value
  const at = momentShown.value
  const columns = [said.track, rtp.rate, rtp.nack, rtp.keyFrames, rtp.lossHere, rtp.jitter, rtp.roundTrip]
  return (
    <>
      <p class="panel-note">
        {timeOfDay(at)}. {rtp.note}
      </p>
      <table class="tracks" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column, index) => (
              <th key={column} role="columnheader" scope="col" class={index > 0 ? 'is-number' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {inReadingOrder(session.sample?.tracks ?? []).map(({ key, kind, direction, rid }) => {
            const number = (name: string) => valueAt(session.history, `${key} ${name}`, at, 15_000)
            const cells = [
              ['packetRate', perSecond(number('packetRate'))],
              ['nackRate', perSecond(number('nackRate'))],
              ['keyFrameRequestRate', perSecond(number('keyFrameRequestRate'))],
              ['packetLoss', formatPercent(number('packetLoss'))],
              ['jitterMs', formatMs(number('jitterMs'))],
              ['roundTripTimeMs', formatMs(number('roundTripTimeMs'))],
            ] as const
            return (
              <tr role="row" key={key}>
                <th role="rowheader" scope="row">
                  {kind === 'video' ? said.video : said.audio}{' '}
                  <small>{direction === 'outbound' ? said.sent : said.received}</small>
                  {rid === null ? null : <small> {said.layer(rid)}</small>}
                </th>
                {cells.map(([name, value], index) => (
                  <td role="cell" key={name} class="is-number" data-column={columns[index + 1]}>
                    <Spark session={session} series={`${key} ${name}`} window={timeWindow.value} /> {value}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}

function perSecond(value: number | null): string {
  return value === null ? none : value.toFixed(value < 10 ? 1 : 0)
}
