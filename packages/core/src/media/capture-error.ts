import { EarshotError, type EarshotErrorCode } from '../errors.ts'

import type { MediaKind } from './lost-device.ts'

export type CaptureErrorCode = Extract<
  EarshotErrorCode,
  'permission-denied' | 'device-not-found' | 'device-in-use' | 'over-constrained' | 'insecure-page' | 'capture-failed'
>

/** The error for these kinds, or for the speaker, in words for a person: what it concerns is named, as far as it is known. */
export function captureError(
  code: CaptureErrorCode,
  kinds: readonly MediaKind[] | 'speaker',
  { instead = 'try again', cause }: { readonly instead?: string | undefined; readonly cause?: unknown } = {},
): EarshotError {
  const [first, second] = typeof kinds === 'string' ? [] : kinds
  const device = typeof kinds === 'string' ? kinds : nameOf(kinds)
  const message = messages[code](device, instead)
  return new EarshotError(code, message, { cause, kind: second === undefined ? first : undefined })
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

function nameOf(kinds: readonly MediaKind[]): string {
  if (kinds.length === 1) return kinds[0] === 'audio' ? 'microphone' : 'camera'
  return 'camera or microphone'
}

const messages: Readonly<Record<CaptureErrorCode, (device: string, instead: string) => string>> = {
  'permission-denied': (device) =>
    `This page is not allowed to use the ${device}: allow it in the address bar of the browser, then try again.`,
  'device-not-found': (device, instead) => `No ${device} was found: connect one, or ${instead}.`,
  'device-in-use': (device) =>
    `The ${device} cannot be opened, another program may be using it: close that program, then try again.`,
  'over-constrained': (device) => `No ${device} can do what was asked for: ask for less.`,
  'insecure-page': () => 'Browsers open camera and microphone only on https pages and on localhost.',
  'capture-failed': (device) => `The ${device} could not be opened.`,
}
