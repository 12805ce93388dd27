import * as v from 'valibot'

import { isId, type PeerId } from './channel.ts'
import type { Json } from './json.ts'
import { data } from './presence.ts'

/** What two peers say to each other over a link. */
export type Message =
  /**
   * Rings. The caller's first offer travels with it, how the callee may answer it while it rings (`null`: not at all), and what the
   * application says of the call (`json.ts`).
   */
  | {
      readonly type: 'invite'
      readonly call: CallId
      readonly description: NumberedDescription
      readonly warmUp: { readonly strategy: WarmUpStrategy; readonly earlyMedia: boolean } | null
      readonly sections: readonly SentSection[]
      readonly metadata: Json
    }
  | { readonly type: 'accept'; readonly call: CallId }
  | { readonly type: 'decline'; readonly call: CallId; readonly reason: DeclineReason }
  | { readonly type: 'hang-up'; readonly call: CallId; readonly reason: HangUpReason }
  | ({
      readonly type: 'description'
      readonly description: NumberedDescription
      readonly sections: readonly SentSection[]
    } & OfConnection)
  /** The sections that the sender sends in have changed without a description. */
  | ({ readonly type: 'sections'; readonly sections: readonly SentSection[] } & OfConnection)
  /** The offer of this number could not be applied: its sender takes it back. */
  | ({ readonly type: 'refuse-offer'; readonly negotiation: number } & OfConnection)
  | ({ readonly type: 'candidates'; readonly candidates: readonly Candidate[] } & OfConnection)
  /** The side that does not restart ICE asks the other one to. */
  | ({ readonly type: 'restart-ice' } & OfConnection)
  /** The callee asks the caller to make this connection, in place of the present one. */
  | ({ readonly type: 'rebuild' } & OfConnection)
  /** What the sender has muted, and whether it holds the call. */
  | {
      readonly type: 'media'
      readonly call: CallId
      readonly audioMuted: boolean
      readonly videoMuted: boolean
      readonly held: boolean
    }
  /** The sender has closed these data channels. */
  | { readonly type: 'close-channels'; readonly call: CallId; readonly channels: readonly ClosedChannel[] }
  /** What the sender measures at its own end (stats/summary.ts). */
  | { readonly type: 'summary'; readonly call: CallId; readonly summary: unknown }
  /** To observers: what comes next in the recording of the sender's call with `peer` (stats/recording.ts). */
  | { readonly type: 'recording'; readonly call: CallId; readonly peer: PeerId; readonly text: string }

/** A data channel of the application that is closed by one of its sides. */
export interface ClosedChannel {
  /** Counts the channels that one side opened from 1. */
  readonly channel: number
  /** Tells whether the sender of the message opened it. */
  readonly own: boolean
  /** Position behind what its sender has sent over it before (call/data-frame.ts). */
  readonly position: number
  /** Tells whether its sender could not take what came over it. */
  readonly refused: boolean
}

/** A call's connections are counted from 1: what belongs to another than the present one is dropped, or begins the next. */
interface OfConnection {
  readonly call: CallId
  readonly connection: number
}

/** Names one call between two peers; chosen by the caller. */
export type CallId = string

/**
 * How the path is made while it rings. `pranswer`: the offer is answered provisionally (RFC 8829 4.1.10.1), and finally at accept.
 * `replace-track`: it is answered finally, on media sections without tracks, and both sides put their tracks in at accept.
 */
export type WarmUpStrategy = 'pranswer' | 'replace-track'

/** Why a call was not accepted. */
export type DeclineReason = 'declined' | 'busy' | 'unsupported' | 'failed'

/** Why a call that rang or ran was ended, by the peer that says so. */
export type HangUpReason = 'hung-up' | 'no-answer' | 'left' | 'failed'

/** A session description with the number of the offer it is, or answers. */
export interface NumberedDescription {
  readonly type: 'offer' | 'pranswer' | 'answer'
  readonly sdp: string
  /** Counts the offers of one side from 1, within one connection. */
  readonly negotiation: number
}

/**
 * A media section in which the sender of the message sends, or will once the call is accepted. A description does not tell: the answer of a
 * callee that has not accepted says that it sends in sections that have no track yet.
 */
export interface SentSection {
  readonly mid: string
  /** The application's word for the track, up to 64 characters. */
  readonly label: string | null
}

