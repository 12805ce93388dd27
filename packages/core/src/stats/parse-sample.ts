import * as v from 'valibot'

import type { CandidateSummary, Codec, Sample } from './sample.ts'

/** Longest lists and words accepted from another peer. */
const maxTracks = 64
const word: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.maxLength(256))

const measured: v.GenericSchema<unknown, number | null> = v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)))

const candidate: v.GenericSchema<unknown, CandidateSummary> = v.strictObject({
  candidateType: v.picklist(['host', 'srflx', 'prflx', 'relay']),
  protocol: v.picklist(['udp', 'tcp']),
  relayProtocol: v.nullable(v.picklist(['udp', 'tcp', 'tls'])),
})

const codec: v.GenericSchema<unknown, Codec> = v.strictObject({
  mimeType: word,
  payloadType: v.pipe(v.number(), v.finite()),
  clockRate: measured,
  channels: measured,
  sdpFmtpLine: v.nullable(word),
})

const sample: v.GenericSchema<unknown, Sample> = v.strictObject({
  timestamp: v.pipe(v.number(), v.finite()),
  gap: v.boolean(),
  path: v.strictObject({
    pair: v.nullable(v.strictObject({ local: candidate, remote: candidate })),
    roundTripTimeMs: measured,
    availableOutgoingBitrate: measured,
    silentMs: measured,
  }),
  tracks: v.pipe(
    v.array(
      v.strictObject({
        key: word,
        direction: v.picklist(['inbound', 'outbound']),
        kind: v.picklist(['audio', 'video']),
        mid: v.nullable(word),
        rid: v.nullable(word),
        codec: v.nullable(codec),
        bitrate: measured,
        packetLoss: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
        jitterMs: measured,
        roundTripTimeMs: measured,
        framesPerSecond: measured,
        frameWidth: measured,
        frameHeight: measured,
      }),
    ),
    v.maxLength(maxTracks),
  ),
})

/** The sample another peer sent, or `null`: numbers and codec names only, no addresses, no labels. */
export function parseSample(value: unknown): Sample | null {
  const result = v.safeParse(sample, value)
  return result.success ? result.output : null
}
