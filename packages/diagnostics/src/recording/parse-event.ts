import * as v from 'valibot'

import type { RecordedEvent } from './event.ts'

/** The event that `value` is; what is not known is kept as `other`, so that a file of a later version still tells what it can. */
export function parseEvent(value: unknown): RecordedEvent | null {
  const known = v.safeParse(event, value)
  if (known.success) return known.output
  const named = v.safeParse(anyEvent, value)
  return named.success ? { type: 'other', name: named.output.type, value: '' } : null
}

/** Longest name, sentence and description that are kept. */
const name = v.pipe(v.string(), v.maxLength(256))
const sentence = v.pipe(v.string(), v.maxLength(4_096))
const sdp = v.pipe(v.string(), v.maxLength(262_144))
const number = v.pipe(v.number(), v.finite())
const mid = v.nullable(name)

const anyEvent = v.object({ type: name })

const event: v.GenericSchema<unknown, RecordedEvent> = v.variant('type', [
  v.object({ type: v.literal('call'), state: v.picklist(['ringing', 'connecting', 'connected', 'reconnecting', 'ended']) }),
  v.object({ type: v.literal('warm-up'), strategy: v.picklist(['pranswer', 'replace-track']) }),
  v.object({ type: v.literal('ready'), ready: v.boolean() }),
  v.object({
    type: v.literal('signaling'),
    state: v.picklist([
      'stable',
      'have-local-offer',
      'have-remote-offer',
      'have-local-pranswer',
      'have-remote-pranswer',
      'closed',
    ]),
  }),
  v.object({
    type: v.literal('description'),
    sent: v.boolean(),
    kind: v.picklist(['offer', 'pranswer', 'answer', 'rollback']),
    negotiation: v.nullable(number),
    sdp: v.nullable(sdp),
  }),
  v.object({ type: v.literal('ice-gathering'), state: v.picklist(['new', 'gathering', 'complete']) }),
  v.object({
    type: v.literal('ice'),
    state: v.picklist(['new', 'checking', 'connected', 'completed', 'disconnected', 'failed', 'closed']),
  }),
  v.object({
    type: v.literal('connection'),
    state: v.picklist(['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed']),
  }),
  v.object({ type: v.literal('dtls'), state: v.picklist(['new', 'connecting', 'connected', 'closed', 'failed']) }),
  v.object({ type: v.literal('control-channel'), state: v.literal('open') }),
  v.object({ type: v.literal('candidate-error'), url: sentence, errorCode: number, errorText: sentence }),
  v.object({ type: v.literal('configuration'), error: v.nullable(sentence) }),
  v.object({ type: v.literal('track-failed'), kind: name, error: sentence }),
  v.object({ type: v.literal('track'), mid, kind: name }),
  v.object({ type: v.literal('track-removed'), mid, kind: name }),
  v.object({ type: v.literal('first-frame'), mid: name }),
  v.object({
    type: v.literal('recovery'),
    action: v.picklist(['restart-ice', 'restart-ice-over-relays', 'rebuild', 'give-up']),
  }),
  v.object({ type: v.literal('opened'), url: v.nullable(sentence), configuration: v.nullable(sentence) }),
  v.object({ type: v.literal('closed') }),
  v.object({ type: v.literal('candidate'), sent: v.boolean(), candidate: sentence }),
  v.object({ type: v.literal('capture'), what: sentence, error: v.nullable(sentence) }),
  v.object({ type: v.literal('other'), name, value: sentence }),
  v.object({ type: v.literal('dropped'), reports: number }),
  v.object({ type: v.literal('mark'), text: sentence }),
])