/** W3C webrtc-pc RTCIceCandidateInit, all members present. */
export interface Candidate {
  readonly candidate: string
  readonly sdpMid: string | null
  readonly sdpMLineIndex: number | null
  readonly usernameFragment: string | null
}

/** The message that `value` is, or `null`: whatever a peer sends is unknown until it has passed here. */
export function parseMessage(value: unknown): Message | null {
  const result = v.safeParse(message, value)
  return result.success ? result.output : null
}

/** Longest session description, in characters: fifty audio sections fit, or thirteen of video in Chromium. What is longer fits in no payload. */
export const maxSdpLength = 62_500

/** Longest piece of a recording, in characters: written as a string of JSON it is at most twice as long, which fits in a payload. */
export const maxRecordingLength = 30_000

/** Channels that are closed by one message. */
export const maxClosedChannels = 256

const maxCandidates = 100

/** More sections than any description of `maxSdpLength` has. */
const maxSections = 100

/** Longest label of a track, in characters. */
export const maxLabelLength = 64

const id: v.GenericSchema<unknown, string> = v.custom<string>(isId)
const count: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.safeInteger(), v.minValue(1))

const description: v.GenericSchema<unknown, NumberedDescription> = v.strictObject({
  type: v.picklist(['offer', 'pranswer', 'answer']),
  sdp: v.pipe(v.string(), v.maxLength(maxSdpLength)),
  negotiation: count,
})

const candidate: v.GenericSchema<unknown, Candidate> = v.strictObject({
  candidate: v.pipe(v.string(), v.maxLength(1_024)),
  sdpMid: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  sdpMLineIndex: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))),
  usernameFragment: v.nullable(v.pipe(v.string(), v.maxLength(256))),
})

const sections: v.GenericSchema<unknown, readonly SentSection[]> = v.pipe(
  v.array(
    v.strictObject({
      mid: v.pipe(v.string(), v.maxLength(64)),
      label: v.nullable(v.pipe(v.string(), v.maxLength(maxLabelLength))),
    }),
  ),
  v.maxLength(maxSections),
)

const warmUp: v.GenericSchema<unknown, (Message & { type: 'invite' })['warmUp']> = v.nullable(
  v.strictObject({ strategy: v.picklist(['pranswer', 'replace-track']), earlyMedia: v.boolean() }),
)

const closedChannel: v.GenericSchema<unknown, ClosedChannel> = v.strictObject({
  channel: count,
  own: v.boolean(),
  position: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  refused: v.boolean(),
})

const message: v.GenericSchema<unknown, Message> = v.variant('type', [
  v.strictObject({ type: v.literal('invite'), call: id, description, warmUp, sections, metadata: data }),
  v.strictObject({ type: v.literal('accept'), call: id }),
  v.strictObject({ type: v.literal('decline'), call: id, reason: v.picklist(['declined', 'busy', 'unsupported', 'failed']) }),
  v.strictObject({ type: v.literal('hang-up'), call: id, reason: v.picklist(['hung-up', 'no-answer', 'left', 'failed']) }),
  v.strictObject({ type: v.literal('description'), call: id, connection: count, description, sections }),
  v.strictObject({ type: v.literal('sections'), call: id, connection: count, sections }),
  v.strictObject({ type: v.literal('refuse-offer'), call: id, connection: count, negotiation: count }),
  v.strictObject({
    type: v.literal('candidates'),
    call: id,
    connection: count,
    candidates: v.pipe(v.array(candidate), v.maxLength(maxCandidates)),
  }),
  v.strictObject({ type: v.literal('restart-ice'), call: id, connection: count }),
  v.strictObject({ type: v.literal('rebuild'), call: id, connection: count }),
  v.strictObject({ type: v.literal('media'), call: id, audioMuted: v.boolean(), videoMuted: v.boolean(), held: v.boolean() }),
  v.strictObject({
    type: v.literal('close-channels'),
    call: id,
    channels: v.pipe(v.array(closedChannel), v.maxLength(maxClosedChannels)),
  }),
  v.strictObject({ type: v.literal('summary'), call: id, summary: v.unknown() }),
  v.strictObject({ type: v.literal('recording'), call: id, peer: id, text: v.pipe(v.string(), v.maxLength(maxRecordingLength)) }),
])
