import type { ReceivedAudio, ReceivedVideo, Sample, SentAudio, SentVideo, TrackSample } from '@earshot/core/stats'

/** A sample in which nothing was measured but what is given. */
export function sampleOf(path: Partial<Sample['path']>, ...tracks: readonly TrackSample[]): Sample {
  return {
    ...{ timestamp: 1_000_000, gap: false, page: null, sections: [], peer: null, others: null },
    path: { ...nothingOfPath, ...path },
    tracks,
  }
}

const nothingOfPath: Sample['path'] = {
  ...{ pair: null, roundTripTimeMs: null, meanRoundTripTimeMs: null, baseRoundTripTimeMs: null, queueMs: null },
  ...{ availableOutgoingBitrate: null, headroom: null, bandwidthUse: null, receivedBitrate: null, answerRate: null },
  ...{ silentMs: null, pairChanges: 0, iceState: null, dtlsState: null },
}

const nothingOfTrack = {
  ...{ rid: null, codec: null, muted: null, screen: null, bitrate: null, wireBitrate: null, packetRate: null },
  ...{ packetsLost: null, packetsExpected: null },
  ...{ retransmitShare: null, nackRate: null, packetLoss: null, congestionMarked: null, jitterMs: null, roundTripTimeMs: null },
  ...{ meanRoundTripTimeMs: null, framesPerSecond: null, frameWidth: null, frameHeight: null },
  ...{ receivedAudio: null, receivedVideo: null, sentAudio: null, sentVideo: null },
} as const

export function sentVideo(members: Partial<TrackSample> = {}, part: Partial<SentVideo> = {}): TrackSample {
  const sending: SentVideo = {
    ...{ goodput: null, targetBitrate: null, sendQueueMs: null, active: null, sourceFramesPerSecond: null },
    ...{ sourceHeight: null, framesSentPerSecond: null, encodeMs: null, encodeLoad: null, meanQp: null, limitation: null },
    ...{ cpuLimited: null, bandwidthLimited: null, keyFrameRequestRate: null, hardware: null },
    ...part,
  }
  const key = `outbound:video:${members.mid ?? '1'}:${members.rid ?? ''}`
  return { ...nothingOfTrack, key, direction: 'outbound', kind: 'video', mid: '1', ...members, sentVideo: sending }
}

export function sentAudio(members: Partial<TrackSample> = {}, part: Partial<SentAudio> = {}): TrackSample {
  const sending: SentAudio = {
    ...{ goodput: null, targetBitrate: null, sendQueueMs: null, active: null },
    ...{ sourceLevel: null, sourcePeak: null, echoReturnLoss: null },
    ...part,
  }
  return {
    ...{ ...nothingOfTrack, key: 'outbound:audio:0:', direction: 'outbound', kind: 'audio', mid: '0', ...members },
    sentAudio: sending,
  }
}

export function receivedVideo(members: Partial<TrackSample> = {}, part: Partial<ReceivedVideo> = {}): TrackSample {
  const receiving: ReceivedVideo = {
    ...{ jitterBufferMs: null, jitterBufferTargetMs: null, jitterBufferMinimumMs: null, framesReceivedPerSecond: null },
    ...{ dropped: null, framesPending: null, decodeMs: null, decodeLoad: null, meanQp: null, interFrameMs: null },
    ...{
      interFrameDeviationMs: null,
      frozen: null,
      frozenMs: null,
      freezes: null,
      freezeRate: null,
      stillMs: null,
      corruption: null,
    },
    ...{ keyFrameRequestRate: null, hardware: null, audioAheadMs: null },
    ...part,
  }
  return {
    ...{ ...nothingOfTrack, key: 'inbound:video:1:', direction: 'inbound', kind: 'video', mid: '1', ...members },
    receivedVideo: receiving,
  }
}

export function receivedAudio(members: Partial<TrackSample> = {}, part: Partial<ReceivedAudio> = {}): TrackSample {
  const receiving: ReceivedAudio = {
    ...{ jitterBufferMs: null, jitterBufferTargetMs: null, jitterBufferMinimumMs: null, discarded: null, effectiveLoss: null },
    ...{ sampleRate: null, concealed: null, audiblyConcealed: null, stretched: null, level: null, playoutMs: null },
    synthesized: null,
    ...part,
  }
  return {
    ...{ ...nothingOfTrack, key: 'inbound:audio:0:', direction: 'inbound', kind: 'audio', mid: '0', ...members },
    receivedAudio: receiving,
  }
}
