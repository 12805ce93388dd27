import { formatMs, Mark, type Tone } from '@earshot/ui'
import type { VNode } from 'preact'

import { Video } from '../../view/video.tsx'
import { otherSide, type Side } from '../lib/note.ts'
import { peerStates, type PeerStates } from '../lib/peer-states.ts'
import { signalingPath } from '../lib/signaling-path.ts'
import type { Negotiation } from '../state/negotiation.ts'
import { StateDiagram } from './state-diagram.tsx'

interface Panel {
  readonly negotiation: Negotiation
  readonly side: Side
}

/** One of the two: its signaling state among the others, its states, and what it sees. */
export function PeerPanel({ negotiation, side }: Panel): VNode {
  const { notes } = negotiation
  const states = peerStates(notes.value, side)
  return (
    <section class="card peer" aria-labelledby={side}>
      <h2 class="peer-name">
        <span id={side}>{side}</span> <small>{side === 'hall' ? 'calls' : 'is called'}</small>
        <CallState states={states} />
      </h2>
      <StateDiagram path={signalingPath(notes.value, side)} side={side} />
      <Seen negotiation={negotiation} side={side} />
      <States states={states} />
    </section>
  )
}

function CallState({ states: { call, ready } }: { readonly states: PeerStates }): VNode {
  const up = ready || call === 'connected'
  const words = call === null ? 'no call' : ready ? 'ringing · ready' : call
  const tone: Tone = up ? 'good' : call === 'reconnecting' ? 'warn' : 'neutral'
  return (
    <span class="peer-call">
      <Mark tone={tone} />
      {words}
    </span>
  )
}

/** What this side sees of the other. */
function Seen({ negotiation, side }: Panel): VNode {
  const live = negotiation.calls[side].value
  const picture = live?.remoteVideo.value ?? null
  const showPicture = picture !== null && live?.state.value !== 'ended'
  const firstPictureMs = live?.firstPictureMs.value ?? null
  return (
    <div class="seen is-dark">
      {live === null ? null : (
        <Video
          key={live.call.id}
          id={`${side}video`}
          class={showPicture ? '' : 'is-hidden'}
          label={`What ${side} sees of ${otherSide(side)}`}
          track={picture}
          onFirstPicture={(at) => negotiation.pictureShown(side, at)}
        />
      )}
      {showPicture ? null : <p class="seen-none">{side} sees no picture</p>}
      {firstPictureMs === null ? null : <p class="seen-first">first picture {formatMs(firstPictureMs)} after accept</p>}
    </div>
  )
}

function States({ states }: { readonly states: PeerStates }): VNode {
  const rows: readonly (readonly [string, string])[] = [
    ['Candidates', states.gathering === 'new' ? 'none yet' : `${states.candidates}, gathering ${states.gathering}`],
    ['ICE', states.ice],
    ['DTLS', states.dtls],
    ['Connection', states.connection],
  ]
  return (
    <dl class="peer-states">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
