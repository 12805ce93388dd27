import { requireBoolean, requireCount, requireOneOf, requireOptions, requirePositive, wrongArgument } from '../arguments.ts'
import type { OpusOptions } from '../media/opus.ts'
import { maxLabelLength } from '../signaling/message.ts'

/**
 * How a call describes and sends one of its tracks. Members left out stay as they are, and `null` takes one away, so that the browser chooses
 * again.
 */
export interface TrackOptions {
  /** The application's word for the track, such as `'screen'`: the peer has it as `RemoteTrack.label`. Up to 64 characters. */
  readonly label?: string | null
  /** bit/s at most (webrtc-pc RTCRtpEncodingParameters, as the two that follow). */
  readonly maxBitrate?: number | null
  /** Frames per second at most. Video only. */
  readonly maxFramerate?: number | null
  /** 1 is full size, 2 half of each side. Video only. */
  readonly scaleResolutionDownBy?: number | null
  /**
   * More about the track's one encoding, with the names of `RTCRtpSender.setParameters`; before the limits above where it has them too. A
   * browser that is called takes no simulcast (seen in Chromium 156 and Firefox 153), so there is never a second one.
   */
  readonly encodings?: readonly [EncodingOptions] | null
  /** Gives this up first when there is too little bandwidth or CPU (mst-content-hint RTCDegradationPreference). Video only. */
  readonly degradationPreference?: RTCDegradationPreference | null
  /** Kind of content, which encoders heed (mst-content-hint). It belongs to the track itself, whoever sends it. Firefox (seen in 153) has none. */
  readonly contentHint?: ContentHint | null
  /** How Opus encodes it. Audio only. A change costs a negotiation. */
  readonly audio?: OpusOptions | null
}

/** Of RTCRtpEncodingParameters (webrtc-pc, webrtc-priority and webrtc-svc). A browser ignores what it does not know. */
export interface EncodingOptions {
  readonly active?: boolean
  readonly maxBitrate?: number
  readonly maxFramerate?: number
  readonly scaleResolutionDownBy?: number
  readonly priority?: RTCPriorityType
  readonly networkPriority?: RTCPriorityType
  /** Spatial and temporal layers such as `'L1T3'`. Where the codec in use has not got them, the track is sent without. */
  readonly scalabilityMode?: string
}

export type ContentHint = '' | 'speech' | 'speech-recognition' | 'music' | 'motion' | 'detail' | 'text'

/** @throws TypeError unless every option is what it must be for a track of this kind. */
export function checkTrackOptions(kind: string, options: TrackOptions): void {
  checkMembers('options', options, kind, ofTrack)
}

type Check = (name: string, value: unknown, kind: string) => void

function checkMembers(name: string, members: object, kind: string, checks: ReadonlyMap<string, Check>): void {
  const names = [...checks.keys()].join(', ')
  requireOptions(name, members, `one with ${names}`)
  for (const [member, value] of Object.entries(members)) {
    const check = checks.get(member)
    if (check === undefined) throw new TypeError(`\`${name}\` must have no other members than ${names}; got \`${member}\`.`)
    if (value !== undefined && value !== null) check(member, value, kind)
  }
}

function of(expected: string, check: Check): Check {
  return (name, value, kind) => {
    if (kind !== expected) throw new TypeError(`\`${name}\` must be for ${expected}; got a track of ${kind}.`)
    check(name, value, kind)
  }
}

const limits: ReadonlyArray<[string, Check]> = [
  ['maxBitrate', requireCount],
  ['maxFramerate', of('video', requirePositive)],
  ['scaleResolutionDownBy', of('video', requireScale)],
]

const priority: Check = (name, value) => requireOneOf(name, value, ['very-low', 'low', 'medium', 'high'])

const ofEncoding: ReadonlyMap<string, Check> = new Map([
  ...limits,
  ['active', requireBoolean],
  ['priority', priority],
  ['networkPriority', priority],
  ['scalabilityMode', of('video', requireMode)],
])

const ofOpus: ReadonlyMap<string, Check> = new Map(['stereo', 'dtx', 'fec', 'red'].map((name) => [name, requireBoolean]))

const ofTrack: ReadonlyMap<string, Check> = new Map([
  ['label', requireLabel],
  ...limits,
  ['encodings', requireEncodings],
  ['degradationPreference', of('video', requirePreference)],
  ['contentHint', requireHint],
  ['audio', of('audio', (name, value, kind) => checkMembers(name, Object(value), kind, ofOpus))],
])

function requireLabel(name: string, value: unknown): void {
  if (typeof value === 'string' && value.length <= maxLabelLength) return
  throw wrongArgument(name, `a string of up to ${maxLabelLength} characters, or null`, value)
}

function requireScale(name: string, value: unknown): void {
  if (!(Number.isFinite(value) && Number(value) >= 1)) throw wrongArgument(name, 'a number from 1', value)
}

function requireMode(name: string, value: unknown): void {
  if (typeof value !== 'string' || !/^[LS]\dT\d/.test(value)) throw wrongArgument(name, "a mode such as 'L1T3'", value)
}

function requireEncodings(name: string, value: unknown, kind: string): void {
  const encodings: readonly unknown[] = Array.isArray(value) ? value : []
  if (encodings.length !== 1) throw wrongArgument(name, 'a list of one encoding', value)
  checkMembers(name, Object(encodings[0]), kind, ofEncoding)
}

function requirePreference(name: string, value: unknown): void {
  requireOneOf(name, value, ['balanced', 'maintain-framerate', 'maintain-resolution', 'maintain-framerate-and-resolution'])
}

function requireHint(name: string, value: unknown, kind: string): void {
  const hints = kind === 'audio' ? ['speech', 'speech-recognition', 'music'] : ['motion', 'detail', 'text']
  requireOneOf(name, value, ['', ...hints])
}
