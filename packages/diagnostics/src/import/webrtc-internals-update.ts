import type { RecordedEvent } from '../recording/event.ts'

import { eventOf } from './api-event.ts'
import { latestTime } from './calendar.ts'
import { isShallow, membersOf, parseJson } from './json-value.ts'

/** A line of a connection's log. */
export interface Update {
  /** Milliseconds since the epoch, or as the clock on the wall was written. */
  readonly time: number | string | null
  readonly event: RecordedEvent
}

/** Reads an entry of `updateLog`; `null` for what is none. */
export function readUpdate(text: string): Update | null {
  const members = membersOf(parseJson(text))
  const [type, value, timestamp, time] = ['type', 'value', 'timestamp', 'time'].map((name) => members.get(name))
  if (typeof type !== 'string') return null
  return {
    time: isTime(timestamp) ? timestamp : typeof time === 'string' ? time : null,
    event: described(nameOf(type), typeof value === 'string' ? value : ''),
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= latestTime
}

/** Chrome's own names for what webrtc-pc has a name for (until about 80). */
const standardNames: ReadonlyMap<string, string> = new Map([
  ['onRenegotiationNeeded', 'negotiationneeded'],
  ['signalingStateChange', 'signalingstatechange'],
  ['iceGatheringStateChange', 'icegatheringstatechange'],
  ['iceConnectionStateChange', 'iceconnectionstatechange'],
  ['connectionStateChange', 'connectionstatechange'],
  ['onIceCandidate', 'icecandidate'],
  ['stop', 'close'],
])

function nameOf(type: string): string {
  return (standardNames.get(type) ?? type).replace(/^on(?=[a-z])/, '')
}

function described(name: string, text: string): RecordedEvent {
  switch (name) {
    // A description that the browser made by itself is known once it is set.
    case 'setLocalDescriptionOnSuccess': {
      const value = dataOf(text) ?? descriptionOf(text)
      return value === null ? eventOf(name, text) : eventOf('setLocalDescription', value)
    }
    case 'setLocalDescription':
    case 'setRemoteDescription':
      return eventOf(name, dataOf(text) ?? descriptionOf(text) ?? text)
    case 'icecandidate':
    case 'addIceCandidate':
      return eventOf(name, dataOf(text) ?? { candidate: candidateOf(text) })
    case 'icecandidateerror':
      return eventOf(name, candidateErrorOf(dataOf(text) === null ? linesOf(text) : membersOf(dataOf(text))))
    case 'signalingstatechange':
    case 'icegatheringstatechange':
    case 'iceconnectionstatechange':
    case 'connectionstatechange':
      return eventOf(name, dataOf(text) ?? stateOf(text))
    default:
      return eventOf(name, dataOf(text) ?? text)
  }
}

/** Since Chrome 142 values are JSON. */
function dataOf(text: string): unknown {
  if (!/^[{["]/.test(text)) return null
  const value = parseJson(text)
  return isShallow(value, deepest) ? value : null
}

/** The parameters of a transceiver have five levels. */
const deepest = 8

/** `type: offer, sdp: v=0...` */
function descriptionOf(text: string): unknown {
  const found = /^type: (\w+), sdp: ([^]*)$/.exec(text)
  return found === null ? null : { type: found[1], sdp: found[2] }
}

/** `sdpMid: 0, sdpMLineIndex: 0, candidate: candidate:... url: stun:...`; the last one is empty. */
function candidateOf(text: string): string {
  return /(?:^|, )candidate: (.*?)(?:, url: .*|, relayProtocol: .*)?$/s.exec(text)?.[1] ?? ''
}

/** `url: turn:...` and so on, one a line. */
function linesOf(text: string): ReadonlyMap<string, unknown> {
  return new Map(
    text.split('\n').map((line) => {
      const [name = '', ...rest] = line.split(': ')
      return [name, rest.join(': ')]
    }),
  )
}

function candidateErrorOf(members: ReadonlyMap<string, unknown>) {
  return { url: members.get('url'), errorCode: members.get('error_code'), errorText: members.get('error_text') }
}

/** `ICEConnectionStateConnected`, `SignalingStateHaveLocalPrAnswer` (until about 80) as webrtc-pc writes them. */
function stateOf(text: string): string {
  const found = /^k?(?:ICEConnection|ICEGathering|Signaling|Connection)State(\w+)$/.exec(text)?.[1]
  if (found === undefined) return text
  return found
    .replace('PrAnswer', 'Pranswer')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase()
}
