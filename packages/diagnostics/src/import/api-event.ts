import type { RecordedEvent } from '../recording/event.ts'

import { isShallow } from './json-value.ts'

/**
 * What a call or an event of webrtc-pc means, by the name that recorders write it under (`on` in front or not) and its value, which is data that
 * was parsed already: `iceconnectionstatechange` with `failed`, `setLocalDescription` with `{ type, sdp }`.
 */
export function eventOf(recorded: string, value: unknown): RecordedEvent {
  const name = recorded.replace(/^on(?=[a-z])/, '')
  return known(name, value) ?? { type: 'other', name: recorded, value: inWords(value) }
}

const signalingStates = [
  'stable',
  'have-local-offer',
  'have-remote-offer',
  'have-local-pranswer',
  'have-remote-pranswer',
  'closed',
] as const
const gatheringStates = ['new', 'gathering', 'complete'] as const
const iceStates = ['new', 'checking', 'connected', 'completed', 'disconnected', 'failed', 'closed'] as const
const connectionStates = ['new', 'connecting', 'connected', 'disconnected', 'failed', 'closed'] as const
const dtlsStates = ['new', 'connecting', 'connected', 'closed', 'failed'] as const
const descriptionTypes = ['offer', 'pranswer', 'answer', 'rollback'] as const

function known(name: string, value: unknown): RecordedEvent | null {
  switch (name) {
    case 'signalingstatechange':
      return withState(value, signalingStates, (state) => ({ type: 'signaling', state }))
    case 'icegatheringstatechange':
      return withState(value, gatheringStates, (state) => ({ type: 'ice-gathering', state }))
    case 'iceconnectionstatechange':
      return withState(value, iceStates, (state) => ({ type: 'ice', state }))
    case 'connectionstatechange':
      return withState(value, connectionStates, (state) => ({ type: 'connection', state }))
    case 'dtlsstatechange':
      return withState(value, dtlsStates, (state) => ({ type: 'dtls', state }))
    case 'setLocalDescription':
      return description(true, value)
    case 'setRemoteDescription':
      return description(false, value)
    // Without a description the browser makes one itself, and says afterwards which.
    case 'setLocalDescriptionOnSuccess':
      return description(true, value)
    case 'icecandidate':
      return { type: 'candidate', sent: true, candidate: textOf(value, 'candidate') }
    case 'addIceCandidate':
      return { type: 'candidate', sent: false, candidate: textOf(value, 'candidate') }
    case 'icecandidateerror':
      return {
        type: 'candidate-error',
        url: textOf(value, 'url'),
        errorCode: Number(memberOf(value, 'errorCode')) || 0,
        errorText: textOf(value, 'errorText'),
      }
    case 'close':
      return { type: 'closed' }
    default:
      return null
  }
}

function withState<State extends string>(
  value: unknown,
  states: readonly State[],
  make: (state: State) => RecordedEvent,
): RecordedEvent | null {
  const state = states.find((candidate) => candidate === value)
  return state === undefined ? null : make(state)
}

function description(sent: boolean, value: unknown): RecordedEvent | null {
  const kind = descriptionTypes.find((type) => type === memberOf(value, 'type'))
  const sdp = memberOf(value, 'sdp')
  if (kind === undefined) return null
  return { type: 'description', sent, kind, negotiation: null, sdp: typeof sdp === 'string' && sdp !== '' ? sdp : null }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined
}

function textOf(value: unknown, name: string): string {
  const member = typeof value === 'string' ? value : memberOf(value, name)
  return typeof member === 'string' ? member : ''
}

const longestValue = 2_000
/** The parameters of a transceiver have five levels. */
const deepestValue = 16

/** A value that was parsed, as text; empty for what is not there, and for what is too deep to be of any use. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined || !isShallow(value, deepestValue)) return ''
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, longestValue)
}
