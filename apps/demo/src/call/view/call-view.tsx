import { formatDuration, formatMs } from '@earshot/ui'
import type { VNode } from 'preact'

import { initialOf } from '../../lib/display-name.ts'
import type { LiveCall } from '../../state/live-call.ts'
import { secondsSince } from '../../state/now.ts'
import { Sound } from '../../view/sound.tsx'
import { Video } from '../../view/video.tsx'
import { QualityPill } from './quality-pill.tsx'
import { RingingWords } from './ringing-words.tsx'

/** The call that goes on: the other side's picture and sound, or what stands in for them. */
export function CallView({ live, speaker }: { readonly live: LiveCall; readonly speaker: string | null }): VNode {
  const { name } = live.call.peer
  const state = live.state.value
  const muted = live.remoteMuted.value
  const up = state === 'connected' || state === 'reconnecting'
  const firstPictureMs = live.firstPictureMs.value
  const showPicture = up && live.remoteVideo.value !== null && !muted.video
  return (
    <>
      <Video
        id="remotevideo"
        class={showPicture ? 'remote' : 'remote is-hidden'}
        label={`${name}’s camera`}
        track={live.remoteVideo.value}
        onFirstPicture={(at) => live.pictureShown(at)}
      />
      {showPicture ? null : <NoPicture live={live} up={up} />}
      {state === 'reconnecting' ? <p class="stage-banner">{reconnectingWords(live)}</p> : null}
      <div class="facts">
        <QualityPill live={live} />
        {firstPictureMs === null ? null : <p class="first-picture">first picture {formatMs(firstPictureMs)} after accept</p>}
      </div>
      {up ? (
        <span class="tag remote-tag">
          {name}
          {muted.audio || live.remoteAudio.value === null ? ' · microphone off' : ''}
        </span>
      ) : null}
      <Sound id="remoteaudio" track={live.remoteAudio.value} speaker={speaker} />
      <Sound id="remotescreenaudio" track={live.remoteScreenAudio.value} speaker={speaker} />
    </>
  )
}

function NoPicture({ live, up }: { readonly live: LiveCall; readonly up: boolean }): VNode {
  const { name } = live.call.peer
  const seconds = secondsSince(live.since.value)
  const ringing = live.state.value === 'ringing'
  const waiting = ringing ? `Calling ${name}…` : `Connecting to ${name}…`
  return (
    <div class="stage-message">
      <span class={`avatar ${up ? '' : 'is-waiting'}`} aria-hidden="true">
        {initialOf(name)}
      </span>
      <p class="stage-title">{up ? name : waiting}</p>
      <p>{up ? 'Camera off' : `for ${formatDuration(seconds)}`}</p>
      {ringing ? <RingingWords ready={live.ready.value} /> : null}
    </div>
  )
}

function reconnectingWords(live: LiveCall): string {
  return `The connection to ${live.call.peer.name} was lost ${secondsSince(live.since.value)} s ago. Trying to get it back…`
}
