import * as v from 'valibot'

import { dtlsStates, iceStates, type CandidateSummary } from './reports/path.ts'
import type { Codec, Sample } from './sample.ts'

/** Longest lists and words accepted from another peer. */
const maxTracks = 64
const word: v.GenericSchema<unknown, string> = v.pipe(v.string(), v.maxLength(256))

const measured: v.GenericSchema<unknown, number | null> = v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)))

const signed: v.GenericSchema<unknown, number | null> = v.nullable(v.pipe(v.number(), v.finite()))
const share: v.GenericSchema<unknown, number | null> = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))
const flag: v.GenericSchema<unknown, boolean | null> = v.nullable(v.boolean())

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

const flow = {
  ...v.entriesFromList(['bitrate', 'wireBitrate', 'packetRate', 'nackRate'], measured),
  retransmitShare: share,
}

const receiving = v.entriesFromList(['jitterBufferMs', 'jitterBufferTargetMs', 'jitterBufferMinimumMs'], measured)

const receivedAudio = {
  ...receiving,
  ...v.entriesFromList(['sampleRate', 'playoutMs'], measured),
  ...v.entriesFromList(
    ['discarded', 'effectiveLoss', 'concealed', 'audiblyConcealed', 'stretched', 'level', 'synthesized'],
    share,
  ),
}

const receivedVideo = {
  ...receiving,
  ...v.entriesFromList(
    [
      'framesReceivedPerSecond',

      'decodeMs',
      'decodeLoad',
      'meanQp',
      'interFrameMs',
      'interFrameDeviationMs',
      'freezeRate',
      'stillMs',
      'keyFrameRequestRate',
    ],
    measured,
  ),
  ...v.entriesFromList(['dropped', 'frozen'], share),
  audioAheadMs: signed,
  hardware: flag,
}

const sending = {
  ...v.entriesFromList(['goodput', 'targetBitrate', 'sendQueueMs'], measured),
  active: flag,
}

const sentAudio = {
  ...sending,
  sourceLevel: share,
  sourcePeak: share,
}

const sentVideo = {
  ...sending,
  ...v.entriesFromList(
    ['sourceFramesPerSecond', 'sourceHeight', 'framesSentPerSecond', 'encodeMs', 'encodeLoad', 'meanQp', 'keyFrameRequestRate'],
    measured,
  ),
  limitation: v.nullable(v.picklist(['none', 'cpu', 'bandwidth', 'other'])),
  cpuLimited: share,
  bandwidthLimited: share,
  hardware: flag,
}

const path = {
  ...v.entriesFromList(
    [
      'roundTripTimeMs',
      'baseRoundTripTimeMs',
      'queueMs',
      'availableOutgoingBitrate',

      'bandwidthUse',
      'receivedBitrate',
      'answerRate',
      'silentMs',
    ],
    measured,
  ),
  pair: v.nullable(v.strictObject({ local: candidate, remote: candidate })),
  pairChanges: v.pipe(v.number(), v.finite(), v.minValue(0)),
  iceState: v.nullable(v.picklist(iceStates)),
  dtlsState: v.nullable(v.picklist(dtlsStates)),
  headroom: signed,
}

const sample: v.GenericSchema<unknown, Sample> = v.strictObject({
  timestamp: v.pipe(v.number(), v.finite()),
  gap: v.boolean(),
  path: v.strictObject(path),
  tracks: v.pipe(
    v.array(
      v.strictObject({
        key: word,
        direction: v.picklist(['inbound', 'outbound']),
        kind: v.picklist(['audio', 'video']),
        mid: v.nullable(word),
        rid: v.nullable(word),
        codec: v.nullable(codec),
        ...flow,
        packetLoss: share,
        jitterMs: measured,
        roundTripTimeMs: measured,
        framesPerSecond: measured,
        frameWidth: measured,
        frameHeight: measured,
        receivedAudio: v.nullable(v.strictObject(receivedAudio)),
        receivedVideo: v.nullable(v.strictObject(receivedVideo)),
        sentAudio: v.nullable(v.strictObject(sentAudio)),
        sentVideo: v.nullable(v.strictObject(sentVideo)),
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
