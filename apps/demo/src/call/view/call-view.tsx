import { formatDuration } from '@earshot/ui'
import type { VNode } from 'preact'

import { initialOf } from '../../lib/display-name.ts'
import type { LiveCall } from '../../state/live-call.ts'
import { secondsSince } from '../../state/now.ts'
import { Sound } from '../../view/sound.tsx'
import { Video } from '../../view/video.tsx'
import { QualityPill } from './quality-pill.tsx'

/** The call that goes on: the other side's picture and sound, or what stands in for them. */
export function CallView({ live, speaker }: { readonly live: LiveCall; readonly speaker: string | null }): VNode {
  const { name } = live.call.peer
  const state = live.state.value
  const muted = live.remoteMuted.value
  const up = state === 'connected' || state === 'reconnecting'
  const showPicture = up && live.remoteVideo.value !== null && !muted.video
  return (
    <>
      <Video
        id="remotevideo"
        class={showPicture ? 'remote' : 'remote is-hidden'}
        label={`${name}’s camera`}
        track={live.remoteVideo.value}
      />
      {showPicture ? null : <NoPicture live={live} up={up} />}
      {state === 'reconnecting' ? <p class="stage-banner">{reconnectingWords(live)}</p> : null}
      <QualityPill live={live} />
      {up ? (
        <span class="tag remote-tag">
          {name}
          {muted.audio || live.remoteAudio.value === null ? ' · microphone off' : ''}
        </span>
      ) : null}
      <Sound id="remoteaudio" track={live.remoteAudio.value} speaker={speaker} />
    </>
  )
}

function NoPicture({ live, up }: { readonly live: LiveCall; readonly up: boolean }): VNode {
  const { name } = live.call.peer
  const seconds = secondsSince(live.since.value)
  const waiting = live.state.value === 'ringing' ? `Calling ${name}…` : `Connecting to ${name}…`
  return (
    <div class="stage-message">
      <span class={`avatar ${up ? '' : 'is-waiting'}`} aria-hidden="true">
        {initialOf(name)}
      </span>
      <p class="stage-title">{up ? name : waiting}</p>
      <p>{up ? 'Camera off' : `for ${formatDuration(seconds)}`}</p>
    </div>
  )
}

function reconnectingWords(live: LiveCall): string {
  return `The connection to ${live.call.peer.name} was lost ${secondsSince(live.since.value)} s ago. Trying to get it back…`
}
