import { seriesNames } from '@earshot/diagnostics'
import type { TrackSample } from '@earshot/core/stats'
import { formatBitrate, formatPercent } from '@earshot/ui'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { plotsOfTrack } from '../../lib/track-plots.ts'
import { scoreOf, type Session } from '../../lib/session.ts'
import { inReadingOrder } from '../../lib/track-order.ts'
import { codecFormat, codecName, codecProfile, none } from '../../lib/words.ts'
import { words } from '../../state/language.ts'
import { timeWindow } from '../../state/view.ts'
import { ChartGrid } from '../charts/index.tsx'
import { toneOfScore } from '../tones.ts'
import { Spark } from './spark.tsx'
import './tracks.css'

/** Each track with what is worth knowing of it; a row opens to every number that was measured. */
export function Tracks({ session }: { readonly session: Session }): VNode {
  const { tracks: said } = words.value
  const tracks = inReadingOrder(session.sample?.tracks ?? [])
  const columns = [said.track, said.codec, said.bitrate, said.picture, said.lost, said.limitedBy, said.score]
  if (tracks.length === 0) return <p>{said.none}</p>
  return (
    <table class="tracks" role="table">
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
        {tracks.map((track) => (
          <TrackRows key={track.key} track={track} session={session} columns={columns} />
        ))}
      </tbody>
    </table>
  )
}

function TrackRows({
  track,
  session,
  columns,
}: {
  readonly track: TrackSample
  readonly session: Session
  readonly columns: readonly string[]
}): VNode {
  const [open, setOpen] = useState(false)
  const { tracks: said } = words.value
  const { key, kind, codec, bitrate, packetLoss, framesPerSecond, frameWidth, frameHeight } = track
  const score = scoreOf(session)?.reasons.find((reason) => reason.track === key)?.value ?? null
  const video = kind === 'video'
  return (
    <>
      <tr role="row" class={open ? 'is-open' : undefined}>
        <th role="rowheader" scope="row">
          <button
            class="tracks-name"
            type="button"
            aria-expanded={open}
            aria-label={said.details(nameOf(track))}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span> {nameOf(track)}
          </button>
        </th>
        <td role="cell" data-column={columns[1]}>
          {codec === null ? none : <b>{codecName(codec)}</b>}{' '}
          {codec === null ? null : (
            <small>{[codecFormat(codec), codecProfile(codec), hardwareOf(track)].filter(Boolean).join(', ')}</small>
          )}
        </td>
        <td role="cell" data-column={columns[2]} class="is-number">
          <Spark session={session} series={`${key} bitrate`} window={timeWindow.value} /> {formatBitrate(bitrate)}
        </td>
        <td role="cell" data-column={columns[3]} class="is-number">
          {video && frameWidth !== null
            ? `${frameWidth}×${frameHeight ?? '?'}, ${Math.round(framesPerSecond ?? 0)} ${said.fps}`
            : none}
        </td>
        <td role="cell" data-column={columns[4]} class="is-number">
          {formatPercent(packetLoss)}
        </td>
        <td role="cell" data-column={columns[5]} class="is-number">
          <Limit track={track} />
        </td>
        <td role="cell" data-column={columns[6]} class={`is-number is-${toneOfScore(score)}-ink`}>
          {score === null ? none : score.toFixed(1)}
        </td>
      </tr>
      {open ? (
        <tr role="row" class="tracks-more">
          <td role="cell" colSpan={columns.length}>
            <AllSeries session={session} track={track} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

function nameOf({ kind, direction, rid, screen, muted }: TrackSample): string {
  const { tracks: said } = words.value
  const what = screen === true ? said.screen : kind === 'video' ? said.video : said.audio
  const parts = [
    what,
    direction === 'outbound' ? said.sent : said.received,
    rid === null ? '' : said.layer(rid),
    muted === true ? `(${said.muted})` : '',
  ]
  return parts.filter(Boolean).join(' ')
}

function hardwareOf({ sentVideo, receivedVideo }: TrackSample): string {
  const hardware = (sentVideo ?? receivedVideo)?.hardware ?? null
  return hardware === null ? '' : hardware ? words.value.tracks.hardware : words.value.tracks.software
}

function Limit({ track: { sentVideo, direction, kind } }: { readonly track: TrackSample }): VNode {
  const { tracks: said } = words.value
  if (direction === 'inbound' || kind === 'audio') return <>{none}</>
  if (sentVideo === null || sentVideo.limitation === null) return <small>{said.notReported}</small>
  const { limitation } = sentVideo
  const share = limitation === 'bandwidth' ? sentVideo.bandwidthLimited : limitation === 'cpu' ? sentVideo.cpuLimited : null
  return (
    <span class={limitation === 'none' ? undefined : 'is-warn-ink'}>
      {said.limits[limitation]} {share === null || limitation === 'none' ? '' : formatPercent(share)}
    </span>
  )
}

/** Every number of a track: those that have a chart of their own, then the rest. */
function AllSeries({ session, track }: { readonly session: Session; readonly track: TrackSample }): VNode {
  const own = plotsOfTrack(track.key, seriesNames(session.history))
  const titles = new Map(own.map(({ plot, title }) => [plot.id, title]))
  return <ChartGrid session={session} plots={own.map(({ plot }) => plot)} titles={titles} />
}
