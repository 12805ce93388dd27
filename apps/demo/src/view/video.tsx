import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A track's picture. Always muted: sound has its own element, so that a browser that blocks sound still shows the picture. */
export function Video({
  id,
  track,
  label,
  class: extra,
}: {
  readonly id: string
  readonly track: MediaStreamTrack | null
  readonly label: string
  readonly class?: string
}): VNode {
  const element = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const video = element.current
    if (video === null) return
    video.srcObject = track === null ? null : new MediaStream([track])
    // Muted video may always start; where it does not (a hidden page), `autoplay` starts it later.
    if (track !== null) video.play().catch(() => {})
    return () => void (video.srcObject = null)
  }, [track])
  return <video id={id} class={extra} ref={element} aria-label={label} autoplay playsInline muted />
}
