import type { Report } from './report.ts'

/** A number of a sample that not every browser reports: its part (`sent` for both kinds of what is sent) and its name. */
export type Metric =
  | 'path.roundTripTimeMs'
  | 'path.meanRoundTripTimeMs'
  | 'path.availableOutgoingBitrate'
  | 'path.answerRate'
  | 'path.iceState'
  | 'path.dtlsState'
  | 'receivedAudio.jitterBufferTargetMs'
  | 'receivedAudio.jitterBufferMinimumMs'
  | 'receivedAudio.discarded'
  | 'receivedAudio.audiblyConcealed'
  | 'receivedAudio.stretched'
  | 'receivedAudio.level'
  | 'receivedAudio.playoutMs'
  | 'receivedAudio.synthesized'
  | 'receivedVideo.jitterBufferTargetMs'
  | 'receivedVideo.jitterBufferMinimumMs'
  | 'receivedVideo.dropped'
  | 'receivedVideo.meanQp'
  | 'receivedVideo.interFrameMs'
  | 'receivedVideo.freezeRate'
  | 'receivedVideo.hardware'
  | 'receivedVideo.audioAheadMs'
  | 'receivedVideo.corruption'
  | 'sentAudio.targetBitrate'
  | 'sentAudio.sendQueueMs'
  | 'sentAudio.sourceLevel'
  | 'sentAudio.sourcePeak'
  | 'sentAudio.echoReturnLoss'
  | 'sentVideo.targetBitrate'
  | 'sentVideo.sendQueueMs'
  | 'sentVideo.active'
  | 'sentVideo.limitation'
  | 'sentVideo.cpuLimited'
  | 'sentVideo.bandwidthLimited'
  | 'sentVideo.hardware'
  | 'sentVideo.sourceFramesPerSecond'
  | 'sentVideo.sourceHeight'
  | 'sent.packetLoss'
  | 'sent.roundTripTimeMs'

/** The members that a metric is made of, of one type of entry. */
interface Source {
  readonly type: string
  readonly kind?: 'audio' | 'video'
  /** One of these is enough. */
  readonly members: readonly string[]
}

const path = (...members: readonly string[]): Source => ({ type: 'candidate-pair', members })
const transport = (...members: readonly string[]): Source => ({ type: 'transport', members })
const received = (kind: 'audio' | 'video', ...members: readonly string[]): Source => ({ type: 'inbound-rtp', kind, members })
const sent = (kind: 'audio' | 'video', ...members: readonly string[]): Source => ({ type: 'outbound-rtp', kind, members })
const source = (kind: 'audio' | 'video', ...members: readonly string[]): Source => ({ type: 'media-source', kind, members })

