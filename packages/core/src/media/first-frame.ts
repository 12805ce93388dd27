import { requireMediaElement } from '../arguments.ts'

import { abortable, requireSignal, type Abortable } from './abortable.ts'
import { requireBrowser } from './browser-only.ts'

/** The first picture that a video element has shown. */
export interface FirstFrame {
  /** When it was shown, on the clock of `performance.now()`. */
  readonly at: number
  readonly width: number
  readonly height: number
}

/**
 * Resolves with the next frame that the element shows: the first one, when called before the track is played.
 * @throws EarshotError `unsupported` where there is no page
 */
export async function firstFrame(video: HTMLVideoElement, { signal }: Abortable = {}): Promise<FirstFrame> {
  requireBrowser('HTMLVideoElement')
  requireMediaElement('video', video)
  requireSignal(signal)
  signal?.throwIfAborted()
  let forget: () => void = () => undefined
  const shown = new Promise<FirstFrame>((resolve) => {
    if (!('requestVideoFrameCallback' in HTMLVideoElement.prototype)) {
      // Firefox before 132: a little early, as the frame is decoded but not yet on the screen.
      const decoded = () => resolve({ at: performance.now(), width: video.videoWidth, height: video.videoHeight })
      video.addEventListener('loadeddata', decoded, { once: true })
      forget = () => video.removeEventListener('loadeddata', decoded)
      return
    }
    const handle = video.requestVideoFrameCallback((_now, { presentationTime, width, height }) =>
      resolve({ at: presentationTime, width, height }),
    )
    forget = () => video.cancelVideoFrameCallback(handle)
  })
  try {
    return await abortable(shown, signal)
  } finally {
    forget()
  }
}
