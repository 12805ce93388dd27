import { EarshotError, type EarshotErrorCode } from '../errors.ts'

/**
 * Opens camera and microphone: `getUserMedia` with errors a person can act on.
 * @param constraints W3C mediacapture-main. @default camera and microphone
 * @throws EarshotError `permission-denied`, `device-not-found`, `device-in-use`, `over-constrained`, `insecure-page` or `capture-failed`
 */
export async function captureMedia(constraints: MediaStreamConstraints = { audio: true, video: true }): Promise<MediaStream> {
  // Browsers hide the whole interface on pages that are neither https nor localhost.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (devices === undefined) throw new EarshotError('insecure-page', messages['insecure-page'])
  try {
    return await devices.getUserMedia(constraints)
  } catch (cause) {
    if (cause instanceof TypeError) throw cause // malformed constraints: the programmer's mistake
    const code = captureErrorCode(cause instanceof Error ? cause.name : '')
    throw new EarshotError(code, messages[code], { cause })
  }
}

type CaptureErrorCode = Extract<
  EarshotErrorCode,
  'permission-denied' | 'device-not-found' | 'device-in-use' | 'over-constrained' | 'insecure-page' | 'capture-failed'
>

/** The names of mediacapture-main 10.2.1, getUserMedia. */
function captureErrorCode(name: string): CaptureErrorCode {
  switch (name) {
    case 'NotAllowedError':
      return 'permission-denied'
    case 'SecurityError':
      return 'insecure-page'
    case 'NotFoundError':
      return 'device-not-found'
    case 'NotReadableError':
      return 'device-in-use'
    case 'OverconstrainedError':
      return 'over-constrained'
    default:
      return 'capture-failed'
  }
}

const messages: Readonly<Record<CaptureErrorCode, string>> = {
  'permission-denied':
    'Camera or microphone is not allowed on this page: allow it in the address bar of the browser, then try again.',
  'device-not-found': 'No camera or microphone was found: connect one, then try again.',
  'device-in-use': 'Camera or microphone cannot be opened, another program may be using it: close that program, then try again.',
  'over-constrained': 'No camera or microphone can do what was asked for: ask for less.',
  'insecure-page': 'Browsers open camera and microphone only on https pages and on localhost.',
  'capture-failed': 'Camera or microphone could not be opened.',
}