const sources: Readonly<Record<Metric, Source>> = {
  'path.roundTripTimeMs': path('currentRoundTripTime'),
  'path.meanRoundTripTimeMs': path('totalRoundTripTime'),
  'path.availableOutgoingBitrate': path('availableOutgoingBitrate'),
  'path.answerRate': path('responsesReceived'),
  'path.iceState': transport('iceState'),
  'path.dtlsState': transport('dtlsState'),
  'receivedAudio.jitterBufferTargetMs': received('audio', 'jitterBufferTargetDelay'),
  'receivedAudio.jitterBufferMinimumMs': received('audio', 'jitterBufferMinimumDelay'),
  'receivedAudio.discarded': received('audio', 'packetsDiscarded'),
  'receivedAudio.audiblyConcealed': received('audio', 'silentConcealedSamples'),
  'receivedAudio.stretched': received('audio', 'insertedSamplesForDeceleration', 'removedSamplesForAcceleration'),
  'receivedAudio.level': received('audio', 'totalAudioEnergy'),
  'receivedAudio.playoutMs': { type: 'media-playout', members: ['totalPlayoutDelay'] },
  'receivedAudio.synthesized': { type: 'media-playout', members: ['synthesizedSamplesDuration'] },
  'receivedVideo.jitterBufferTargetMs': received('video', 'jitterBufferTargetDelay'),
  'receivedVideo.jitterBufferMinimumMs': received('video', 'jitterBufferMinimumDelay'),
  'receivedVideo.dropped': received('video', 'framesDropped'),
  'receivedVideo.meanQp': received('video', 'qpSum'),
  'receivedVideo.interFrameMs': received('video', 'totalInterFrameDelay'),
  'receivedVideo.freezeRate': received('video', 'freezeCount'),
  'receivedVideo.hardware': received('video', 'powerEfficientDecoder', 'decoderImplementation'),
  'receivedVideo.audioAheadMs': received('video', 'estimatedPlayoutTimestamp'),
  'receivedVideo.corruption': received('video', 'corruptionMeasurements'),
  'sentAudio.targetBitrate': sent('audio', 'targetBitrate'),
  'sentAudio.sendQueueMs': sent('audio', 'totalPacketSendDelay'),
  'sentAudio.sourceLevel': source('audio', 'totalAudioEnergy'),
  'sentAudio.sourcePeak': source('audio', 'audioLevel'),
  'sentAudio.echoReturnLoss': source('audio', 'echoReturnLoss'),
  'sentVideo.targetBitrate': sent('video', 'targetBitrate'),
  'sentVideo.sendQueueMs': sent('video', 'totalPacketSendDelay'),
  'sentVideo.active': sent('video', 'active'),
  'sentVideo.limitation': sent('video', 'qualityLimitationReason'),
  'sentVideo.cpuLimited': sent('video', 'qualityLimitationDurations'),
  'sentVideo.bandwidthLimited': sent('video', 'qualityLimitationDurations'),
  'sentVideo.hardware': sent('video', 'powerEfficientEncoder', 'encoderImplementation'),
  'sentVideo.sourceFramesPerSecond': source('video', 'frames', 'framesPerSecond'),
  'sentVideo.sourceHeight': source('video', 'height'),
  'sent.packetLoss': { type: 'remote-inbound-rtp', members: ['fractionLost', 'packetsReceived', 'packetsLost'] },
  'sent.roundTripTimeMs': { type: 'remote-inbound-rtp', members: ['roundTripTime'] },
}

/** What a browser was seen to report, by what it reports and not by its name. */
export interface Support {
  /** In how many reports there were entries of a type, and of a type and kind, as far as it matters. */
  readonly seen: ReadonlyMap<string, number>
  /** The names of the members of a type. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>
}

export const nothingSeen: Support = { seen: new Map(), members: new Map() }

/** A member may come a little later than its entry. */
const reportsToBeSure = 3

export function followSupport({ seen, members }: Support, { stats }: Report): Support {
  const added = new Map<string, Set<string>>()
  const inThisReport = new Set<string>()
  for (const entry of stats.values()) {
    const { type, kind } = entry
    const known = members.get(type)
    for (const name of Object.keys(entry)) {
      if (known?.has(name) === true) continue
      const names = added.get(type) ?? new Set(known)
      added.set(type, names.add(name))
    }
    inThisReport.add(type)
    if (typeof kind === 'string') inThisReport.add(keyOf(type, kind))
  }
  const counted = [...inThisReport].filter((key) => (seen.get(key) ?? 0) < reportsToBeSure)
  return {
    seen:
      counted.length === 0
        ? seen
        : new Map([...seen, ...counted.map((key): [string, number] => [key, (seen.get(key) ?? 0) + 1])]),
    members: added.size === 0 ? members : new Map([...members, ...added]),
  }
}

function keyOf(type: string, kind: string): string {
  return `${type} ${kind}`
}

/** Whether the browser never reports what a metric is made of, as far as its reports tell. A few reports must have had the entry. */
export function isUnsupported({ seen, members }: Support, metric: Metric): boolean {
  const { type, kind, members: names } = sources[metric]
  const reports = seen.get(kind === undefined ? type : keyOf(type, kind)) ?? 0
  return reports >= reportsToBeSure && !names.some((name) => members.get(type)?.has(name) === true)
}
