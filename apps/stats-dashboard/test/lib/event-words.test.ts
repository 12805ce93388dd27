import type { RecordedEvent } from '@earshot/diagnostics'
import { expect, test } from 'vitest'

import { eventInWords } from '../../src/lib/event-words.ts'

/** One or more of each type: a type that is missing does not compile. */
const words: {
  readonly [Type in RecordedEvent['type']]: readonly (readonly [Extract<RecordedEvent, { type: Type }>, string])[]
} = {
  call: [[{ type: 'call', state: 'connected' }, 'call connected']],
  'warm-up': [[{ type: 'warm-up', strategy: 'pranswer' }, 'warm-up: pranswer']],
  ready: [
    [{ type: 'ready', ready: true }, 'path up'],
    [{ type: 'ready', ready: false }, 'path down'],
  ],
  signaling: [[{ type: 'signaling', state: 'have-local-offer' }, 'signaling have-local-offer']],
  description: [
    [{ type: 'description', sent: true, kind: 'offer', negotiation: 1, sdp: null }, 'offer sent'],
    [{ type: 'description', sent: false, kind: 'answer', negotiation: null, sdp: 'v=0' }, 'answer received'],
  ],
  'ice-gathering': [[{ type: 'ice-gathering', state: 'complete' }, 'gathering complete']],
  ice: [[{ type: 'ice', state: 'disconnected' }, 'ICE disconnected']],
  connection: [[{ type: 'connection', state: 'failed' }, 'connection failed']],
  dtls: [[{ type: 'dtls', state: 'connected' }, 'DTLS connected']],
  'control-channel': [[{ type: 'control-channel', state: 'open' }, 'control channel open']],
  'candidate-error': [
    [
      { type: 'candidate-error', errorCode: 701, errorText: 'no answer', url: 'stun:example.org' },
      'candidate error 701: no answer stun:example.org',
    ],
    [{ type: 'candidate-error', errorCode: 701, errorText: '', url: '' }, 'candidate error 701:'],
  ],
  configuration: [
    [{ type: 'configuration', error: null }, 'configuration refreshed'],
    [{ type: 'configuration', error: 'The function failed.' }, 'configuration not refreshed: The function failed.'],
  ],
  'track-failed': [
    [{ type: 'track-failed', kind: 'video', error: 'InvalidStateError' }, 'track failed video: InvalidStateError'],
  ],
  track: [
    [{ type: 'track', kind: 'video', mid: '1' }, 'track video (1)'],
    [{ type: 'track', kind: 'audio', mid: null }, 'track audio'],
  ],
  'track-removed': [[{ type: 'track-removed', kind: 'video', mid: '1' }, 'track removed video']],
  'first-frame': [[{ type: 'first-frame', mid: '1' }, 'first picture (1)']],
  recovery: [[{ type: 'recovery', action: 'restart-ice' }, 'recovery: restart-ice']],
  opened: [
    [{ type: 'opened', url: 'https://example.org', configuration: null }, 'RTCPeerConnection https://example.org'],
    [{ type: 'opened', url: null, configuration: null }, 'RTCPeerConnection'],
  ],
  closed: [[{ type: 'closed' }, 'closed']],
  candidate: [
    [{ type: 'candidate', sent: true, candidate: 'candidate:1 1 udp' }, 'candidate found candidate:1 1 udp'],
    [{ type: 'candidate', sent: false, candidate: '' }, 'candidate received'],
  ],
  capture: [
    [{ type: 'capture', what: 'camera', error: null }, 'camera'],
    [{ type: 'capture', what: 'camera', error: 'NotAllowedError' }, 'camera: NotAllowedError'],
  ],
  other: [
    [{ type: 'other', name: 'createOffer', value: 'audio' }, 'createOffer audio'],
    [{ type: 'other', name: 'createOffer', value: '' }, 'createOffer'],
  ],
  dropped: [[{ type: 'dropped', reports: 3 }, '3 reports dropped']],
  mark: [[{ type: 'mark', text: 'it froze here' }, 'it froze here']],
}

test.each<[RecordedEvent, string]>(
  Object.values(words).flatMap((cases) => cases.map(([event, said]): [RecordedEvent, string] => [event, said])),
)('of %j it says: %s', (event, said) => {
  expect(eventInWords(event)).toBe(said)
})
