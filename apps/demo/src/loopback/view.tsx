import { Button, formatBitrate, formatMs, Header, Notice } from '@earshot/ui'
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'

import type { CallNumbers } from '../lib/call-numbers.ts'
import { CaptureNotice } from '../view/capture-notice.tsx'
import { Sound } from '../view/sound.tsx'
import { Video } from '../view/video.tsx'
import type { Loopback, LoopbackState } from './state.ts'

export function LoopbackPage({ loopback }: { readonly loopback: Loopback }): VNode {
  const state = loopback.state.value
  return (
    <>
      <Header where={<b>Loopback</b>} />
      <main class="loopback">
        <p class="lead">
          Two connections in this page call each other: the local picture is your camera, the remote one has travelled through
          both.
        </p>
        <CaptureNotice media={loopback.media} actions={<Button onClick={() => void loopback.start()}>Try again</Button>} />
        {loopback.problem.value === null ? null : (
          <Notice
            tone="bad"
            title="The call did not come about"
            actions={<Button onClick={() => void loopback.call()}>Try again</Button>}
          >
            {loopback.problem.value}
          </Notice>
        )}
        <Pictures loopback={loopback} />
        <div class="loopback-bar">
          <Button tone={state === 'idle' ? 'primary' : 'plain'} disabled={state !== 'idle'} onClick={() => void loopback.start()}>
            Start
          </Button>
          <Button
            tone={state === 'ready' ? 'primary' : 'plain'}
            disabled={state !== 'ready'}
            onClick={() => void loopback.call()}
          >
            Call
          </Button>
          <Button tone="danger" disabled={state !== 'connected' && state !== 'connecting'} onClick={() => loopback.hangUp()}>
            Hang up
          </Button>
          <span class="loopback-state" role="status">
            {stateWords[state]}
          </span>
        </div>
        {state === 'connected' ? <Numbers numbers={loopback.callee.value?.numbers.value ?? null} /> : null}
      </main>
    </>
  )
}

const stateWords: Readonly<Record<LoopbackState, string>> = {
  idle: 'Start switches on your camera and microphone.',
  asking: 'Your browser asks whether this page may use your camera and microphone: choose Allow.',
  ready: 'Your camera is on. Call connects the two ends.',
  connecting: 'Connecting…',
  connected: 'Connected.',
}

function Pictures({ loopback: { media, callee } }: { readonly loopback: Loopback }): VNode {
  const sound = useSignal(false)
  const remote = callee.value
  return (
    <div class="loopback-pictures">
      <figure>
        <Video id="localvideo" class="is-mirrored" label="Your camera" track={media.cameraTrack.value} />
        <figcaption>Local</figcaption>
      </figure>
      <figure>
        <Video id="remotevideo" label="Your camera, through both connections" track={remote?.remoteVideo.value ?? null} />
        <figcaption>Remote</figcaption>
        <label class="loopback-sound">
          <input type="checkbox" checked={sound.value} onChange={(event) => (sound.value = event.currentTarget.checked)} />
          Hear it (with headphones: it is your own microphone)
        </label>
        <Sound id="remoteaudio" track={sound.value ? (remote?.remoteAudio.value ?? null) : null} />
      </figure>
    </div>
  )
}

/** What the receiving end measures of this call, every second. */
function Numbers({ numbers }: { readonly numbers: CallNumbers | null }): VNode {
  if (numbers === null) return <p class="loopback-numbers">Measuring…</p>
  const rows: readonly (readonly [string, string])[] = [
    ['Received', formatBitrate(numbers.receivedBitrate)],
    ['Pictures per second', numbers.framesPerSecond === null ? '–' : String(Math.round(numbers.framesPerSecond))],
    ['Size', numbers.frameSize ?? '–'],
    ['Codecs', numbers.codecs ?? '–'],
    ['Round trip', formatMs(numbers.roundTripTimeMs)],
  ]
  return (
    <dl class="loopback-numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
