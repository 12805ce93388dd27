import type { Call } from '@earshot/core'
import { signal, type ReadonlySignal } from '@preact/signals'

import { screenLabel } from '../../lib/screen-label.ts'

/** The screen that is shown in a call, with its sound where the browser shares that. */
export interface ScreenShare {
  readonly stream: ReadonlySignal<MediaStream | null>
  /** Asks the user which screen or window, and shows it. Does nothing when the user chooses none. */
  start(call: Call): Promise<void>
  stop(): void
}

export const canShareScreen: boolean = 'getDisplayMedia' in (navigator.mediaDevices ?? {})

export function createScreenShare(): ScreenShare {
  const stream = signal<MediaStream | null>(null)
  let stopSending = (): void => {}

  const stop = (): void => {
    stopSending()
    stopSending = () => {}
    for (const track of stream.peek()?.getTracks() ?? []) track.stop()
    stream.value = null
  }

  return {
    stream,
    stop,
    async start(call) {
      const screen = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: true }).catch(() => null)
      if (screen === null) return
      stop()
      stream.value = screen
      if (call.state === 'ended') return stop()
      for (const track of screen.getTracks()) {
        call.addTrack(track, screen)
        call.configure(track, { label: screenLabel })
      }
      stopSending = () => {
        for (const track of screen.getTracks()) {
          const sender = call.senderOf(track)
          if (sender !== undefined && call.state !== 'ended') call.removeTrack(sender)
        }
      }
      // Ended from the browser's own bar, its tracks have left the call already.
      const [picture] = screen.getVideoTracks()
      picture?.addEventListener('ended', () => {
        if (stream.peek() === screen) stop()
      })
    },
  }
}
