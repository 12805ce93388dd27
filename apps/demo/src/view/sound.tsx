import { useSignal } from '@preact/signals'
import { Button } from '@earshot/ui'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A track's sound. Where the browser does not start it by itself, a button does. */
export function Sound({ id, track }: { readonly id: string; readonly track: MediaStreamTrack | null }): VNode {
  const element = useRef<HTMLAudioElement>(null)
  const blocked = useSignal(false)

  const start = (): void => {
    element.current?.play().then(
      () => (blocked.value = false),
      (error: unknown) => (blocked.value = error instanceof DOMException && error.name === 'NotAllowedError'),
    )
  }

  useEffect(() => {
    const audio = element.current
    if (audio === null) return
    audio.srcObject = track === null ? null : new MediaStream([track])
    blocked.value = false
    if (track !== null) start()
    return () => void (audio.srcObject = null)
  }, [track])

  return (
    <>
      <audio id={id} ref={element} autoplay />
      {blocked.value ? (
        <Button class="sound-button" tone="primary" onClick={start}>
          Turn the sound on
        </Button>
      ) : null}
    </>
  )
}
