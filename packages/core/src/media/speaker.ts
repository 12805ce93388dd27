import { requireMediaElement, wrongArgument } from '../arguments.ts'
import { EarshotError } from '../errors.ts'

import { requireBrowser } from './browser-only.ts'
import { captureError, captureErrorCode } from './capture-error.ts'

/** Tells whether this browser lets a page choose the speaker; `false` where there is no page. */
export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype
}

/**
 * Plays an element's sound through this speaker; `''` is the system's choice.
 * @throws EarshotError `unsupported`, `device-not-found`, `permission-denied` or `capture-failed`
 */
export async function setSpeaker(element: HTMLMediaElement, deviceId: string): Promise<void> {
  requireBrowser('HTMLMediaElement')
  requireMediaElement('element', element)
  if (typeof deviceId !== 'string') throw wrongArgument('deviceId', "the id of a speaker, or ''", deviceId)
  if (!canChooseSpeaker()) {
    throw new EarshotError('unsupported', 'This browser plays through the speaker that the system has chosen: choose it there.')
  }
  try {
    await element.setSinkId(deviceId)
  } catch (cause) {
    throw captureError(captureErrorCode(cause instanceof Error ? cause.name : ''), 'speaker', { cause })
  }
}
