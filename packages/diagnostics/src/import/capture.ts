import type { RecordedEvent } from '../recording/event.ts'

import { inWords } from './api-event.ts'
import { isRecord } from './json-value.ts'

/**
 * A call of `navigator.mediaDevices.getUserMedia` or `getDisplayMedia`, or its failure; `null` for its success, which its tracks show, but for
 * a screen that came of getUserMedia.
 */
export function captureOf(method: string, value: unknown): RecordedEvent | null {
  const [, name, outcome] = /\.(getUserMedia|getDisplayMedia)(OnSuccess|OnFailure)?$/.exec(method) ?? []
  if (name === undefined) return null
  if (outcome === 'OnSuccess') return isScreen(value) ? { type: 'capture', what: 'getDisplayMedia video', error: null } : null
  if (outcome === 'OnFailure') return { type: 'capture', what: name, error: inWords(value) }
  const wanted = isRecord(value) ? ['audio', 'video'].filter((kind) => Boolean(value[kind])) : []
  const asked = asksForScreen(value) ? 'getDisplayMedia' : name
  return { type: 'capture', what: [asked, ...wanted].join(' '), error: null }
}

/** Before getDisplayMedia Chrome and Firefox gave screens by getUserMedia. */
function asksForScreen(value: unknown): boolean {
  return /chromeMediaSource|"mediaSource":"(?:screen|window|application|browser)"/.test(inWords(value))
}

/** Chrome labels the tracks of screens so. */
function isScreen(value: unknown): boolean {
  return /"label":"(?:screen|window|web-contents-media-stream):/.test(inWords(value))
}
