import type { RecordedEvent } from '../recording/event.ts'

import { inWords } from './api-event.ts'
import { isRecord } from './json-value.ts'

/** A call of `navigator.mediaDevices.getUserMedia` or `getDisplayMedia`, or its failure; `null` for its success, which its tracks show. */
export function captureOf(method: string, value: unknown): RecordedEvent | null {
  const [, name, outcome] = /\.(getUserMedia|getDisplayMedia)(OnSuccess|OnFailure)?$/.exec(method) ?? []
  if (name === undefined || outcome === 'OnSuccess') return null
  if (outcome === 'OnFailure') return { type: 'capture', what: name, error: inWords(value) }
  const wanted = isRecord(value) ? ['audio', 'video'].filter((kind) => Boolean(value[kind])) : []
  return { type: 'capture', what: [name, ...wanted].join(' '), error: null }
}
