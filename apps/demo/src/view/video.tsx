import { playTrack, type Playback } from '@earshot/core'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { watchFirstPicture } from './first-picture.ts'

/** A track's picture. Always muted: sound has its own element, so that a browser that blocks sound still shows the picture. */
export function Video({
  id,
  track,
  label,
  class: extra,
  onFirstPicture,
}: {
  readonly id: string
  readonly track: MediaStreamTrack | null
  readonly label: string
  readonly class?: string
  /** When its first picture was shown, on the clock of `performance.now()`. */
  readonly onFirstPicture?: (at: number) => void
}): VNode {
  const element = useRef<HTMLVideoElement>(null)
  const playback = useRef<Playback | null>(null)
  useEffect(() => {
    if (element.current === null) return undefined
    const opened = playTrack(element.current)
    playback.current = opened
    return () => opened.close()
  }, [])
  useEffect(() => {
    if (element.current === null || onFirstPicture === undefined) return undefined
    return watchFirstPicture(element.current, onFirstPicture)
  }, [])
  useEffect(() => playback.current?.play(track), [track])
  return <video id={id} class={extra} ref={element} aria-label={label} autoplay playsInline muted />
}
