import { playTrack, type Playback, type PlaybackState } from '@earshot/core'
import { useSignal } from '@preact/signals'
import { Button } from '@earshot/ui'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A track's sound. Where the browser does not start it by itself, or stops it, a button does. */
export function Sound({
  id,
  track,
  speaker = null,
}: {
  readonly id: string
  readonly track: MediaStreamTrack | null
  /** The id of a speaker; `null` is the system's choice. */
  readonly speaker?: string | null
}): VNode {
  const element = useRef<HTMLAudioElement>(null)
  const playback = useRef<Playback | null>(null)
  const state = useSignal<PlaybackState>('idle')

  useEffect(() => {
    if (element.current === null) return undefined
    const opened = playTrack(element.current)
    opened.on('state', (next) => (state.value = next))
    playback.current = opened
    return () => opened.close()
  }, [])
  useEffect(() => playback.current?.play(track), [track])
  useEffect(() => {
    // A speaker that is gone meanwhile: the sound stays where it was.
    if (speaker !== null) playback.current?.setSpeaker(speaker).catch(() => {})
  }, [speaker])

  return (
    <>
      <audio id={id} ref={element} />
      {state.value === 'blocked' || state.value === 'paused' ? (
        <Button class="sound-button" tone="primary" onClick={() => playback.current?.resume()}>
          Turn the sound on
        </Button>
      ) : null}
    </>
  )
}
