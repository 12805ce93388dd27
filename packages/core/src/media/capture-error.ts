import { EarshotError, type EarshotErrorCode } from '../errors.ts'

export type CaptureErrorCode = Extract<
  EarshotErrorCode,
  'permission-denied' | 'device-not-found' | 'device-in-use' | 'over-constrained' | 'insecure-page' | 'capture-failed'
>

export function captureError(code: CaptureErrorCode, cause?: unknown): EarshotError {
  return new EarshotError(code, messages[code], { cause })
}

/** The names of mediacapture-main 10.2.1, getUserMedia. */
export function captureErrorCode(name: string): CaptureErrorCode {
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
