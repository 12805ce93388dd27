import type { TrackSample } from '@earshot/core/stats'
import { formatBitrate, formatMs, formatPercent } from '@earshot/ui'
import type { ComponentChildren, VNode } from 'preact'

import { inReadingOrder } from '../../lib/track-order.ts'
import { codecFormat, codecName, none, pictureInWords } from '../../lib/words.ts'
import { selectedCall } from '../../state/selection.ts'
import './index.css'

const columns = ['Track', 'Codec', 'Bitrate', 'Picture', 'Lost', 'Jitter', 'Round trip'] as const

/** Each track of the selected call. The roles are written out because a table that is shown as cards loses its own. */
export function Tracks(): VNode | null {
  const call = selectedCall.value
  if (call === undefined) return null
  return (
    <section class="card tracks" aria-labelledby="tracks-title">
      <h2 class="card-title" id="tracks-title">
        Tracks
      </h2>
      <table role="table" aria-labelledby="tracks-title">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column, index) => (
              <th key={column} role="columnheader" scope="col" class={index > 1 ? 'is-number' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {inReadingOrder(call.sample.tracks).map((track) => (
            <TrackRow key={track.key} track={track} />
          ))}
        </tbody>
      </table>
      {call.sample.tracks.length === 0 ? <p class="tracks-none">This call has no track at the moment.</p> : null}
    </section>
  )
}

function TrackRow({ track }: { readonly track: TrackSample }): VNode {
  const {
    kind,
    direction,
    rid,
    codec,
    bitrate,
    frameWidth,
    frameHeight,
    framesPerSecond,
    packetLoss,
    jitterMs,
    roundTripTimeMs,
  } = track
  return (
    <tr role="row">
      <th role="rowheader" scope="row" class="tracks-name">
        {kind === 'video' ? 'Video' : 'Audio'} <small>{direction === 'outbound' ? 'sent' : 'received'}</small>
        {rid === null ? null : <small> layer {rid}</small>}
      </th>
      <Cell column="Codec">
        {codec === null ? (
          none
        ) : (
          <span class="tracks-codec">
            <span>
              <b>{codecName(codec)}</b> <small>{codecFormat(codec)}</small>
            </span>
            {codec.sdpFmtpLine === null ? null : <small class="tracks-fmtp">{codec.sdpFmtpLine}</small>}
          </span>
        )}
      </Cell>
      <Cell column="Bitrate">{formatBitrate(bitrate)}</Cell>
      <Cell column="Picture">{kind === 'video' ? pictureInWords(frameWidth, frameHeight, framesPerSecond) : none}</Cell>
      <Cell column="Lost">{formatPercent(packetLoss)}</Cell>
      <Cell column="Jitter">{formatMs(jitterMs)}</Cell>
      <Cell column="Round trip">{formatMs(roundTripTimeMs)}</Cell>
    </tr>
  )
}

function Cell({ column, children }: { readonly column: (typeof columns)[number]; readonly children: ComponentChildren }): VNode {
  return (
    <td role="cell" data-column={column} class={column === 'Codec' ? undefined : 'is-number'}>
      {children}
    </td>
  )
}
