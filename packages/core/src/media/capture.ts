import { requireOptions } from '../arguments.ts'

import { abortable, requireSignal, type Abortable } from './abortable.ts'
import { requireBrowser } from './browser-only.ts'
import { captureError, captureErrorCode } from './capture-error.ts'

/**
 * Opens camera and microphone: `getUserMedia` with errors a person can act on.
 * @param constraints W3C mediacapture-main. @default camera and microphone
 * @throws EarshotError `permission-denied`, `device-not-found`, `device-in-use`, `over-constrained`, `insecure-page`, `unsupported` or `capture-failed`
 */
export async function captureMedia(
  constraints: MediaStreamConstraints = { audio: true, video: true },
  { signal }: Abortable = {},
): Promise<MediaStream> {
  requireOptions('constraints', constraints, '{ audio: true, video: true }')
  requireSignal(signal)
  signal?.throwIfAborted()
  const opening = mediaDevices().getUserMedia(constraints)
  try {
    return await abortable(opening, signal)
  } catch (cause) {
    if (signal?.aborted) {
      // The browser goes on asking: what it still opens is closed again.
      opening.then(stopTracks, () => undefined)
      throw cause
    }
    if (cause instanceof TypeError) throw cause // malformed constraints: the programmer's mistake
    throw captureError(captureErrorCode(cause instanceof Error ? cause.name : ''), cause)
  }
}

/** Browsers hide the whole interface on pages that are neither https nor localhost. @throws EarshotError `insecure-page` or `unsupported` */
export function mediaDevices(): MediaDevices {
  requireBrowser('MediaStream')
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (devices === undefined) throw captureError('insecure-page')
  return devices
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
